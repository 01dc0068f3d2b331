"""Drawings: square pictures in 16 greys, white on black, small enough for a link.

A drawing is a text of hexadecimal digits, one per px, row by row: "0" is black (0), "f" is white (1), so a px of
digit d has the value d / 15. Its side is one of `SIDES`.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

import numpy as np

from explorer.errors import ImageError
from explorer.images.picture import Picture

SIDES: Final = (28, 64)
"""Sides of a drawing, in px."""
LEVELS: Final = 16
"""Greys, black and white included."""

_DIGITS: Final = re.compile(r"[0-9a-f]*")


def side_for(rows: int, cols: int) -> int:
    """The side, in px, of a drawing for an input of (rows, cols) px: the smallest of SIDES that covers it, else the largest."""
    return next((side for side in SIDES if side >= max(rows, cols)), SIDES[-1])


def side_of(levels: str) -> int:
    """The side, in px, of the drawing in the text `levels`. Raises ImageError for a text that is no drawing."""
    side = next((side for side in SIDES if side * side == len(levels)), 0)
    if not side or not _DIGITS.fullmatch(levels):
        sizes = " or ".join(f"{size} × {size}" for size in SIDES)
        raise ImageError(f"This drawing cannot be read: it is not {sizes} digits.", "Draw it again.")
    return side


@lru_cache(maxsize=64)
def picture(levels: str) -> Picture:
    """The drawing as (side, side, 3) in [0, 1], read-only. Raises ImageError for a text that is no drawing."""
    side = side_of(levels)
    grey = np.array([int(digit, 16) for digit in levels], np.float32).reshape(side, side, 1) / np.float32(LEVELS - 1)
    return Picture(np.repeat(grey, 3, axis=2), (f"drawn on {side} × {side} px",))
