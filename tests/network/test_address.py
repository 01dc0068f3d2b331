"""Cells by the words that a person types."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer import presets
from explorer.errors import SettingError
from explorer.network import Cell, Network
from explorer.network.address import cell_at
from tests.strategies import cells, nested_networks

VGG, BLOCKS = presets.load("tinyvgg").network, presets.load("residual").network


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ("conv2_1 17 4 9", Cell("5", 17, 4, 9)),
        ("  CONV2_1, 17, 4, 9 ", Cell("5", 17, 4, 9)),
        ("conv2_1 map 9 row 17 column 4", Cell("5", 17, 4, 9)),
        ("conv2_1 17 4", Cell("5", 17, 4, 0)),
        ("conv2_1 map 9", Cell("5", 14, 14, 9)),
        ("conv2_1", Cell("5", 14, 14, 0)),
        ("dense3 7", Cell("11", 0, 0, 7)),
        ("softmax unit 9", Cell("12", 0, 0, 9)),
        ("input 0 63 2", Cell("", 0, 63, 2)),
    ],
)
def test_a_cell_is_found_by_its_words(text: str, cell: Cell) -> None:
    assert cell_at(VGG, text) == cell


def test_the_end_of_a_name_inside_a_block_is_enough_if_it_is_the_only_one() -> None:
    inside = next(step for step in BLOCKS.steps if step.name == "res1.conv2")
    assert cell_at(BLOCKS, "res1.conv2 1 2 3") == Cell(inside.path, 1, 2, 3)
    with pytest.raises(SettingError, match="No layer is called 'conv2'"):
        cell_at(BLOCKS, "conv2 1 2 3")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "No layer is named. Type a layer and numbers: conv1 8 11 3."),
        ("conv2_9 1 2 3", "No layer is called 'conv2_9'. Do you mean conv2_2?"),
        ("17 4 9", "No layer is called '17'. Type one such as conv1_1."),
        ("conv2_1 17 four", "'four' is not a whole number. Type numbers after the layer: row, column, map."),
        ("conv2_1 -1", "'-1' is not a whole number. Type numbers after the layer: row, column, map."),
        ("conv2_1 28 4 9", "conv2_1 has no row 28. Its rows count from 0 to 27."),
        ("conv2_1 1 2 3 4", "conv2_1 has no place for '4'. Type the layer, then row, column, map."),
        ("dense3 1 2", "dense3 has no place for '2'. Type the layer, then unit."),
        ("dense3 row 1", "dense3 has no place for '1'. Type the layer, then unit."),
        ("dense3 10", "dense3 has no unit 10. Its units count from 0 to 9."),
    ],
)
def test_what_is_wrong_is_said_in_a_sentence(text: str, told: str) -> None:
    with pytest.raises(SettingError) as caught:
        cell_at(VGG, text)
    assert str(caught.value) == told


@given(nested_networks(), st.data())
def test_every_cell_is_found_by_its_name_and_numbers(network: Network, data: st.DataObject) -> None:
    cell = data.draw(cells(network))
    step = network.step(cell.path)
    numbers = (cell.channel,) if len(step.output_shape) == 1 else (cell.row, cell.col, cell.channel)
    assert cell_at(network, " ".join([step.name, *map(str, numbers)])) == cell


@given(st.text())
def test_any_text_makes_a_cell_or_a_sentence(text: str) -> None:
    with contextlib.suppress(SettingError):
        VGG.check_cell(cell_at(VGG, text))
