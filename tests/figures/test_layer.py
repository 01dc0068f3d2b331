"""The Layer tab's figures show the numbers they are given."""

from __future__ import annotations

import numpy as np
import pytest
from plotly.graph_objects import Figure

from explorer.analysis.statistics import strengths
from explorer.figures import layer
from explorer.figures.maps import indices, map_png
from explorer.figures.theme import DARK, LIGHT

MAPS = np.random.default_rng(0).normal(size=(9, 7, 30)).astype(np.float32)


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
def test_a_page_shows_its_channels_in_order(theme) -> None:  # type: ignore[no-untyped-def]
    channels = [5, 3, 29]
    figure = layer.page_figure(MAPS, channels, [2.0, 0.5, 2.0], theme, "4", across=2)
    Figure(figure)
    assert [slot[0] for slot in figure["layout"]["meta"]["slots"]] == channels
    assert [text["text"] for text in figure["layout"]["annotations"]] == ["5", "3", "29"]
    for trace, channel, top in zip(figure["data"], channels, [2.0, 0.5, 2.0], strict=True):
        assert trace["source"] == map_png(indices(MAPS[:, :, channel], top), theme)
    for _, x, y, w, h in figure["layout"]["meta"]["slots"]:
        assert x + w <= figure["layout"]["width"]
        assert y + h <= figure["layout"]["height"]


def test_the_strip_has_a_tick_per_channel() -> None:
    channels = list(range(29, -1, -1))
    figure = layer.strengths_figure(MAPS, channels, [29, 28], LIGHT, 600)
    Figure(figure)
    np.testing.assert_allclose(figure["data"][0]["y"], strengths(MAPS)[channels])
    colours = figure["data"][0]["marker"]["color"]
    assert colours[:2] == [LIGHT.bar] * 2
    assert LIGHT.bar not in colours[2:]


def test_the_histogram_counts_every_cell() -> None:
    figure = layer.histogram_figure(MAPS[:, :, 0], 1.0, LIGHT)
    Figure(figure)
    assert sum(figure["data"][0]["y"]) == 63
    Figure(layer.histogram_figure(np.zeros((4, 4), np.float32), 1.0, LIGHT))


def test_kernels_are_the_filters_slices() -> None:
    kernel = np.random.default_rng(1).normal(size=(3, 2, 5, 4)).astype(np.float32)
    figure = layer.kernels_figure(kernel, 2, DARK)
    Figure(figure)
    drawn = np.asarray(figure["data"][0]["z"])
    for channel in range(5):
        np.testing.assert_array_equal(drawn[:, channel * 4 : channel * 4 + 2], kernel[:, :, channel, 2])
    assert figure["data"][0]["zmax"] == np.abs(kernel[:, :, :, 2]).max()


@pytest.mark.parametrize("stretch", [7, 1 << 20])
def test_a_histogram_counts_what_numpy_counts_and_leaves_out_what_is_not_finite(
    stretch: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(layer, "STRETCH", stretch)
    values = np.random.default_rng(0).normal(size=(20, 30)).astype(np.float32)
    counts, edges = np.histogram(values.astype(np.float64), bins=40)
    bars = layer.histogram_figure(values, 1.0, LIGHT)["data"][0]
    assert bars["y"] == counts.tolist()
    np.testing.assert_allclose(bars["x"], (edges[:-1] + edges[1:]) / 2)
    holed = np.concatenate([values, np.full((1, 30), np.nan, np.float32), np.full((1, 30), np.inf, np.float32)])
    assert layer.histogram_figure(holed, 1.0, LIGHT)["data"][0]["y"] == counts.tolist()
    assert sum(layer.histogram_figure(np.full((2, 2), np.nan), 1.0, LIGHT)["data"][0]["y"]) == 0
