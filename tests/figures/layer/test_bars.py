"""Bars about maps show the numbers they are given."""

from __future__ import annotations

import numpy as np
import pytest
from plotly.graph_objects import Figure

from explorer.analysis.statistics import strengths
from explorer.figures.layer import bars
from explorer.figures.theme import LIGHT

MAPS = np.random.default_rng(0).normal(size=(9, 7, 30)).astype(np.float32)


def test_the_strip_has_a_tick_per_channel() -> None:
    channels = list(range(29, -1, -1))
    figure = bars.strengths_figure(MAPS, channels, [29, 28], LIGHT, 600)
    Figure(figure)
    np.testing.assert_allclose(figure["data"][0]["y"], strengths(MAPS)[channels])
    colours = figure["data"][0]["marker"]["color"]
    assert colours[:2] == [LIGHT.bar] * 2
    assert LIGHT.bar not in colours[2:]


def test_the_histogram_counts_every_cell() -> None:
    figure = bars.histogram_figure(MAPS[:, :, 0], 1.0, LIGHT)
    Figure(figure)
    assert sum(figure["data"][0]["y"]) == 63
    Figure(bars.histogram_figure(np.zeros((4, 4), np.float32), 1.0, LIGHT))


@pytest.mark.parametrize("stretch", [7, 1 << 20])
def test_a_histogram_counts_what_numpy_counts_and_leaves_out_what_is_not_finite(
    stretch: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bars, "STRETCH", stretch)
    values = np.random.default_rng(0).normal(size=(20, 30)).astype(np.float32)
    counts, edges = np.histogram(values.astype(np.float64), bins=40)
    drawn = bars.histogram_figure(values, 1.0, LIGHT)["data"][0]
    assert drawn["y"] == counts.tolist()
    np.testing.assert_allclose(drawn["x"], (edges[:-1] + edges[1:]) / 2)
    holed = np.concatenate([values, np.full((1, 30), np.nan, np.float32), np.full((1, 30), np.inf, np.float32)])
    assert bars.histogram_figure(holed, 1.0, LIGHT)["data"][0]["y"] == counts.tolist()
    assert sum(bars.histogram_figure(np.full((2, 2), np.nan), 1.0, LIGHT)["data"][0]["y"]) == 0
