"""Pictures of filters show their weights."""

from __future__ import annotations

import numpy as np
import pytest
from plotly.graph_objects import Figure

from explorer.analysis.color_filters import color_picture
from explorer.figures.layer.filters import filters_figure, kernels_figure
from explorer.figures.maps import photo_png
from explorer.figures.theme import DARK, LIGHT

KERNEL = np.random.default_rng(1).normal(size=(3, 2, 5, 4)).astype(np.float32)
COLORED = np.random.default_rng(2).normal(size=(5, 3, 3, 4)).astype(np.float32)


def test_kernels_are_the_filters_slices() -> None:
    figure = kernels_figure(KERNEL, 2, DARK)
    Figure(figure)
    drawn = np.asarray(figure["data"][0]["z"])
    for channel in range(5):
        np.testing.assert_array_equal(drawn[:, channel * 4 : channel * 4 + 2], KERNEL[:, :, channel, 2])
    assert figure["data"][0]["zmax"] == np.abs(KERNEL[:, :, :, 2]).max()


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
def test_a_filter_of_colors_stands_before_its_kernels(theme) -> None:  # type: ignore[no-untyped-def]
    heatmap, image = kernels_figure(COLORED, 1, theme, colored=True)["data"]
    Figure({"data": [heatmap, image]})
    assert image["source"] == photo_png(color_picture(COLORED[..., 1]))
    places = heatmap["x0"] + np.arange(np.shape(heatmap["z"])[1])
    assert places[0] > COLORED.shape[1] - 1  # right of the picture
    np.testing.assert_array_equal(np.asarray(heatmap["z"])[:, :3], COLORED[:, :, 0, 1])


def test_filters_side_by_side_lead_to_their_maps() -> None:
    figure = filters_figure(COLORED, [2, 0], DARK, "1", across=1)
    Figure(figure)
    assert [trace["source"] for trace in figure["data"]] == [photo_png(color_picture(COLORED[..., n])) for n in (2, 0)]
    meta = figure["layout"]["meta"]
    assert (meta["path"], [slot[0] for slot in meta["slots"]]) == ("1", [2, 0])
    (_, x, y, w, h), (_, below, lower, _, _) = meta["slots"]
    assert (below, lower > y + h) == (x, True)
    np.testing.assert_allclose(h / w, 5 / 3)
