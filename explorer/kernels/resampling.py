"""Resampling of maps to other sizes: every output row (column) is a blend of two input rows (columns)."""

from __future__ import annotations

import numpy as np

from explorer.kernels.blocks import Array

Taps = tuple[Array, Array, Array]
"""Per output place: two input places, and the share of the second; where that is 0 both are the same."""


def linear_taps(length: int, size: int) -> Taps:
    """The taps of linear interpolation from `length` to `length * size` places, with half-pixel centres and repeated ends.

    Computed in whole numbers: output r lies at (2 r + 1 - size) / (2 size), so that no share is off by a rounding.
    """
    at = 2 * np.arange(length * size) + 1 - size
    low, rest = np.divmod(at, 2 * size)
    first = np.clip(low, 0, length - 1)
    second = np.clip(low + (rest > 0), 0, length - 1)
    return first, second, np.where(first == second, 0.0, rest / (2 * size))


def resample(x: Array, rows: Taps, cols: Taps) -> Array:
    """`x` (batch, rows, columns, channels) resampled along rows and columns, each channel by itself. A new array."""
    return _along(_along(x, 1, rows), 2, cols)


def _along(x: Array, axis: int, taps: Taps) -> Array:
    first, second, share = taps
    out = x.take(first, axis=axis)
    if np.any(share):
        shape = [1] * x.ndim
        shape[axis] = -1
        weight = share.astype(x.dtype).reshape(shape)
        blended = first != second
        out *= 1 - weight
        index = (slice(None),) * axis + (blended,)
        out[index] += x.take(second[blended], axis=axis) * weight[index]
    return out
