"""The figures of a lesson's records, drawn by the functions that draw the Explore and Architecture pages."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from explorer.figures import cell
from explorer.figures.architecture import UPRIGHT, silhouette
from explorer.figures.layer.filters import filters_figure
from explorer.figures.layer.page import EDGE, GAP, MAP_SIDE
from explorer.figures.ledger import figure as ledger
from explorer.figures.lessons.charts import bars, curves
from explorer.figures.lessons.grids import EDGE as EDGE_OF_GRID
from explorer.figures.lessons.grids import grid_figure
from explorer.figures.theme import Theme
from explorer.lessons.shown import (
    Bars,
    Curves,
    Filters,
    Grid,
    Grids,
    Maps,
    Mark,
    Photo,
    Shown,
    Silhouette,
    Sweep,
    Worked,
)

WIDTH, NARROW = 752, 330
"""Widest figure in px: the column of a lesson on a desktop, and that of a phone."""
SIGN, BETWEEN, LETTER = 44, 18, 11
"""Room of a sign between two figures beside its letters, of the gap where there is none, and of a letter, in px."""
MOST_ENLARGED, TALLEST = 1.8, 400
"""How many times larger than it was designed a figure is drawn to fill the column, and how high it may be, in px."""
MAX_NUMBERED_SIDE = 8
"""Largest side of a grid whose numbers can be read on a phone."""
PAIR_WIDTH = 152
"""Width of a grid without numbers on a phone, in px, so that two fit side by side."""


@dataclass(frozen=True)
class Chart:
    """One Plotly figure with its description `alt`; `sign` is written before it."""

    figure: dict[str, Any]
    alt: str
    sign: str = ""


def charts(shown: Shown, theme: Theme, narrow: bool = False) -> list[Chart]:
    """The figures of a record, from left to right; none for a TextTable; a sweep stands still."""
    return DRAW[type(shown)](shown, theme, NARROW if narrow else WIDTH) if type(shown) in DRAW else []


def enlarged(shown: Grids | Maps) -> Grids | Maps:
    """The record with larger grids, so that together they are as wide as the column of a lesson on a desktop."""
    if isinstance(shown, Maps):
        count = len(shown.titles)
        most = (WIDTH - BETWEEN * (count - 1)) / count - 2 * EDGE_OF_GRID
        return replace(shown, side=int(min(max(most, shown.side), MOST_ENLARGED * shown.side)))
    signs = sum(SIGN + LETTER * len(sign) if sign else BETWEEN for sign in shown.signs)
    signs += BETWEEN * (len(shown.grids) - 1 - len(shown.signs))
    wide = sum(grid.size * grid.values.shape[1] / max(grid.values.shape[:2]) for grid in shown.grids)
    high = max(grid.size * grid.values.shape[0] / max(grid.values.shape[:2]) for grid in shown.grids)
    room = WIDTH - signs - 2 * EDGE_OF_GRID * len(shown.grids)
    factor = max(min(room / wide, TALLEST / high, MOST_ENLARGED), 1.0)
    return replace(shown, grids=tuple(replace(grid, size=int(grid.size * factor)) for grid in shown.grids))


def _grids(shown: Grids, theme: Theme, width: int) -> list[Chart]:
    signs = ("", *shown.signs)
    if width == NARROW and len(shown.grids) > 1 and not any(_numbered(shown_grid) for shown_grid in shown.grids):
        width = PAIR_WIDTH
    return [
        Chart(
            grid_figure(shown_grid, theme, width),
            f"{shown_grid.title}. {shown.alt}",
            signs[place] if place < len(signs) else "",
        )
        for place, shown_grid in enumerate(shown.grids)
    ]


def still(shown: Sweep) -> Grids:
    """A sweep as it stands at its cell: the input with the window, and the map as far as it is filled."""
    record = shown.slide
    row, col, (rows, cols) = record.cell.row, record.cell.col, record.taps
    top, left = (
        at * step - before for at, step, (before, _) in zip((row, col), record.step, record.sides, strict=True)
    )
    bottom, right = (
        at + (count - 1) * gap for at, count, gap in zip((top, left), (rows, cols), record.dilation, strict=True)
    )
    order = np.arange(record.output.size).reshape(record.output.shape)
    filled = np.where(order <= order[row, col], record.output, np.nan)
    limit = float(np.abs(record.output).max(initial=0)) or 1.0
    kind: Any = "map" if record.below else "image"
    grids = (
        Grid(shown.below, record.maps[0], kind, (Mark(top, bottom, left, right),), numbers=False, size=300),
        Grid(shown.title, filled, "map", (Mark(row, row, col, col),), top=limit, size=300),
    )
    return Grids(grids, shown.alt, ("→",))


def _sweep(shown: Sweep, theme: Theme, width: int) -> list[Chart]:
    return _grids(still(shown), theme, width)


def _numbered(shown_grid: Grid) -> bool:
    return shown_grid.numbers and max(shown_grid.values.shape) <= MAX_NUMBERED_SIDE


def _worked(shown: Worked, theme: Theme, width: int) -> list[Chart]:
    figure = ledger.figure(shown.ledger, theme, width, shown.names)
    return [Chart(figure, shown.alt)] if figure is not None else []


def _maps(shown: Maps, theme: Theme, width: int) -> list[Chart]:
    """A chart per map, all on one colour scale."""
    top = float(np.abs(shown.values).max(initial=0)) or 1.0
    kind: Any = "image" if shown.grey else "map"
    return [
        Chart(
            grid_figure(
                Grid(title, shown.values[:, :, n], kind, numbers=False, top=top, size=shown.side), theme, width
            ),
            f"{title}. {shown.alt}",
        )
        for n, title in enumerate(shown.titles)
    ]


def _photo(shown: Photo, theme: Theme, width: int) -> list[Chart]:
    figure = cell.photo(shown.pixels, theme, min(TALLEST, width))
    figure["layout"] |= {"shapes": [shape for mark in shown.marks for shape in _outlined(mark)]}
    return [Chart(figure, shown.alt)]


def _outlined(mark: Mark) -> list[dict[str, Any]]:
    """The outline of a mark, white over black as on the image of the Explore page."""
    box = {"x0": mark.left - 0.5, "x1": mark.right + 0.5, "y0": mark.top - 0.5, "y1": mark.bottom + 0.5}
    return _twice(box, 3.5, 1.5, "#ffffff")


def _twice(box: dict[str, float], below: float, above: float, color: str) -> list[dict[str, Any]]:
    """A rectangle that stands out on any color: a line `above` px wide on a wider black one, `below`."""
    lines = (("#000000", below), (color, above))
    return [{"type": "rect", **box, "line": {"width": width, "color": each}} for each, width in lines]


def _filters(shown: Filters, theme: Theme, width: int) -> list[Chart]:
    """One chart with all filters, as on the Layer tab."""
    channels = range(shown.kernel.shape[3])
    figure = filters_figure(shown.kernel, channels, theme, "", (width - EDGE) // (MAP_SIDE + GAP))
    if shown.chosen is not None:
        _, left, top, wide, high = figure["layout"]["meta"]["slots"][shown.chosen]
        box = {"x0": left - 2, "x1": left + wide + 2, "y0": top - 2, "y1": top + high + 2}
        figure["layout"]["shapes"] = _twice(box, 4, 2, "#ffd400")
    return [Chart(figure, shown.alt)]


def _bars(shown: Bars, theme: Theme, width: int) -> list[Chart]:
    return [Chart(bars(shown, theme, width), shown.alt)]


def _curves(shown: Curves, theme: Theme, width: int) -> list[Chart]:
    return [Chart(curves(shown, theme, width), shown.alt)]


def _silhouette(shown: Silhouette, theme: Theme, width: int) -> list[Chart]:
    return [Chart(silhouette(shown.network, theme, width - UPRIGHT), shown.alt)]


DRAW: dict[type, Callable[[Any, Theme, int], list[Chart]]] = {
    Grids: _grids,
    Worked: _worked,
    Maps: _maps,
    Filters: _filters,
    Photo: _photo,
    Bars: _bars,
    Curves: _curves,
    Silhouette: _silhouette,
    Sweep: _sweep,
}
