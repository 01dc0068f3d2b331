"""Max and average pooling: one pass over the window's taps, whole maps at a time.

Which cell wins a maximum is one rule, that of numpy's argmax over the real cells of the window in reading order: a NaN wins
over every number, as numpy's maximum passes it on; of equals the first wins; padding never wins. `winners` follows it for
windows that slide, `first_largest` for cells in a row. The gradient, the ledger and the map of winners ask these two.
"""

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


def winners(x: Array, size: tuple[int, int], strides: tuple[int, int], sides: Sides) -> Array:
    """Which tap of each window wins the maximum, counted in reading order: row * window columns + column.

    `x` is (batch, rows, columns, channels); returns whole numbers (batch, out rows, out columns, channels).
    """
    taps = windows(pad(x, sides, -np.inf), size, strides)
    outputs = taps.shape[1:3]
    first_rows, first_cols = (
        np.maximum(sides[axis][0] - np.arange(outputs[axis]) * strides[axis], 0).astype(np.int32) for axis in (0, 1)
    )
    shape = (*taps.shape[:3], taps.shape[5])
    winner = np.broadcast_to((first_rows[:, None] * size[1] + first_cols)[None, :, :, None], shape).copy()
    largest, with_nan = np.full(shape, -np.inf, x.dtype), bool(np.isnan(x).any())
    for at, (row, col) in enumerate(np.ndindex(*size)):
        tap = taps[:, :, :, row, col]
        larger = tap > largest
        if with_nan:
            larger |= np.isnan(tap) & ~np.isnan(largest)
        np.copyto(largest, tap, where=larger)
        winner[larger] = at
    return winner


def first_largest(cells: Array, axis: int) -> Array:
    """Which of the cells along `axis` wins the maximum; none of them is padding."""
    return np.asarray(cells.argmax(axis=axis))


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
