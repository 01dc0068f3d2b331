"""The small matrices of the rail as HTML: numbers on colored cells, or colors alone where there are too many."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

import numpy as np

from explorer.figures.maps import color_png
from explorer.figures.rail.inks import ink_on, shade
from explorer.figures.rail.numerals import cell_decimals, in_cell
from explorer.layers.base import Array, Bools

NUMBERED, NUMBERED_ALONE = 3, 4
"""The largest side of a matrix whose numbers are written in its cells: beside another one, and alone."""
COLORED_SIDE = 60
"""The longest side of a matrix of colors alone, in px."""


@dataclass(frozen=True)
class Colors:
    """How a matrix is colored: from the most negative color to the most positive one, which ends at `limit`."""

    stops: Sequence[str]
    limit: float

    def of(self, value: float) -> str:
        """The color of a value."""
        return shade(self.stops, value / (self.limit or 1.0))


def grid(
    values: Array,
    colors: Colors,
    words: str,
    outside: Bools | None = None,
    mark: tuple[int, int] | None = None,
    numbered: int = NUMBERED,
    alike: Sequence[Array] = (),
) -> str:
    """A matrix (rows, columns). `outside` is True in the padding, which is hatched; `mark` is the cell to outline.

    Numbers are written in the cells of a matrix of at most `numbered` rows and columns, with the decimals that it and the
    matrices `alike` need together.
    """
    if not values.size:
        return f'<span class="none">{escape(words)}: nothing</span>'
    if max(values.shape) > numbered:
        return _colored(values, colors, words, outside, mark)
    decimals = cell_decimals(float(value) for matrix in (values, *alike) for value in matrix.flat)
    return _numbered(values, colors, words, outside, mark, decimals)


def _numbered(
    values: Array, colors: Colors, words: str, outside: Bools | None, mark: tuple[int, int] | None, decimals: int
) -> str:
    cells = []
    for (row, col), value in np.ndenumerate(values):
        classes = [
            name
            for name, holds in (("pad", outside is not None and outside[row, col]), ("mark", (row, col) == mark))
            if holds
        ]
        style = ""
        if "pad" not in classes:
            color = colors.of(float(value))
            style = f' style="background:{color};color:{ink_on(color)}"'
        text = "" if "pad" in classes and not np.isfinite(value) else in_cell(float(value), decimals)
        cells.append(f'<span class="{" ".join(classes)}"{style}>{text}</span>')
    return f'<div class="grid" role="group" aria-label="{escape(words)}" style="--n:{values.shape[1]}">{"".join(cells)}</div>'


def _colored(values: Array, colors: Colors, words: str, outside: Bools | None, mark: tuple[int, int] | None) -> str:
    rows, cols = values.shape
    size = COLORED_SIDE / max(rows, cols)
    picture = color_png([[colors.of(float(value)) for value in row] for row in np.nan_to_num(values, neginf=0.0)])
    frame = ""
    if mark:
        top, left = mark[0] * size, mark[1] * size
        frame = f'<i style="left:{left:.1f}px;top:{top:.1f}px;width:{size:.1f}px;height:{size:.1f}px"></i>'
    return (
        f'<div class="colors" style="width:{cols * size:.0f}px;height:{rows * size:.0f}px">'
        f'<img src="{picture}" alt="{escape(words)}, {rows} × {cols} numbers as colors">{frame}</div>'
    )
