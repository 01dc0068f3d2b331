"""Test patterns: images on which the effect of a filter is known and can be checked by eye.

Each function returns float32 (height, width, 3) in [0, 1], grey (R = G = B).
"""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

SIDE: Final = 256
"""Height and width where none is asked for, in px."""

Pixels = npt.NDArray[np.float32]


def _grey(plane: npt.NDArray[np.floating | np.bool_]) -> Pixels:
    """A plane (height, width) as three equal channels."""
    return np.repeat(plane.astype(np.float32)[..., None], 3, axis=2)


def impulse(height: int = SIDE, width: int = SIDE) -> Pixels:
    """One white pixel at row height // 2, column width // 2, on black: a convolution draws its kernel, turned by 180°."""
    plane = np.zeros((height, width))
    plane[height // 2, width // 2] = 1
    return _grey(plane)


def vertical_edge(height: int = SIDE, width: int = SIDE) -> Pixels:
    """Black left half, white right half, which begins at column width // 2."""
    return _grey(np.broadcast_to(np.arange(width) >= width // 2, (height, width)))


def horizontal_edge(height: int = SIDE, width: int = SIDE) -> Pixels:
    """Black upper half, white lower half, which begins at row height // 2."""
    return _grey(np.broadcast_to((np.arange(height) >= height // 2)[:, None], (height, width)))


def checker_side(height: int, width: int) -> int:
    """Side of the checkerboard's squares in px: 8, or 4 on images with fewer than 48 px a side."""
    return 8 if min(height, width) >= 48 else 4


def checkerboard(height: int = SIDE, width: int = SIDE) -> Pixels:
    """Squares of `checker_side` px, black at row 0, column 0."""
    side = checker_side(height, width)
    return _grey((np.arange(height)[:, None] // side + np.arange(width) // side) % 2 == 1)


def zone_plate(height: int = SIDE, width: int = SIDE) -> Pixels:
    """Rings 0.5 + 0.5 cos(pi (y² / height + x² / width)), y and x in px from the centre.

    The local frequency is y / height cycles per px down and x / width across, so it reaches Nyquist (0.5) at the
    middle of each side; beyond the ellipse through these points the corners are plain mid-grey, so that the pattern
    itself never aliases.
    """
    y, x = (np.arange(n) - (n - 1) / 2 for n in (height, width))
    rings = 0.5 + 0.5 * np.cos(np.pi * (y[:, None] ** 2 / height + x**2 / width))
    inside = (2 * y[:, None] / height) ** 2 + (2 * x / width) ** 2 <= 1
    return _grey(np.where(inside, rings, 0.5))


def ramp(height: int = SIDE, width: int = SIDE) -> Pixels:
    """Grey from 0 in the first column to 1 in the last, in equal steps."""
    return _grey(np.broadcast_to(np.arange(width) / max(width - 1, 1), (height, width)))
