"""Test patterns whose answer is known: what a filter does to them can be checked by eye.

Each function returns float32 (256, 256, 3) in [0, 1], grey (R = G = B).
"""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

SIDE: Final = 256
SQUARE: Final = 8

Pixels = npt.NDArray[np.float32]


def _grey(plane: npt.NDArray[np.floating | np.bool_]) -> Pixels:
    return np.repeat(plane.astype(np.float32)[..., None], 3, axis=2)


def impulse() -> Pixels:
    """One white pixel at row 128, column 128, on black: a convolution draws its kernel, turned by 180°."""
    plane = np.zeros((SIDE, SIDE))
    plane[SIDE // 2, SIDE // 2] = 1
    return _grey(plane)


def vertical_edge() -> Pixels:
    """Black left half, white right half; the step lies between columns 127 and 128."""
    return _grey(np.broadcast_to(np.arange(SIDE) >= SIDE // 2, (SIDE, SIDE)))


def horizontal_edge() -> Pixels:
    """Black upper half, white lower half; the step lies between rows 127 and 128."""
    return _grey(np.broadcast_to((np.arange(SIDE) >= SIDE // 2)[:, None], (SIDE, SIDE)))


def checkerboard() -> Pixels:
    """Squares of 8 px, black at row 0, column 0."""
    band = np.arange(SIDE) // SQUARE
    return _grey((band[:, None] + band) % 2 == 1)


def zone_plate() -> Pixels:
    """Rings 0.5 + 0.5 cos(pi r² / 256), r in px from the centre.

    The local frequency is r / 256 cycles per px, so it reaches Nyquist (0.5) at the middle of each side;
    beyond that radius the corners are plain mid-grey, so that the pattern itself never aliases.
    """
    offset = np.arange(SIDE) - (SIDE - 1) / 2
    r2 = offset[:, None] ** 2 + offset**2
    rings = 0.5 + 0.5 * np.cos(np.pi * r2 / SIDE)
    return _grey(np.where(r2 <= (SIDE / 2) ** 2, rings, 0.5))


def ramp() -> Pixels:
    """Grey from 0 in column 0 to 1 in column 255, in steps of 1/255."""
    return _grey(np.broadcast_to(np.arange(SIDE) / (SIDE - 1), (SIDE, SIDE)))
