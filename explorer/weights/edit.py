"""What can be done to one filter (rows, columns, channels): pure functions, rounded so that they fit in a link."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from explorer.layers.base import Array
from explorer.weights.bank import kernel_of

DIGITS = 6
"""Significant digits of an edited weight: what is shown, stored and computed with is the rounded number."""

LARGEST = float(np.finfo(np.float32).max)


def values_of(one: Array) -> tuple[float, ...]:
    """A filter as the values of an EditedFilter: row-major (rows, columns, channels), six significant digits."""
    return tuple(float(f"{float(value):.{DIGITS}g}") for value in one.ravel())


def negated(one: Array) -> Array:
    """Every weight with the other sign: the map turns into its negative, but for the bias."""
    out: Array = np.negative(one)
    return out


def flipped(one: Array) -> Array:
    """Turned by half a turn: convolving with it in the mathematical sense is cross-correlating with the original."""
    return one[::-1, ::-1]


def rotated(one: Array) -> Array:
    """A quarter turn against the clock, each channel alike; (rows, columns) must be equal."""
    return np.rot90(one)


def normalised(one: Array) -> Array:
    """Divided by the sum of its magnitudes, which becomes 1; a filter of zeros stays as it is."""
    total = float(np.abs(one, dtype=np.float64).sum())
    out: Array = one / total if total else one
    return out


def from_bank(name: str, shape: tuple[int, ...]) -> Array:
    """A hand-made filter for a kernel of `shape` (rows, columns, channels, filters). Raises WeightsError."""
    rows, cols, channels = shape[:3]
    return kernel_of((name,), (rows, cols, channels, 1))[..., 0]


def painted(one: Array, cells: Iterable[tuple[int, int, float]], at: int | None) -> Array:
    """The filter with the weights at (row, column) of kernel `at` replaced, or of every kernel (None).

    Cells outside the window and numbers that are not finite are left out.
    """
    out: Array = one.astype(np.float64)
    kernels = slice(None) if at is None else at
    for row, col, value in cells:
        if 0 <= row < one.shape[0] and 0 <= col < one.shape[1] and abs(value) <= LARGEST:
            out[row, col, kernels] = value
    return out
