"""A map's numbers as text to read or to take away: an excerpt around a cell for the screen, whole maps as CSV files.

The table of layers is in architecture.py, the numbers that sum up a map in statistics.py.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from explorer.layers.base import Array
from explorer.tables import csv_text

MAX_TABLE_SIDE = 64
"""Rows and columns of an excerpt, at most."""


@dataclass(frozen=True, eq=False)
class MapExcerpt:
    """The rows and columns of a map that a table shows: `values` (rows, columns), the first of them cell (`row`, `col`)."""

    row: int
    col: int
    values: Array

    @property
    def rows(self) -> range:
        """The indices of its rows in the map."""
        return range(self.row, self.row + self.values.shape[0])

    @property
    def cols(self) -> range:
        """The indices of its columns in the map."""
        return range(self.col, self.col + self.values.shape[1])


def excerpt_around(values: Array, row: int, col: int, most: int = MAX_TABLE_SIDE) -> MapExcerpt:
    """At most `most` rows and columns of a map (rows, columns) around a cell, in their middle if the border allows."""
    first_row, first_col = (_first(at, size, most) for at, size in zip((row, col), values.shape, strict=True))
    return MapExcerpt(first_row, first_col, values[first_row : first_row + most, first_col : first_col + most])


def _first(at: int, size: int, most: int) -> int:
    return max(0, min(at - most // 2, size - most))


def map_csv(values: Array) -> str:
    """A whole map (rows, columns) as CSV: a header with the column indices, then a line per row; numbers read back exactly."""
    lines = [["row", *range(values.shape[1])], *([row, *map(_exact, line)] for row, line in enumerate(values))]
    return csv_text(lines)


def units_csv(values: Array, names: Sequence[str] = ()) -> str:
    """A vector (units,) as CSV, one unit to a line, with the classes' `names` if there are any; numbers read back exactly."""
    if names:
        return csv_text([["unit", "class", "value"], *([i, names[i], _exact(v)] for i, v in enumerate(values))])
    return csv_text([["unit", "value"], *([i, _exact(v)] for i, v in enumerate(values))])


def _exact(value: np.floating) -> str:
    """The shortest decimals that give the same number in its own precision."""
    return np.format_float_positional(value, unique=True, trim="-") if abs(value) < 1e15 else repr(float(value))
