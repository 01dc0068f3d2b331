"""The pictures and sentences of the Receptive field tab say what their records say."""

from __future__ import annotations

import itertools
import re

import numpy as np
import pytest
from plotly.graph_objects import Figure

from explorer import Cell, Conv2D, MaxPool2D, Network, ReLU, presets, run
from explorer.figures.canvas import text_width
from explorer.figures.cone import coverage
from explorer.figures.cone import maps as cone_maps
from explorer.figures.cone import side as cone_side
from explorer.figures.cone import words as cone_words
from explorer.figures.overview.scales import Scales
from explorer.figures.theme import DARK, LIGHT
from explorer.layers.base import Array
from explorer.reads.cone import cone
from explorer.reads.coverage import of_input, padding_options
from tests.strategies import random_params

NETWORK = Network((Conv2D(filters=2, padding="same"), ReLU(), Conv2D(filters=3, dilation_rate=3)), (16, 14, 3))
ACTS = run(
    NETWORK, random_params(NETWORK, dtype=np.float32), np.random.default_rng(0).random((1, 16, 14, 3), np.float32)
)
CELL = Cell("2", 0, 4, 1)


def paths(figure: dict[str, object], colour: str) -> list[str]:
    shapes = figure["layout"]["shapes"]  # type: ignore[index]
    return [shape["path"] for shape in shapes if shape["line"].get("color") == colour]


@pytest.mark.parametrize("width", [330, 776])
def test_each_map_of_the_cone_outlines_what_is_read(width: int) -> None:
    levels = cone(NETWORK, CELL)
    figure = cone_maps.maps(levels, CELL, ACTS, Scales(NETWORK, ACTS), LIGHT, width)
    Figure(figure)
    slots = figure["layout"]["meta"]["slots"]
    assert [slot[0] for slot in slots] == ["", "1", "2"]
    assert figure["layout"]["width"] <= width
    for slot, path in zip(slots, paths(figure, "#ffd400"), strict=True):
        level = levels[[each.path for each in levels].index(slot[0])]
        _, _, x, y, size, rows, cols, _ = slot
        outlined = set()
        for left, top, right, bottom in re.findall(r"M(.*?),(.*?)H(.*?)V(.*?)H", path):
            for row in range(rows):
                for col in range(cols):
                    inside = float(left) < x + (col + 0.5) * size < float(right)
                    if inside and float(top) < y + (row + 0.5) * size < float(bottom):
                        outlined.add((row, col))
        assert outlined == {(row, col) for row in level.region.rows for col in level.region.cols}


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("axis", [0, 1])
def test_the_side_view_fills_the_cells_that_are_read(theme, axis: int) -> None:  # type: ignore[no-untyped-def]
    levels = cone(NETWORK, CELL)
    figure = cone_side.side(levels, axis, theme, 776)
    Figure(figure)
    filled = [shape for shape in figure["layout"]["shapes"] if shape.get("fillcolor") == theme.bar][
        1:
    ]  # less the legend
    assert len(filled) == sum(len(level.runs[axis]) for level in levels)
    widths = {level.path: sum(b - a + 1 for a, b in level.runs[axis]) for level in levels}
    pixel = filled[-1]["x1"] - filled[-1]["x0"]
    image_runs = levels[0].runs[axis]
    assert pixel / (image_runs[-1][1] - image_runs[-1][0] + 1) == pytest.approx(
        (filled[0]["x1"] - filled[0]["x0"]) / widths["2"]  # all jumps are 1: every cell is as wide as a pixel
    )
    assert max(shape.get("x1", 0) for shape in figure["layout"]["shapes"]) <= 776


def test_a_deep_cone_fits() -> None:
    network = presets.load("vgg16").network
    step = next(step for step in reversed(network.steps) if len(step.output_shape) == 3)
    levels = cone(network, Cell(step.path, 0, 6, 0))
    for width in (330, 776):
        figure = cone_side.side(levels, 0, LIGHT, width)
        assert figure["layout"]["height"] < 60 * len(levels)
        edges = [shape[side] for shape in figure["layout"]["shapes"] for side in ("x0", "x1") if side in shape]
        assert min(edges) >= 0
        assert max(edges) <= width


@pytest.mark.parametrize("width", [344, 776, 1472])
def test_the_captions_of_maps_beside_each_other_do_not_touch(width: int) -> None:
    network = presets.load("vgg16").network
    step = next(step for step in reversed(network.steps) if len(step.output_shape) == 3)
    levels = cone(network, Cell(step.path, 0, 6, 100))
    acts = {each.path: np.ones((1, *each.output_shape), np.float32) for each in network.steps}
    figure = cone_maps.maps(levels, Cell(step.path, 0, 6, 100), acts, Scales(network, acts), LIGHT, width)
    lines: dict[float, list[tuple[float, float]]] = {}
    for note in figure["layout"]["annotations"]:
        lines.setdefault(note["y"], []).append((note["x"], note["x"] + text_width(note["text"])))
    assert len(lines) >= 4
    for line in lines.values():
        for (_, right), (left, _) in itertools.pairwise(sorted(line)):
            assert right < left


def test_the_sentence_tells_the_three_readings() -> None:
    sentence = cone_words.cone_sentence(NETWORK, CELL, cone(NETWORK, CELL))
    assert sentence == (
        "**conv1_2, map 1, row 0, column 4** reads 9 cells in 7 × 7 of relu1_1, and so 8 × 9 px of the image, 32.1% of it. "
        "Its textbook window, 9 × 9, has 9 more px in the padding. The cell next to it reads 1 px further on."
    )
    assert "9 × 9 | 8 × 9 | 72" in cone_words.cone_table(cone(NETWORK, CELL))
    assert "nothing below it" in cone_words.cone_sentence(NETWORK, Cell("", 0, 0, 0), cone(NETWORK, Cell("", 0, 0, 0)))


def texts(figure: dict[str, object]) -> Array:
    return np.array(figure["data"][0]["text"])  # type: ignore[index]


def test_the_ends_of_three_paddings() -> None:
    layer, shape = Conv2D(), (28, 28, 1)
    coverages = [padded.coverage for padded in padding_options(layer, shape)]
    pictures = [coverage.ends_figure(each, LIGHT, 232, "input", 4, 9) for each in coverages if each]
    assert [texts(picture)[0].tolist()[:4] for picture in pictures] == [list("1233"), list("4666"), list("9999")]
    assert texts(pictures[0])[4].tolist() == [""] * 9
    assert [picture["data"][0]["zmax"] for picture in pictures] == [9, 9, 9]
    np.testing.assert_array_equal(pictures[0]["data"][0]["customdata"][8, 8], [27, 27])
    assert [coverage.counts_words(each) for each in coverages if each] == [
        "corner 1, edge 3, middle 9",
        "corner 4, edge 6, middle 9",
        "corner 9, edge 9, middle 9",
    ]


def test_what_is_never_read_is_outlined_and_named() -> None:
    pool_coverage = of_input(Network((MaxPool2D(),), (11, 11, 1)), "0")
    picture = coverage.whole_figure(pool_coverage, LIGHT, 110, "input")
    Figure(picture)
    marked = [s for s in picture["layout"]["shapes"] if s["type"] == "rect" and s["line"]["color"] == LIGHT.ink]
    assert [(s["x0"], s["y0"], s["x1"], s["y1"]) for s in marked] == [(0, 100, 110, 110), (100, 0, 110, 110)]
    np.testing.assert_array_equal(picture["data"][0]["z"], pool_coverage.counts)
    assert coverage.never_words(pool_coverage, "cells") == "21 of 121 cells are never read: row 10; column 10."
    strided = of_input(Network((Conv2D(kernel_size=1, strides=2),), (20, 3, 1)), "0")
    assert coverage.never_words(strided, "pixels") == (
        "40 of 60 pixels are never read: rows 1, 3, 5, 7 and 6 more; column 1."
    )
