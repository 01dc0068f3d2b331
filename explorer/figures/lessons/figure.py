"""Draws what lessons show: each record with the same functions that draw it on the Explore page."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from explorer.figures import architecture, cell
from explorer.figures.ledger import figure as ledger
from explorer.figures.lessons.charts import bars, curves
from explorer.figures.lessons.grids import grid
from explorer.figures.theme import Theme
from explorer.lessons.shown import Bars, Curves, Grid, Grids, Growth, Maps, Mark, Photo, Shown, Silhouette, Worked

WIDTH, NARROW = 720, 330
"""Widest figure in px, on a desktop and on a phone."""
LARGEST = 8
"""Grids of more rows or columns than this hold no numbers that could be read on a phone."""
PAIR = 152
"""Width in px of a grid without numbers on a phone, so that two stand side by side."""


@dataclass(frozen=True)
class Chart:
    """One Plotly figure with its description; `sign` stands before it. `wide` ones fill the width that there is."""

    figure: dict[str, Any]
    alt: str
    sign: str = ""
    wide: bool = False


def charts(shown: Shown, theme: Theme, narrow: bool = False) -> list[Chart]:
    """The figures of a record, from left to right. A Table has none: it is text."""
    return DRAW[type(shown)](shown, theme, NARROW if narrow else WIDTH) if type(shown) in DRAW else []


def _grids(shown: Grids, theme: Theme, width: int) -> list[Chart]:
    signs = ("", *shown.signs)
    if width == NARROW and len(shown.grids) > 1 and not any(_numbered(one) for one in shown.grids):
        width = PAIR
    return [
        Chart(grid(one, theme, width), f"{one.title}. {shown.alt}", signs[place] if place < len(signs) else "")
        for place, one in enumerate(shown.grids)
    ]


def _numbered(one: Grid) -> bool:
    return one.numbers and max(one.values.shape) <= LARGEST


def _worked(shown: Worked, theme: Theme, width: int) -> list[Chart]:
    figure = ledger.figure(shown.ledger, theme, width, shown.names)
    return [Chart(figure, shown.alt)] if figure is not None else []


def _maps(shown: Maps, theme: Theme, width: int) -> list[Chart]:
    """Every map on one scale."""
    top = float(np.abs(shown.values).max(initial=0)) or 1.0
    kind: Any = "image" if shown.grey else "map"
    return [
        Chart(
            grid(Grid(title, shown.values[:, :, n], kind, numbers=False, top=top, size=shown.side), theme, width),
            f"{title}. {shown.alt}",
        )
        for n, title in enumerate(shown.titles)
    ]


def _photo(shown: Photo, theme: Theme, width: int) -> list[Chart]:
    figure = cell.photo(shown.pixels, theme, min(cell.PHOTO, width))
    figure["layout"] |= {"shapes": [shape for mark in shown.marks for shape in _outlined(mark)]}
    return [Chart(figure, shown.alt)]


def _outlined(mark: Mark) -> list[dict[str, Any]]:
    """White over black, as on the photo of the Explore page."""
    box = {"x0": mark.left - 0.5, "x1": mark.right + 0.5, "y0": mark.top - 0.5, "y1": mark.bottom + 0.5}
    return [
        {"type": "rect", **box, "line": {"width": wide, "color": colour}}
        for colour, wide in (("#000000", 3.5), ("#ffffff", 1.5))
    ]


def _bars(shown: Bars, theme: Theme, width: int) -> list[Chart]:
    return [Chart(bars(shown, theme, width), shown.alt)]


def _curves(shown: Curves, theme: Theme, width: int) -> list[Chart]:
    return [Chart(curves(shown, theme, min(width, 560)), shown.alt)]


def _silhouette(shown: Silhouette, theme: Theme, width: int) -> list[Chart]:
    return [Chart(architecture.silhouette(shown.network, theme, width - architecture.UPRIGHT), shown.alt)]


def _growth(shown: Growth, theme: Theme, width: int) -> list[Chart]:
    return [Chart(architecture.growth(shown.network, theme), shown.alt, wide=True)]


DRAW: dict[type, Callable[[Any, Theme, int], list[Chart]]] = {
    Grids: _grids,
    Worked: _worked,
    Maps: _maps,
    Photo: _photo,
    Bars: _bars,
    Curves: _curves,
    Silhouette: _silhouette,
    Growth: _growth,
}
