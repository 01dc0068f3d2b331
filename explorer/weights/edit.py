"""Edits of one filter: functions from its weights (rows, columns, channels) to new ones."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from explorer.layers.base import Array
from explorer.weights.bank import kernel_of

DIGITS = 6
"""Significant digits of an edited weight: the rounded number is shown, computed with, and short enough for a link."""

MAX_WEIGHT = float(np.finfo(np.float32).max)
"""The largest magnitude of an edited weight: it must be a finite float32."""


def values_of(weights: Array) -> tuple[float, ...]:
    """A filter as the values of an EditedFilter: row-major (rows, columns, channels), six significant digits."""
    return tuple(float(f"{float(value):.{DIGITS}g}") for value in weights.ravel())


def negated(weights: Array) -> Array:
    """Every weight with the opposite sign: without a bias, the map becomes its negative."""
    negative: Array = np.negative(weights)
    return negative


def flipped(weights: Array) -> Array:
    """Rotated by 180 degrees: convolving with it in the mathematical sense is cross-correlating with the original."""
    return weights[::-1, ::-1]


def rotated(weights: Array) -> Array:
    """Rotated by 90 degrees counter-clockwise, every channel alike; rows and columns must be equal in number."""
    return np.rot90(weights)


def normalised(weights: Array) -> Array:
    """Divided by the sum of its magnitudes, which becomes 1; a filter of zeros stays as it is."""
    total = float(np.abs(weights, dtype=np.float64).sum())
    scaled: Array = weights / total if total else weights
    return scaled


def from_bank(name: str, shape: tuple[int, ...]) -> Array:
    """A hand-made filter for a kernel of `shape` (rows, columns, channels, filters). Raises WeightsError."""
    rows, cols, channels = shape[:3]
    return kernel_of((name,), (rows, cols, channels, 1))[..., 0]


def painted(weights: Array, cells: Iterable[tuple[int, int, float]], channel: int | None) -> Array:
    """The filter with the weights at (row, column) of one channel's kernel replaced, or of every kernel (None).

    `cells` are (row, column, new weight). Those outside the kernel and weights that are not finite are left out.
    """
    result: Array = weights.astype(np.float64)
    kernels = slice(None) if channel is None else channel
    for row, col, value in cells:
        if 0 <= row < weights.shape[0] and 0 <= col < weights.shape[1] and abs(value) <= MAX_WEIGHT:
            result[row, col, kernels] = value
    return result
