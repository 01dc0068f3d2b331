"""Grids of lessons and exercises: matrices as coloured cells with numbers, outlines and hatched padding."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from explorer.figures import cell
from explorer.figures.canvas import Canvas, cell_texts, numbers_on
from explorer.figures.theme import Theme, colorscale, weight_colorscale
from explorer.lessons.shown import Grid, Mark

Array = NDArray[Any]
HEAD = 24
"""Height of the title above a grid, in px."""
MIN_WIDTH = 152
"""Least width of a figure, in px: Streamlit widens narrower charts."""
MIN_NUMBERED_CELL = 24
"""Least width of a cell in which its number is written, in px."""
EDGE = 2
"""Space for outlines around the matrix, in px."""


def grid_figure(grid_figure: Grid, theme: Theme, room: int = 1000) -> dict[str, Any]:
    """The grid as a figure at most `room` px wide, with its title above."""
    rows, cols = grid_figure.values.shape[:2]
    size = min(grid_figure.size, room - 2 * EDGE)
    is_photo = grid_figure.values.ndim == 3
    figure = cell.photo(grid_figure.values, theme, size) if is_photo else _matrix(grid_figure, theme, size)
    layout = figure["layout"]
    width, height = cell.picture_width(figure), layout["height"]
    canvas = Canvas(theme, width)
    if grid_figure.padding is not None:
        canvas.shapes.append(_hatch(np.argwhere(grid_figure.padding).tolist(), theme))
    for mark in grid_figure.marks:
        _outline(canvas, mark)
    for axis, cells, px in (("xaxis", cols, width), ("yaxis", rows, height)):  # shapes are cut off where the axes end
        low, edge = -0.5, EDGE * cells / px
        ends = [low - edge, cells + low + edge]
        layout[axis] |= {"range": ends if axis == "xaxis" else ends[::-1]}
    spare = max(MIN_WIDTH - width - 2 * EDGE, 0)
    extra = max(round(len(grid_figure.title) * 6.6) - width, spare)
    layout |= {
        "width": width + 2 * EDGE + extra,
        "height": height + HEAD + 2 * EDGE,
        "margin": {"l": 0, "r": extra, "t": HEAD, "b": 0, "pad": 0},
        "plot_bgcolor": "rgba(0,0,0,0)",
        "shapes": [*_frames(grid_figure.values, theme), *canvas.shapes],
        "annotations": [
            {
                "text": grid_figure.title,
                "xref": "paper",
                "yref": "paper",
                "x": 0,
                "y": 1,
                "xanchor": "left",
                "xshift": EDGE,
                "yanchor": "bottom",
                "yshift": 3,
                "showarrow": False,
                "borderpad": 0,
                "font": {"size": 13, "color": theme.ink},
            }
        ],
    }
    return {"data": figure["data"], "layout": layout}


def _matrix(grid_figure: Grid, theme: Theme, size: int) -> dict[str, Any]:
    """The figure of a matrix in the colours of its kind, with numbers in cells that are wide enough."""
    values, top = np.asarray(grid_figure.values, np.float64), _top(grid_figure)
    figure = cell.enlarged(values, top, theme, size, grey=grid_figure.kind == "image")
    wide = cell.picture_width(figure) / values.shape[1]
    scale, low, high = colors_of(grid_figure, theme)
    colors = {"colorscale": scale, "zmin": low, "zmax": high}
    trace = figure["data"][0] | colors | {"z": values, "hoverongaps": False}
    if grid_figure.kind in ("mask", "count") and wide >= 8:
        trace |= {"xgap": 1, "ygap": 1}
    texts = _texts(values, wide - 3) if grid_figure.numbers and wide >= MIN_NUMBERED_CELL else None
    return figure | {"data": [trace] if texts is None else [trace, numbers_on(trace, texts, theme)]}


def _texts(values: Array, room: float) -> list[list[str]] | None:
    """The texts of the cells: whole numbers without decimals, "" for NaN; None if the numbers do not fit."""
    numbers = values[np.isfinite(values)]
    if numbers.size and np.array_equal(numbers, np.rint(numbers)) and np.abs(numbers).max() < 1e6:
        return [["" if np.isnan(v) else f"{v:,.0f}".replace("-", "−") for v in line] for line in values]
    texts = cell_texts(values, room=room)
    return texts[0] if texts is not None else None


def _top(grid_figure: Grid) -> float:
    if grid_figure.top is not None:
        return grid_figure.top
    sizes = np.abs(grid_figure.values[np.isfinite(grid_figure.values)])
    return float(sizes.max(initial=0)) or 1.0


def colors_of(grid: Grid, theme: Theme) -> tuple[list[list[Any]], float, float]:
    """The color scale of a matrix by its kind, and the values at which it begins and ends."""
    top = _top(grid)
    match grid.kind:
        case "weight":
            return weight_colorscale(theme), -top, top
        case "mask":
            return [[0, theme.zero], [1, theme.diverging[3]]], 0, 1
        case "count":
            return [[0, theme.zero], [1, theme.diverging[3]]], 0, top * 1.25
        case "map":
            return colorscale(theme), -top, top
        case _:
            return [[0, "#000000"], [1, "#ffffff"]], 0, max(top, 1.0)


def _outline(canvas: Canvas, mark: Mark) -> None:
    box = (mark.left - 0.5, mark.top - 0.5, mark.right + 0.5, mark.bottom + 0.5)
    if not mark.dashed:
        canvas.outline(*box)
        return
    for colour, dash in (("#000000", "solid"), ("#ffffff", "4px,3px")):
        canvas.box(*box, line={"width": 1.5, "color": colour, "dash": dash})


def _frames(values: Array, theme: Theme) -> list[dict[str, Any]]:
    """A thin frame around the matrix, or around each of its parts if empty columns separate them."""
    rows, cols = values.shape[:2]
    empty = [-1, cols] if values.ndim == 3 else [-1, *np.flatnonzero(np.isnan(values).all(axis=0)).tolist(), cols]
    parts = [(left, right) for left, right in pairwise(empty) if right - left > 1] or [(-1, cols)]
    box = {"type": "rect", "y0": -0.5, "y1": rows - 0.5, "opacity": 0.5, "line": {"width": 1, "color": theme.faint}}
    return [{**box, "x0": left + 0.5, "x1": right - 0.5} for left, right in parts]


def _hatch(cells: list[list[int]], theme: Theme) -> dict[str, Any]:
    """A shape of diagonal lines in the cells (row, column) that lie in the padding."""
    path = []
    for row, col in cells:
        left, top = col - 0.5, row - 0.5
        for at in (0.5, 1.0, 1.5):
            x0, y0 = left + min(at, 1), top + max(at - 1, 0)
            x1, y1 = left + max(at - 1, 0), top + min(at, 1)
            path.append(f"M{x0:g},{y0:g}L{x1:g},{y1:g}")
    line = {"width": 1, "color": theme.faint}
    return {"type": "path", "path": "".join(path), "line": line, "opacity": 0.6}
