"""Max and average pooling: one pass over the window's taps, whole maps at a time."""

from __future__ import annotations

from functools import reduce

import numpy as np

from explorer.kernels.blocks import Array, Sides, pad, windows


def max_pool(x: Array, size: tuple[int, int], strides: tuple[int, int], sides: Sides) -> Array:
    """The largest value of each window; padding is minus infinity. NaN stays NaN.

    `x` is (batch, rows, columns, channels); returns (batch, out rows, out columns, channels).
    """
    view = windows(pad(x, sides, -np.inf), size, strides)
    taps = [view[:, :, :, row, col] for row in range(size[0]) for col in range(size[1])]
    out: Array = np.maximum(*taps[:2]) if taps[1:] else taps[0].copy()
    for tap in taps[2:]:
        np.maximum(out, tap, out=out)
    return out


def average_pool(
    x: Array, size: tuple[int, int], strides: tuple[int, int], sides: Sides, count_padding: bool = False
) -> Array:
    """The mean of each window. The padding is left out of the count unless `count_padding`.

    `x` is (batch, rows, columns, channels); returns (batch, out rows, out columns, channels).
    """
    taps = windows(pad(x, sides), size, strides)
    places = [(row, col) for row in range(size[0]) for col in range(size[1])]
    out = reduce(np.add, (taps[:, :, :, row, col] for row, col in places))
    if count_padding or sides == ((0, 0), (0, 0)):
        return np.asarray(out / x.dtype.type(len(places)), x.dtype)
    return np.asarray(out / counts((x.shape[1], x.shape[2]), size, strides, sides).astype(x.dtype), x.dtype)


def counts(lengths: tuple[int, int], size: tuple[int, int], strides: tuple[int, int], sides: Sides) -> Array:
    """How many cells of each window of a map of `lengths` are not padding, as (1, out rows, out columns, 1)."""
    per_axis = []
    for axis in (0, 1):
        real = np.pad(np.ones(lengths[axis]), sides[axis])
        starts = np.arange(0, len(real) - size[axis] + 1, strides[axis])
        per_axis.append(sum(real[starts + tap] for tap in range(size[axis])))
    found: Array = np.multiply.outer(*per_axis)
    return found[None, :, :, None]
