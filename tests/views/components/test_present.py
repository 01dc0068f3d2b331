"""The room of the overview while presenting."""

from __future__ import annotations

import pytest

from explorer.figures.overview.room import EDGE, TRAINING_STRIP
from explorer.views.components.present.mode import ENLARGED, presented_room


@pytest.mark.parametrize(("width", "height"), [(1280, 600), (1280, 720), (1920, 1080)])
def test_maps_and_training_strip_fit_into_the_window(width: int, height: int) -> None:
    room = presented_room(width, height)
    assert ENLARGED * (8 + room.height + TRAINING_STRIP) <= height
    assert ENLARGED * (room.width + 2 * EDGE) <= width
