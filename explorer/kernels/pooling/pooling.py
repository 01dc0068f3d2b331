"""Max and average pooling: one pass over the window's taps, whole maps at a time.

Which cell wins a maximum is one rule, that of numpy's argmax over the real cells of the window in reading order: a NaN wins
over every number, as numpy's maximum passes it on; of equals the first wins; padding never wins. `winners` follows it for
windows that slide, `first_largest` for cells in a row. The gradient, the ledger and the map of winners ask these two.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from explorer.kernels.blocks import BLOCK_BYTES, Array, Block, Sides, cut, pad, windows
from explorer.kernels.threads import run_parallel
from explorer.windows import output_length, span

RowsCols = tuple[int, int]
"""One whole number for the rows, one for the columns."""
Index = tuple[slice, ...]
"""Some of the cells of maps (batch, rows, columns, channels)."""
NONE: Sides = ((0, 0), (0, 0))
"""No padding."""
SMALL = 1 << 20
"""Numbers that are pooled at once: to divide them among threads would take longer."""
WAYS = 1024
"""Shapes whose cells are remembered: finding them takes as long as a small layer."""


def max_pool(x: Array, size: RowsCols, strides: RowsCols, sides: Sides, dilation: RowsCols = (1, 1)) -> Array:
    """The largest value of each window; padding is minus infinity. NaN stays NaN.

    `x` is (batch, rows, columns, channels); returns (batch, out rows, out columns, channels).
    """
    padded = pad(x, sides, -np.inf)
    if padded.size <= SMALL:
        by_row, by_col = _cells_of(padded.shape[1:3], size, strides, dilation)
        return _largest(_largest(padded, by_row), by_col)
    rows, cols = (
        output_length(x.shape[1 + axis], size[axis], strides[axis], *sides[axis], dilation=dilation[axis])
        for axis in (0, 1)
    )
    out = np.empty((len(x), rows, cols, x.shape[3]), x.dtype)

    def work(parts: Iterator[Block]) -> None:
        for images, some in parts:
            part = out[images, some]
            cells = padded[images, some.start * strides[0] :]
            tall = np.empty((*part.shape[:2], *padded.shape[2:]), x.dtype)
            _largest(cells, _cells(1, size[0], strides[0], dilation[0], part.shape[1]), tall)
            _largest(tall, _cells(2, size[1], strides[1], dilation[1], part.shape[2]), part)

    # Rows first: numpy is fast on long runs, and they are read before there are fewer columns.
    run_parallel(cut(len(x), rows, strides[0] * math.prod(padded.shape[2:]) * x.itemsize), work)
    return out


@lru_cache(WAYS)
def _cells_of(lengths: RowsCols, size: RowsCols, strides: RowsCols, dilation: RowsCols) -> list[list[Index]]:
    """For rows and for columns of maps of these `lengths` the cells that each tap reads in all windows."""
    counts = (output_length(lengths[axis], size[axis], strides[axis], 0, 0, dilation[axis]) for axis in (0, 1))
    return [
        _cells(axis + 1, size[axis], strides[axis], dilation[axis], count)
        for axis, count in zip((0, 1), counts, strict=True)
    ]


def _cells(axis: int, taps: int, step: int, apart: int, count: int) -> list[Index]:
    """Per tap along `axis` the cells that `count` windows read, `step` cells from each other; taps are `apart`."""
    length = (count - 1) * step + 1
    return [(*(slice(None),) * axis, slice(tap, tap + length, step)) for tap in range(0, taps * apart, apart)]


def _largest(x: Array, taps: list[Index], out: Array | None = None) -> Array:
    """The largest of the cells that the `taps` read, at each place; written into `out` if it is given."""
    largest: Array = np.maximum(x[taps[0]], x[taps[-1]], out=out)
    for tap in taps[1:-1]:
        np.maximum(largest, x[tap], out=largest)
    return largest


def _taps(x: Array, axis: int, taps: int, step: int, apart: int, count: int) -> list[Array]:
    """What the cells that `_cells` finds hold."""
    return [x[cells] for cells in _cells(axis, taps, step, apart, count)]


def winners(x: Array, size: RowsCols, strides: RowsCols, sides: Sides, dilation: RowsCols = (1, 1)) -> Array:
    """Which tap of each window wins the maximum, counted in reading order: row * window columns + column.

    `x` is (batch, rows, columns, channels); returns whole numbers (batch, out rows, out columns, channels).
    """
    taps = windows(pad(x, sides, -np.inf), size, strides, dilation)
    outputs = taps.shape[1:3]
    first_rows, first_cols = (
        -(-np.maximum(sides[axis][0] - np.arange(outputs[axis]) * strides[axis], 0) // dilation[axis]).astype(np.int32)
        for axis in (0, 1)
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
    x: Array,
    size: RowsCols,
    strides: RowsCols,
    sides: Sides,
    dilation: RowsCols = (1, 1),
    counted: Sides = NONE,
) -> Array:
    """The mean of each window. The padding is left out of the count but for its `counted` cells, nearest to the map.

    `x` is (batch, rows, columns, channels); returns (batch, out rows, out columns, channels). Sums are taken in float64,
    along the columns first and then along the rows, of a few rows or a few images at a time; each mean is rounded once.
    """
    batch, rows, cols, channels = x.shape
    out_rows, out_cols = (
        output_length(x.shape[1 + axis], size[axis], strides[axis], *sides[axis], dilation=dilation[axis])
        for axis in (0, 1)
    )
    if counted == sides:
        count: Array = np.full((out_rows, 1, 1), float(size[0] * size[1]))
    else:
        count = counts((rows, cols), size, strides, sides, dilation, counted)[0]
    tall = span(size[0], dilation[0])
    out = np.empty((batch, out_rows, out_cols, channels), x.dtype)
    width = sides[1][0] + cols + sides[1][1]
    block = _BlockSize.of(out.shape, tall, strides[0], width)

    def work(parts: Iterator[tuple[int, int, int]]) -> None:
        most = (block.rows - 1) * strides[0] + tall
        strips = np.zeros((block.images, most, width, block.channels))
        across = np.empty((block.images, most, out_cols, block.channels))
        totals = np.empty((block.images, block.rows, out_cols, block.channels))
        for image, first, channel in parts:
            part = out[image : image + block.images, first : first + block.rows, :, channel : channel + block.channels]
            images, last, depth = len(part), first + part.shape[1], part.shape[3]
            read = (part.shape[1] - 1) * strides[0] + tall
            strip, by_row = strips[:images, :read, :, :depth], across[:images, :read, :, :depth]
            total = totals[:images, : last - first, :, :depth]
            start = first * strides[0] - sides[0][0]
            _copy_rows(x[image : image + images, :, :, channel : channel + depth], start, sides[1][0], strip)
            _sum(_taps(strip, 2, size[1], strides[1], dilation[1], out_cols), by_row)
            _sum(_taps(by_row, 1, size[0], strides[0], dilation[0], part.shape[1]), total)
            np.divide(total, count[first:last], out=part, casting="same_kind")

    parts = [
        (image, first, channel)
        for image in range(0, batch, block.images)
        for first in range(0, out_rows, block.rows)
        for channel in range(0, channels, block.channels)
    ]
    run_parallel(parts, work)
    return out


class _BlockSize(NamedTuple):
    """How many images, rows of output and channels are averaged at a time."""

    images: int
    rows: int
    channels: int

    @classmethod
    def of(cls, out_shape: tuple[int, ...], window_rows: int, stride: int, width: int) -> _BlockSize:
        """The block whose input, rows of `width` cells in float64, takes about BLOCK_BYTES.

        It has at least as many rows as a window: with fewer, most of the sums along the columns would be computed again
        for the next block.
        """
        batch, out_rows, _, channels = out_shape
        least = -(-window_rows // stride)
        depth = min(channels, max(1, BLOCK_BYTES // (8 * width * (window_rows + least * stride))))
        rows = min(out_rows, max(least, BLOCK_BYTES // (8 * width * stride * depth)))
        read = window_rows + (rows - 1) * stride
        images = min(batch, max(1, BLOCK_BYTES // (8 * width * read * depth))) if rows == out_rows else 1
        return cls(images, rows, depth)


def _copy_rows(x: Array, start: int, left: int, strip: Array) -> None:
    """Copy rows of `x` from row `start` (below 0: in the padding) into `strip`, `left` columns in; zeros above and below.

    Both are (images, rows, columns, channels); the columns of `strip` beside `x` stay as they are.
    """
    above, below = (min(max(edge - start, 0), strip.shape[1]) for edge in (0, x.shape[1]))
    strip[:, :above], strip[:, below:] = 0, 0
    strip[:, above:below, left : left + x.shape[2]] = x[:, start + above : start + below]


def _sum(views: list[Array], out: Array) -> None:
    """Write the sum of all views into `out`."""
    if len(views) == 1:
        out[...] = views[0]
        return
    np.add(views[0], views[1], out=out)
    for view in views[2:]:
        out += view


def counts(
    lengths: RowsCols,
    size: RowsCols,
    strides: RowsCols,
    sides: Sides,
    dilation: RowsCols = (1, 1),
    counted: Sides = NONE,
) -> Array:
    """How many cells of each window of a map of `lengths` count, as (1, out rows, out columns, 1).

    Those are all but the padding, and of the padding the `counted` cells of each side, nearest to the map.
    """
    per_axis = []
    for axis, (before, after) in enumerate(sides):
        first, last = before - counted[axis][0], before + lengths[axis] + counted[axis][1]
        counting = np.zeros(before + lengths[axis] + after)
        counting[first:last] = 1
        starts = np.arange(0, len(counting) - span(size[axis], dilation[axis]) + 1, strides[axis])
        per_axis.append(sum(counting[starts + tap * dilation[axis]] for tap in range(size[axis])))
    inside: Array = np.multiply.outer(*per_axis)
    return inside[None, :, :, None]
