"""Matrices side by side on a canvas, each with a title, its own colours and, where they fit, its numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from explorer.figures.canvas import Array, Canvas, cell_texts, numbers_on
from explorer.figures.theme import Theme, colorscale, weight_colorscale

GAP, HEAD = 28, 24
MIN_NUMBERED_CELL = 24
"""Cells at least this wide, in px, hold their number."""


@dataclass(frozen=True, eq=False)
class Tile:
    """A matrix (rows, columns) under a `title`. Colours run from minus to plus `top`, or grey from 0 to 1.

    `weights`: in the colours of weights. `mark` is a cell (row, column) to be outlined.
    """

    title: str
    values: Array
    top: float = 1.0
    grey: bool = False
    weights: bool = False
    mark: tuple[int, int] | None = None


def rows_of_tiles(lines: Sequence[Sequence[Tile]], theme: Theme, width: int, side: int) -> dict[str, Any]:
    """Lines of tiles, each at most `side` px wide and high; in a line all cells are equally large."""
    canvas = Canvas(theme, width)
    for line in lines:
        most = max(len(line), *(len(other) for other in lines))
        gap = GAP if width >= 560 else 8
        room = min(side, (width - 4 - gap * (most - 1)) / most)
        canvas.height += HEAD
        # One cell size per line, set by its largest tile, so that neighbouring tiles can be compared cell by cell.
        cell = room / max(max(tile.values.shape) for tile in line)
        for at, tile in enumerate(line):
            left = 2 + at * (room + gap)
            canvas.write(tile.title, left, canvas.height - HEAD / 2)
            _matrix(canvas, tile, left, canvas.height, cell)
        canvas.height += max(tile.values.shape[0] for tile in line) * cell + 12
    return canvas.figure()


def _matrix(canvas: Canvas, tile: Tile, left: float, top: float, cell: float) -> None:
    rows, cols = tile.values.shape
    colours: Any = weight_colorscale(canvas.theme) if tile.weights else colorscale(canvas.theme)
    if tile.grey:
        colours = [[0, "#000000"], [1, "#ffffff"]]
    heat: dict[str, Any] = {
        "type": "heatmap",
        "x": (left + cell * np.arange(cols + 1)).tolist(),
        "y": (top + cell * np.arange(rows + 1)).tolist(),
        "z": tile.values.astype(np.float32),
        "zmin": 0 if tile.grey else -tile.top,
        "zmax": tile.top,
        "colorscale": colours,
        "showscale": False,
        "hovertemplate": "%{z:.4g}<extra></extra>",
    }
    if tile.values.size <= 16_384:
        places = np.stack(np.meshgrid(np.arange(rows), np.arange(cols), indexing="ij"), axis=2)
        heat["customdata"] = places.astype(np.int16)
        heat["hovertemplate"] = "row %{customdata[0]}, column %{customdata[1]}: %{z:.4g}<extra></extra>"
    texts = cell_texts(tile.values, room=cell - 3) if cell >= MIN_NUMBERED_CELL else None
    canvas.data.append(heat)
    if texts is not None:
        canvas.data.append(numbers_on(heat, texts[0], canvas.theme))
    canvas.box(left, top, left + cols * cell, top + rows * cell)
    if tile.mark is not None:
        row, col = tile.mark
        grow = max(0.0, 6 - cell) / 2
        x, y = left + col * cell, top + row * cell
        for colour, thick in (("#000000", 4), ("#ffd400", 2)):
            line = {"width": thick, "color": colour}
            canvas.box(x - grow, y - grow, x + cell + grow, y + cell + grow, line=line)


def largest(*arrays: Array) -> float:
    """The largest magnitude in any of the arrays, for a shared scale; 1 where there are only zeros."""
    return max(float(np.abs(array).max(initial=0)) for array in arrays) or 1.0
