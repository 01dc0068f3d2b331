"""Matrices of lessons and exercises: an enlarged map with numbers in its cells, outlines, and hatched padding."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from explorer.figures import cell
from explorer.figures.canvas import Canvas, cell_texts
from explorer.figures.theme import Theme, colorscale, weight_colorscale
from explorer.lessons.shown import Grid, Mark

Array = NDArray[Any]
HEAD = 24
"""Height of the title above a grid, in px."""
LEAST = 152
"""Least width in px: Streamlit widens charts that are narrower."""
READABLE = 24
"""Cells narrower than this, in px, hold no numbers."""
EDGE = 2
"""Room in px for outlines around the matrix."""


def grid(one: Grid, theme: Theme, room: int = 1000) -> dict[str, Any]:
    """The matrix as a figure at most `room` px wide, its title above it."""
    rows, cols = one.values.shape[:2]
    size = min(one.size, room - 2 * EDGE)
    coloured = one.values.ndim == 3
    figure = cell.photo(one.values, theme, size) if coloured else _matrix(one, theme, size)
    layout = figure["layout"]
    wide, high = layout["width"], layout["height"]
    canvas = Canvas(theme, wide)
    if one.padding is not None:
        canvas.shapes.append(_hatch(np.argwhere(one.padding).tolist(), theme))
    for mark in one.marks:
        _outline(canvas, mark)
    for axis, cells, px in (("xaxis", cols, wide), ("yaxis", rows, high)):  # shapes are cut off where the axes end
        low, edge = -0.5, EDGE * cells / px
        ends = [low - edge, cells + low + edge]
        layout[axis] |= {"range": ends if axis == "xaxis" else ends[::-1]}
    spare = max(LEAST - wide - 2 * EDGE, 0)
    wanted = max(round(len(one.title) * 6.6) - wide, spare)
    layout |= {
        "width": wide + 2 * EDGE + wanted,
        "height": high + HEAD + 2 * EDGE,
        "margin": {"l": 0, "r": wanted, "t": HEAD, "b": 0, "pad": 0},
        "plot_bgcolor": "rgba(0,0,0,0)",
        "shapes": [*_frames(one.values, theme), *canvas.shapes],
        "annotations": [
            {
                "text": one.title,
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


def _matrix(one: Grid, theme: Theme, size: int) -> dict[str, Any]:
    """The enlarged map in the colours of its kind, with numbers where they can be read."""
    values, top = np.asarray(one.values, np.float64), _top(one)
    figure = cell.enlarged(values, top, theme, size, grey=one.kind == "image")
    wide = figure["layout"]["width"] / values.shape[1]
    trace = figure["data"][0] | _colours(one, theme, top) | {"z": values, "hoverongaps": False}
    if one.kind in ("mask", "count") and wide >= 8:
        trace |= {"xgap": 1, "ygap": 1}
    texts = _texts(values, wide - 3) if one.numbers and wide >= READABLE else None
    if texts is not None:
        trace |= {"text": texts, "texttemplate": "%{text}", "textfont": {"size": 12}}
    return figure | {"data": [trace]}


def _texts(values: Array, room: float) -> list[list[str]] | None:
    """The numbers in the cells; whole numbers without decimals, and an empty cell for NaN."""
    known = values[np.isfinite(values)]
    if known.size and np.array_equal(known, np.rint(known)) and np.abs(known).max() < 1e6:
        return [["" if np.isnan(v) else f"{v:,.0f}".replace("-", "−") for v in line] for line in values]
    found = cell_texts(values, room=room)
    return found[0] if found is not None else None


def _top(one: Grid) -> float:
    if one.top is not None:
        return one.top
    sizes = np.abs(one.values[np.isfinite(one.values)])
    return float(sizes.max(initial=0)) or 1.0


def _colours(one: Grid, theme: Theme, top: float) -> dict[str, Any]:
    """The colour scale of a kind; an image is grey already."""
    match one.kind:
        case "weight":
            return {"colorscale": weight_colorscale(theme), "zmin": -top, "zmax": top}
        case "mask":
            return {"colorscale": [[0, theme.zero], [1, theme.diverging[3]]], "zmin": 0, "zmax": 1}
        case "count":
            return {"colorscale": [[0, theme.zero], [1, theme.diverging[3]]], "zmin": 0, "zmax": top * 1.25}
        case "map":
            return {"colorscale": colorscale(theme)}
        case _:
            return {"zmin": 0, "zmax": max(top, 1.0)}


def _outline(canvas: Canvas, mark: Mark) -> None:
    box = (mark.left - 0.5, mark.top - 0.5, mark.right + 0.5, mark.bottom + 0.5)
    if not mark.dashed:
        canvas.outline(*box)
        return
    for colour, dash in (("#000000", "solid"), ("#ffffff", "4px,3px")):
        canvas.box(*box, line={"width": 1.5, "color": colour, "dash": dash})


def _frames(values: Array, theme: Theme) -> list[dict[str, Any]]:
    """A thin line around the matrix, or around each of its parts where empty columns lie between them."""
    rows, cols = values.shape[:2]
    empty = [-1, cols] if values.ndim == 3 else [-1, *np.flatnonzero(np.isnan(values).all(axis=0)).tolist(), cols]
    parts = [(left, right) for left, right in pairwise(empty) if right - left > 1] or [(-1, cols)]
    box = {"type": "rect", "y0": -0.5, "y1": rows - 0.5, "opacity": 0.5, "line": {"width": 1, "color": theme.faint}}
    return [{**box, "x0": left + 0.5, "x1": right - 0.5} for left, right in parts]


def _hatch(cells: list[list[int]], theme: Theme) -> dict[str, Any]:
    """Diagonal lines in cells of the padding."""
    path = []
    for row, col in cells:
        left, top = col - 0.5, row - 0.5
        for at in (0.5, 1.0, 1.5):
            x0, y0 = left + min(at, 1), top + max(at - 1, 0)
            x1, y1 = left + max(at - 1, 0), top + min(at, 1)
            path.append(f"M{x0:g},{y0:g}L{x1:g},{y1:g}")
    line = {"width": 1, "color": theme.faint}
    return {"type": "path", "path": "".join(path), "line": line, "opacity": 0.6}
