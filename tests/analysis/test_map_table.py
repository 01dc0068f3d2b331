"""Maps as tables."""

from __future__ import annotations

import csv
import io

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from explorer.analysis.map_table import excerpt_around, map_csv, units_csv

SIDES = st.integers(1, 20)


@given(SIDES, SIDES, st.data())
def test_the_cell_is_in_the_table_and_the_table_is_of_the_map(rows: int, cols: int, data: st.DataObject) -> None:
    values = np.arange(rows * cols).reshape(rows, cols)
    row, col = data.draw(st.integers(0, rows - 1)), data.draw(st.integers(0, cols - 1))
    table = excerpt_around(values, row, col, 7)
    assert row in table.rows
    assert col in table.cols
    np.testing.assert_array_equal(table.values, values[np.ix_(table.rows, table.cols)])
    assert table.values.shape == (min(rows, 7), min(cols, 7))  # never less than there is room for


@given(hnp.arrays(np.float32, hnp.array_shapes(min_dims=2, max_dims=2, max_side=5)))
def test_a_file_reads_back_exactly(values: np.ndarray) -> None:
    lines = list(csv.reader(io.StringIO(map_csv(values))))
    assert lines[0] == ["row", *map(str, range(values.shape[1]))]
    assert [line[0] for line in lines[1:]] == [str(row) for row in range(values.shape[0])]
    np.testing.assert_array_equal(np.array([line[1:] for line in lines[1:]], np.float32), values)


@pytest.mark.parametrize(
    ("names", "expected"),
    [((), "unit,value\n0,0.1\n1,-2\n"), (("bag", "a, b"), 'unit,class,value\n0,bag,0.1\n1,"a, b",-2\n')],
)
def test_units_with_and_without_names(names: tuple[str, ...], expected: str) -> None:
    assert units_csv(np.array([0.1, -2], np.float32), names) == expected
