"""Curves in a terminal, of plain characters, so that they stand in a log as well."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Final

HEIGHT: Final = 8
WIDTH: Final = 60
BOTH: Final = "*"
"""The mark of a place that several curves pass."""


def chart(title: str, curves: Mapping[str, Sequence[float]], first: int = 1, width: int = WIDTH) -> str:
    """The curves by their marks, a letter each, as lines of text: numbers upwards, epochs from `first` to the right.

    Of more epochs than columns each column shows the last of its epochs. Values that are not finite are left out; "" if all
    are. Curves are equally long.

    >>> print(chart("loss", {"t": [2.0, 1.0, 0.0]}, width=3))
    loss
       2 |t
         |
         |
         | t
         |
         |
         |
       0 |  t
         +---
          epoch 1 to 3
    """
    shown = {mark: _thinned(values, width) for mark, values in curves.items()}
    finite = [value for values in shown.values() for value in values if math.isfinite(value)]
    if not finite:
        return ""
    low, high = min(finite), max(finite)
    columns = max(map(len, shown.values()))
    grid = [[" "] * columns for _ in range(HEIGHT)]
    for mark, values in shown.items():
        for column, value in enumerate(values):
            if math.isfinite(value):
                row = grid[_row(value, low, high)]
                row[column] = mark if row[column] == " " else BOTH
    edge = {0: f"{high:.4g}", HEIGHT - 1: f"{low:.4g}"}
    margin = max(4, *map(len, edge.values()))
    lines = [f"{edge.get(index, ''):>{margin}} |{''.join(row).rstrip()}" for index, row in enumerate(grid)]
    epochs = max(map(len, curves.values()))
    last = [f"{'':>{margin}} +{'-' * columns}", f"{'':>{margin}}  epoch {first:,} to {first + epochs - 1:,}"]
    return "\n".join([title, *(line.rstrip() for line in lines), *last])


def _thinned(values: Sequence[float], width: int) -> list[float]:
    """At most `width` of the values, the last among them."""
    columns = min(len(values), width)
    return [values[(column + 1) * len(values) // columns - 1] for column in range(columns)]


def _row(value: float, low: float, high: float) -> int:
    """The line of a value, counted from the top; where all values are the same, the lowest."""
    share = (value - low) / (high - low) if high > low else 0.0
    return HEIGHT - 1 - round(share * (HEIGHT - 1))
