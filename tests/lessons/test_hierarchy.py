"""The lesson on what filters detect: its pieces are what the cells read, its words fit, its numbers are the network's."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pytest

from explorer import presets, run
from explorer.lessons import Study, load
from explorer.lessons.lesson import MAX_WORDS, filled, word_count
from explorer.lessons.shown import Filters, Grids
from explorer.lessons.studies.hierarchy import BEST, CHOICES, DEPTHS, LARGE, NETWORKS, SMALL, SUBJECTS, gallery, piece
from explorer.lessons.tools import sample, short_number
from explorer.scene import ImageChoice

LESSON = load("hierarchy")


def study(network: str, depth: str, place: int = 1) -> Study:
    values = {"network": network, "depth": depth, "filter": place}
    return LESSON.study(LESSON.given(values, sample, ImageChoice("cat")))


def grids(result: Study, name: str) -> Grids:
    shown = result.figures[name]
    assert isinstance(shown, Grids)
    return shown


@pytest.mark.parametrize("depth", DEPTHS)
@pytest.mark.parametrize("network", NETWORKS)
def test_words_are_few_at_every_depth(network: str, depth: str) -> None:
    assert word_count(filled(LESSON.text, study(network, depth, CHOICES).numbers)) <= MAX_WORDS


def test_a_piece_of_the_first_layer_gives_its_number() -> None:
    preset = presets.load(NETWORKS[LARGE])
    step = preset.network["conv1_1"]
    params = preset.weights.params(preset.network)[step.path]
    rescaling = preset.network.layers[0]
    for place in range(1, CHOICES + 1):
        result = study(LARGE, "first", place)
        channel = int(result.numbers["filter"])
        for grid in grids(result, "pieces").grids:
            read = rescaling.forward(np.asarray(grid.values)[None], {})[0]
            number = float((read * params["kernel"][..., channel]).sum() + params["bias"][channel])
            if grid.values.min() > 0:  # black may be padding, which is zero behind the rescaling
                assert grid.title.endswith(short_number(number))


@pytest.mark.parametrize("depth", ["first", "second", "third"])
def test_nothing_outside_its_piece_changes_a_number(depth: str) -> None:
    preset = presets.load(NETWORKS[LARGE])
    network, params = preset.network, preset.weights.params(preset.network)
    step = network[SUBJECTS[preset.name].layers[DEPTHS.index(depth)]]
    photo = gallery(network.input_shape)[0][0]
    rows, cols, _ = step.output_shape
    row, col = rows // 2, cols // 3
    assert step.window is not None
    (top, bottom), (left, right) = (window.interval(at, at) for window, at in zip(step.window, (row, col), strict=True))
    other = np.random.default_rng(0).random(photo.shape).astype(np.float32)
    other[top : bottom + 1, left : right + 1] = piece(photo, step, row, col)
    before, after = (run(network, params, pixels[None])[step.path][0, row, col] for pixels in (photo, other))
    np.testing.assert_allclose(after, before, atol=1e-4 * np.abs(before).max())


def test_a_piece_at_the_edge_is_black_in_the_padding_and_a_window_larger_than_the_image_is_the_image() -> None:
    network = presets.load(NETWORKS[LARGE]).network
    white = np.ones(network.input_shape)
    second = piece(white, network["dwconv1_8"], 0, 27)
    assert second.shape == (35, 35, 3)
    assert (second[0].max(), second[:, -1].max(), second[-1, 0].min()) == (0, 0, 1)
    assert piece(white, network["conv1_22"], 3, 3).shape == (224, 224, 3)


@pytest.mark.parametrize("depth", DEPTHS)
@pytest.mark.parametrize("network", NETWORKS)
def test_pieces_come_in_the_order_of_their_numbers_and_filters_differ(network: str, depth: str) -> None:
    shown = grids(study(network, depth), "pieces").grids
    assert len(shown) == BEST
    numbers = [float(re.sub("−", "-", grid.title.rpartition(", ")[2])) for grid in shown]
    assert numbers == sorted(numbers, reverse=True)
    assert len({study(network, depth, place).numbers["filter"] for place in range(1, CHOICES + 1)}) >= 8


def test_first_filters_are_outlined_at_the_first_depth_alone() -> None:
    shown: Any = [study(LARGE, depth, 2).figures["filters"] for depth in DEPTHS]
    assert all(isinstance(each, Filters) and each.kernel.shape == (3, 3, 3, 32) for each in shown)
    assert [each.chosen for each in shown] == [4, None, None, None]


def test_the_answer_lists_the_filters_of_colors() -> None:
    numbers = study(LARGE, "first").numbers
    assert numbers["color"] == "3, 4, 7, 18, 19, 20, 23"
    assert study(SMALL, "first").numbers["color"] != "none"
