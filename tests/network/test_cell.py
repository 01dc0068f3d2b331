"""Cells: whole numbers of any type, and everything else refused in words."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from explorer import Cell, Conv2D, Network, reads
from explorer.errors import SettingError
from explorer.layers.base import as_map
from tests.strategies import networks

NETWORK = Network((Conv2D(filters=2, strides=3),), (200, 200, 3))


@settings(max_examples=60)
@given(data=st.data(), kind=st.sampled_from((np.uint8, np.int8, np.int64, np.uint64)))
def test_whole_numbers_of_numpy_name_the_same_cell(data: st.DataObject, kind: type) -> None:
    network = data.draw(networks())
    step = data.draw(st.sampled_from(network.steps))
    place = [data.draw(st.integers(0, min(length, 120) - 1)) for length in as_map(step.output_shape)]
    cell, same = Cell(step.path, *place), Cell(step.path, *(kind(at) for at in place))
    assert same == cell
    assert {type(at) for at in (same.row, same.col, same.channel)} == {int}
    assert reads.region(network, same) == reads.region(network, cell)


def test_small_types_do_not_overflow() -> None:
    region = reads.region(NETWORK, Cell("0", np.uint8(60), np.uint8(5), np.uint8(0)))  # type: ignore[arg-type]
    assert region.box == (180, 182, 15, 17)


@pytest.mark.parametrize(
    ("cell", "problem", "remedy"),
    [
        (
            Cell("0", 1.5, 0, 0),  # type: ignore[arg-type]
            "The row of the cell is 1.5, which is not a whole number.",
            "Rows run from 0 to 65.",
        ),
        (
            Cell("0", 0, 2.0, 0),  # type: ignore[arg-type]
            "The column of the cell is 2.0, which is not a whole number.",
            "Columns run from 0 to 65.",
        ),
        (
            Cell("0", 0, 0, True),
            "The channel of the cell is True, which is not a whole number.",
            "Channels run from 0 to 1.",
        ),
        (
            Cell("0", "1", 0, 0),  # type: ignore[arg-type]
            "The row of the cell is '1', which is not a whole number.",
            "Rows run from 0 to 65.",
        ),
        (Cell("0", np.int64(66), 0, 0), "There is no row 66.", "Rows run from 0 to 65."),  # type: ignore[arg-type]
        (Cell("0", 10**5000, 0, 0), "There is no row a number of more than 4,300 digits.", "Rows run from 0 to 65."),
        (Cell(0, 0, 0, 0), "There is no layer at path 0.", "Paths run from '0' to '0'."),  # type: ignore[arg-type]
        (("0", 0, 0, 0), "A tuple was given for a cell.", "Use Cell(path, row, col, channel)."),
        (None, "None was given for a cell.", "Use Cell(path, row, col, channel)."),
    ],
)
def test_what_is_no_cell(cell: Any, problem: str, remedy: str) -> None:
    for ask in (NETWORK.check_cell, lambda one: reads.region(NETWORK, one)):
        with pytest.raises(SettingError) as caught:
            ask(cell)
        assert caught.value.problem == problem
        assert caught.value.remedy == remedy
