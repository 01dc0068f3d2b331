"""The photo and the enlarged map of the rail keep their form."""

from __future__ import annotations

import numpy as np
import pytest

from explorer.figures.cell import LEAST_CHART, photo
from explorer.figures.theme import LIGHT


@pytest.mark.parametrize("shape", [(64, 64), (30, 60), (60, 30), (600, 20)])
@pytest.mark.parametrize("side", [72, 120, 296])
def test_a_photo_that_is_narrower_than_any_chart_is_not_stretched(shape: tuple[int, int], side: int) -> None:
    layout = photo(np.zeros((*shape, 3)), LIGHT, side)["layout"]
    wide = layout["width"] - layout["margin"]["r"]
    assert layout["width"] >= LEAST_CHART
    assert (wide, layout["height"]) == tuple(max(round(n * side / max(shape)), 24) for n in reversed(shape))
