"""Pictures and formulas of shared weights say what their records say."""

from __future__ import annotations

import re

import numpy as np
import plotly.graph_objects as go
import pytest

import explorer
from explorer import Conv2D, Network, presets
from explorer.analysis.bottleneck import bottleneck, mixing
from explorer.analysis.weight_sharing import costs
from explorer.figures import sharing as figures
from explorer.figures.theme import LIGHT
from explorer.network import Cell
from tests.strategies import random_params


def evaluated(text: str) -> int:
    return int(eval(text.replace(r"\cdot", "*").replace("{,}", "")))


@pytest.mark.parametrize("layer", [Conv2D(), Conv2D(groups=2, use_bias=False), Conv2D(kernel_size=1)], ids=str)
def test_formulas_in_numbers_give_the_counts(layer: Conv2D) -> None:
    for cost in costs(layer, (9, 7, 4)):
        lines = figures.cost_latex(cost).split("&=")
        for text, count in ((lines[2], cost.params), (lines[4], cost.macs)):
            left, right = re.sub(r"\\\\.*|\\end.*", "", text).split("=")
            assert evaluated(left) == evaluated(right) == count
        assert lines[1].count(r"\,") == len(cost.weight_terms) - 1 + max(len(cost.bias_terms) - 1, 0)


def test_squares_are_to_scale() -> None:
    conv_costs = costs(Conv2D(), (9, 7, 4))
    chart = figures.costs_figure(conv_costs, LIGHT, 776)
    go.Figure(chart)
    areas = [(box["x1"] - box["x0"]) * (box["y1"] - box["y0"]) for box in chart["layout"]["shapes"]]
    np.testing.assert_allclose(areas[1] / areas[2], conv_costs[1].params / conv_costs[2].params)
    texts = [note["text"] for note in chart["layout"]["annotations"]]
    assert "296 parameters" in texts


def test_a_square_that_is_too_small_to_see_says_so() -> None:
    chart = figures.costs_figure(costs(Conv2D(padding="same"), (64, 64, 10)), LIGHT, 776)
    assert any("under 1 px wide" in note["text"] for note in chart["layout"]["annotations"])


@pytest.mark.parametrize("width", [776, 330])
def test_the_matrix_of_a_pixel(width: int) -> None:
    network = Network((Conv2D(filters=3, kernel_size=1),), (4, 4, 5))
    params = random_params(network)
    acts = explorer.run(network, params, np.random.default_rng(0).normal(size=(1, 4, 4, 5)))
    pixel = mixing(network, params, acts, Cell("0", 1, 2, 1))
    chart = figures.mixing_figure(pixel, 1, LIGHT, width)
    go.Figure(chart)
    weights, reads, bias, result = (np.asarray(t["z"]) for t in chart["data"] if t["type"] == "heatmap")
    np.testing.assert_allclose(weights @ reads + bias, result)
    for trace in chart["data"]:
        assert max(trace["x"]) <= width


def test_a_bottleneck_in_numbers() -> None:
    record = bottleneck(presets.load("bottleneck").network, "2")
    assert record is not None
    text = figures.bottleneck_latex(record).replace("{,}", "")
    for left, right in re.findall(r"([\d \\cdot+]+) = (\d+) \\text", text):
        assert evaluated(left.strip()) == int(right)
    assert "70016" in text
    assert "590080" in text
