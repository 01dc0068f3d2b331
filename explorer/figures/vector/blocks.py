"""A matrix of cells as few evenly divided rectangles: what a picture file, whose px are all alike, can show."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from numpy.typing import NDArray

from explorer.figures.vector.items import Cells

SAME = 1e-3
"""How much two cells may differ in length, in px, and still count as alike."""


def blocks(cells: Cells) -> Iterator[tuple[float, float, float, float, NDArray[Any]]]:
    """Rectangles (left, top, width, height) in px with their colours (rows, columns, 4), from the left and the top."""
    for first_row, last_row in _stretches(cells.ys):
        for first_col, last_col in _stretches(cells.xs):
            colors = cells.colors[first_row:last_row, first_col:last_col]
            left, right = cells.xs[first_col], cells.xs[last_col]
            top, bottom = cells.ys[first_row], cells.ys[last_row]
            colors = colors[:: 1 if bottom >= top else -1, :: 1 if right >= left else -1]
            yield min(left, right), min(top, bottom), abs(right - left), abs(bottom - top), colors


def _stretches(edges: Sequence[float]) -> Iterator[tuple[int, int]]:
    """First and last edge of every stretch of equally long cells."""
    first = 0
    for at in range(1, len(edges)):
        ends = at == len(edges) - 1
        if ends or abs((edges[at + 1] - edges[at]) - (edges[at] - edges[at - 1])) > SAME:
            yield first, at
            first = at
