"""One map of a layer on both sides, enlarged: left and right with one colour scale, and the difference below."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from numpy.typing import NDArray

from explorer.analysis.compared.maps import MapsCompared
from explorer.figures.maps import in_rows, limit
from explorer.figures.theme import Theme, number
from explorer.figures.tiles import Tile, rows_of_tiles

Array = NDArray[Any]
VALUES = 92
"""Height in px for the values of a cell, which stand beside the difference, or where there is none below the matrices."""
VECTOR_WIDTH = 32
"""Units in a line of a vector that is drawn as a matrix."""


@dataclass(frozen=True, eq=False)
class EnlargedPair:
    """Two matrices (rows, columns) with their difference, None where sizes differ, and the ends of both colour scales.

    `units` is how many units of a vector stand in a line; 0 for maps. `grey`: channels of the image, from 0 to 1.
    """

    left: Array
    right: Array
    difference: Array | None
    top: float
    difference_top: float
    units: int = 0
    grey: bool = False

    @property
    def legend(self) -> str:
        """What the colours mean."""
        shared = (
            "Left and right run from black, 0, to white, 1."
            if self.grey
            else f"Left and right share one scale, which ends at ±{number(self.top)}."
        )
        if self.difference is None:
            return shared
        return (
            f"{shared} That of the difference ends at ±{number(self.difference_top)}. Orange is below zero, blue above."
        )


def tops_of(maps: MapsCompared, image: bool = False) -> tuple[float, float]:
    """Where the scale of the maps on both sides ends, and that of their difference: those of the whole pair, as in its row."""
    top = 1.0 if image else limit([maps.left, maps.right])
    return top, 1.0 if maps.difference is None else limit([maps.difference])


def enlarged(maps: MapsCompared, channel: int, tops: tuple[float, float], image: bool = False) -> EnlargedPair:
    """The maps of one `channel`; a vector is shown whole. `tops` are those of `tops_of`, `image` says that it is the image."""
    units = min(VECTOR_WIDTH, max(maps.left.shape[2], maps.right.shape[2])) if maps.left.shape[:2] == (1, 1) else 0
    left, right = (_matrix(each, channel, units) for each in (maps.left, maps.right))
    difference = None if maps.difference is None else _matrix(maps.difference, channel, units)
    return EnlargedPair(left, right, difference, *tops, units, image)


def _matrix(maps: Array, channel: int, units: int) -> Array:
    return in_rows(maps.ravel(), units) if units else maps[:, :, min(channel, maps.shape[2] - 1)]


def pair_figure(pair: EnlargedPair, titles: tuple[str, str], theme: Theme, width: int, side: int) -> dict[str, Any]:
    """Both matrices beside each other, at most `side` px each, and their difference below them."""
    sides = [
        Tile(title, values, pair.top, grey=pair.grey)
        for title, values in zip(titles, (pair.left, pair.right), strict=True)
    ]
    below = [] if pair.difference is None else [[Tile("right − left", pair.difference, pair.difference_top)]]
    figure = rows_of_tiles([sides, *below], theme, width, side)
    if not below:
        figure["layout"]["height"] += VALUES
        figure["layout"]["yaxis"]["range"][0] += VALUES
    return figure
