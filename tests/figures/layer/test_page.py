"""A page of maps shows the numbers it is given."""

from __future__ import annotations

import numpy as np
import pytest
from plotly.graph_objects import Figure

from explorer.figures.layer.page import page_figure
from explorer.figures.maps import indices, map_png
from explorer.figures.theme import DARK, LIGHT

MAPS = np.random.default_rng(0).normal(size=(9, 7, 30)).astype(np.float32)


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
def test_a_page_shows_its_channels_in_order(theme) -> None:  # type: ignore[no-untyped-def]
    channels = [5, 3, 29]
    figure = page_figure(MAPS, channels, [2.0, 0.5, 2.0], theme, "4", across=2)
    Figure(figure)
    assert [slot[0] for slot in figure["layout"]["meta"]["slots"]] == channels
    assert [text["text"] for text in figure["layout"]["annotations"]] == ["5", "3", "29"]
    for trace, channel, top in zip(figure["data"], channels, [2.0, 0.5, 2.0], strict=True):
        assert trace["source"] == map_png(indices(MAPS[:, :, channel], top), theme)
    for _, x, y, w, h in figure["layout"]["meta"]["slots"]:
        assert x + w <= figure["layout"]["width"]
        assert y + h <= figure["layout"]["height"]
