"""The numbers of a map as a table: all of a small one, the neighbourhood of a cell in a large one, and CSV."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from explorer.layers.base import Array

MOST = 64
"""Rows and columns that a table shows."""


@dataclass(frozen=True, eq=False)
class Table:
    """A part of a map: `values` (rows, columns) whose first cell is (`row`, `col`) of the map."""

    row: int
    col: int
    values: Array

    @property
    def rows(self) -> range:
        """The map's rows in the table."""
        return range(self.row, self.row + self.values.shape[0])

    @property
    def cols(self) -> range:
        """The map's columns in the table."""
        return range(self.col, self.col + self.values.shape[1])


def around(values: Array, row: int, col: int, most: int = MOST) -> Table:
    """At most `most` rows and columns of a map (rows, columns), with the cell as near the middle as the border allows."""
    first_row, first_col = (_first(at, size, most) for at, size in zip((row, col), values.shape, strict=True))
    return Table(first_row, first_col, values[first_row : first_row + most, first_col : first_col + most])


def _first(at: int, size: int, most: int) -> int:
    return max(0, min(at - most // 2, size - most))


def map_csv(values: Array) -> str:
    """A whole map (rows, columns), a header with the columns first, each number so that it reads back exactly."""
    lines = [["row", *range(values.shape[1])], *([row, *map(_exact, line)] for row, line in enumerate(values))]
    return _written(lines)


def units_csv(values: Array, names: Sequence[str] = ()) -> str:
    """The units of a vector, one to a line, with their classes where they have names."""
    if names:
        return _written([["unit", "class", "value"], *([i, names[i], _exact(v)] for i, v in enumerate(values))])
    return _written([["unit", "value"], *([i, _exact(v)] for i, v in enumerate(values))])


def _exact(value: np.floating) -> str:
    """The shortest decimals that give the same number in its own precision."""
    return np.format_float_positional(value, unique=True, trim="-") if abs(value) < 1e15 else repr(float(value))


def _written(lines: Sequence[Sequence[object]]) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(lines)
    return out.getvalue()
