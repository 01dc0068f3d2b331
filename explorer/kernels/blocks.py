"""Sliding windows as views, and how many rows of them to copy at a time."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.lib.stride_tricks import as_strided
from numpy.typing import NDArray

Array = NDArray[Any]
Sides = tuple[tuple[int, int], tuple[int, int]]

BLOCK_BYTES = 2 << 20
"""Patches are copied in blocks of about this size, so that a block is still in cache when it is multiplied."""


def pad(x: Array, sides: Sides, value: float = 0.0) -> Array:
    """`x` (batch, rows, columns, channels) with `value` around it; `x` itself when there is no padding."""
    (top, bottom), (left, right) = sides
    if not (top or bottom or left or right):
        return x
    batch, rows, cols, channels = x.shape
    out = np.empty((batch, top + rows + bottom, left + cols + right, channels), x.dtype)
    out[:, :top], out[:, top + rows :] = value, value
    out[:, top : top + rows, :left], out[:, top : top + rows, left + cols :] = value, value
    out[:, top : top + rows, left : left + cols] = x
    return out


def windows(x: Array, kernel: tuple[int, int], strides: tuple[int, int], dilation: tuple[int, int] = (1, 1)) -> Array:
    """A view (batch, out rows, out columns, kernel rows, kernel columns, channels) of a padded `x`; read only."""
    batch, rows, cols, channels = x.shape
    out = [
        1 + (length - ((taps - 1) * dil + 1)) // step
        for length, taps, step, dil in zip((rows, cols), kernel, strides, dilation, strict=True)
    ]
    by_batch, by_row, by_col, by_channel = x.strides
    return as_strided(
        x,
        (batch, *out, *kernel, channels),
        (
            by_batch,
            by_row * strides[0],
            by_col * strides[1],
            by_row * dilation[0],
            by_col * dilation[1],
            by_channel,
        ),
        writeable=False,
    )
