"""Maps side by side as one picture: what a row of the comparison shows of a layer."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from explorer.figures.maps import in_rows, indices, reduced
from explorer.figures.png import palette_png
from explorer.figures.theme import Theme, palette, rgb

Array = NDArray[Any]
SIDE, GAP = 44, 4
"""Side of a map and the space between two, in px."""
SHARP = 2
"""Dots of the picture to a px, for displays of high density."""
_PAGE = 255
"""The place in the palette of the page's colour: between maps, and where there are none."""


def width_of(count: int) -> int:
    """The px that so many maps take."""
    return count * (SIDE + GAP) - GAP


def count_in(room: float) -> int:
    """How many maps have room in so many px; one at least."""
    return max(int((room + GAP) // (SIDE + GAP)), 1)


def strip(maps: Array, channels: Sequence[int], top: float, count: int) -> NDArray[np.uint8]:
    """The maps of `channels`, of (rows, columns, all channels), as palette indices of a picture with room for `count` maps.

    Colours run from minus to plus `top`. A vector, whose maps have one cell each, is drawn whole, line by line.
    """
    picture = np.full((SIDE * SHARP, width_of(count) * SHARP), _PAGE, np.uint8)
    if maps.shape[:2] == (1, 1):
        tile = _matrix(_lines(maps.ravel(), count), top, picture.shape)
        picture[: tile.shape[0], : tile.shape[1]] = tile
        return picture
    for place, channel in enumerate(channels[:count]):
        values = reduced(maps[:, :, channel : channel + 1], SIDE * SHARP)[:, :, 0]
        tile, left = _matrix(values, top, (SIDE * SHARP, SIDE * SHARP)), place * (SIDE + GAP) * SHARP
        picture[: tile.shape[0], left : left + tile.shape[1]] = tile
    return picture


def strip_png(picture: NDArray[np.uint8], theme: Theme) -> bytes:
    """A strip as a PNG file in the colours of the theme."""
    return palette_png(picture, palette(theme).tobytes() + bytes(rgb(theme.page)))


def _lines(units: Array, count: int) -> Array:
    """A vector as a matrix of about the shape that it has room in; NaN where there is nothing more."""
    across = math.ceil(math.sqrt(len(units) * width_of(count) / SIDE))
    return reduced(in_rows(units, min(across, len(units)))[:, :, None], width_of(count) * SHARP)[:, :, 0]


def _matrix(values: Array, top: float, room: tuple[int, ...]) -> NDArray[np.uint8]:
    """A matrix enlarged to the room, (rows, columns) in dots: every cell a rectangle; NaN in the colour of the page."""
    scale = min(room[0] / values.shape[0], room[1] / values.shape[1])
    rows, cols = (max(int(side * scale), 1) for side in values.shape)
    drawn = np.where(np.isnan(values), _PAGE, indices(values, top)).astype(np.uint8)
    return drawn[np.ix_(np.arange(rows) * values.shape[0] // rows, np.arange(cols) * values.shape[1] // cols)]
