"""Convolution with one input channel per filter: sums of products along rows, a few rows at a time.

A matrix product has nothing to gain here. numpy's `einsum` multiplies and adds in one pass where all arrays lie in runs: so
rows are taken as one run of columns times channels, and the weights are repeated along it. With a stride of s along the
columns these are first sorted by their remainder modulo s, so that what neighbouring outputs read is a run too.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from explorer.kernels.blocks import Array, Sides
from explorer.kernels.threads import run_parallel
from explorer.kernels.unbuffered import unbuffered

ROWS_BYTES = 1 << 19
"""Rows of output are summed in blocks of about this size, which stay in a near cache with what they read."""
WEIGHTS_BYTES = 1 << 19
"""Weights are repeated along so many columns that they take about this size, and stay there too."""
LEAST_RUN = 512
"""But along at least so many numbers: numpy is fast on long runs only."""
ALONE = 1 << 19
"""Products up to which one thread takes all rows."""


class _Taps(NamedTuple):
    """Taps of a row of the kernel whose columns have the same remainder: they lie evenly apart among those."""

    remainder: int
    columns: slice
    """Which columns of the kernel they are."""
    first: int
    """Where the first lies among the columns of its remainder."""
    apart: int
    many: int


def _by_remainder(taps: int, stride: int, dilation: int) -> list[_Taps]:
    """The columns of a kernel by what they read, modulo the stride."""
    every = stride // math.gcd(stride, dilation)
    found = []
    for column in range(min(every, taps)):
        first, remainder = divmod(column * dilation, stride)
        columns = slice(column, taps, every)
        found.append(_Taps(remainder, columns, first, every * dilation // stride, len(range(column, taps, every))))
    return found


def depthwise(
    x: Array,
    kernel: Array,
    bias: Array | None,
    strides: tuple[int, int],
    sides: Sides,
    dilation: tuple[int, int],
    out: Array,
) -> None:
    """Write into `out` (batch, rows, columns, filters) the cross-correlation of every channel of `x` with its own filters.

    `kernel` is (rows, columns, 1, filters), the filters of a channel one after the other.
    """
    batch, rows, cols, filters = out.shape
    groups = _by_remainder(kernel.shape[1], strides[1], dilation[1])
    taps, itemsize = kernel.shape[0] * kernel.shape[1], x.itemsize
    most = max(1, WEIGHTS_BYTES // (taps * filters * itemsize), LEAST_RUN // filters)
    width = -(-cols // -(-cols // most))
    weights = [_repeated(kernel[:, group.columns, 0], width) for group in groups]
    shift = None if bias is None else _repeated(bias, cols)
    block = _rows_per_block(rows, cols * filters * itemsize, rows * cols * filters * taps)
    span = (block - 1) * strides[0] + (kernel.shape[0] - 1) * dilation[0] + 1
    sums = out.reshape(batch, rows, cols * filters)

    def work(parts: Iterator[tuple[int, int]]) -> None:
        strip = _Strip(x, filters, strides[1], sides, span)
        room = np.empty((block, width * filters), x.dtype) if len(groups) > 1 else None
        for image, first in parts:
            part = sums[image, first : first + block]
            strip.fill(image, first * strides[0] - sides[0][0])
            for left in range(0, cols, width):
                some = part[:, left * filters : (left + width) * filters]
                for number, (group, repeated) in enumerate(zip(groups, weights, strict=True)):
                    view = strip.view(group, left, some.shape, kernel.shape[0], strides[0], dilation[0])
                    own = repeated[..., : some.shape[1]]
                    if number:
                        assert room is not None
                        some += np.einsum("abrn,abn->rn", view, own, out=room[: len(some), : some.shape[1]])
                    else:
                        np.einsum("abrn,abn->rn", view, own, out=some)
            if shift is not None:
                with unbuffered():
                    part += shift

    run_parallel([(image, first) for image in range(batch) for first in range(0, rows, block)], work)


def _rows_per_block(rows: int, row_bytes: int, products: int) -> int:
    """Rows of one block: all nearly alike, and two or four of them rather than three."""
    if products <= ALONE:
        return rows
    count = max(2, -(-rows // max(1, ROWS_BYTES // row_bytes)))
    return -(-rows // (count + count % 2))


def _repeated(numbers: Array, times: int) -> Array:
    """`numbers` (..., filters), which may be a view, so many times along the last axis."""
    out = np.empty((*numbers.shape[:-1], times, numbers.shape[-1]), numbers.dtype)
    out[...] = numbers[..., None, :]
    return out.reshape(*numbers.shape[:-1], -1)


class _Strip:
    """Rows of the input with zeros around them, each channel as often as it has filters, the columns sorted by remainder."""

    def __init__(self, x: Array, filters: int, stride: int, sides: Sides, rows: int) -> None:
        """Room for `rows` rows of `x` (batch, rows, columns, channels)."""
        self._x, self._filters, self._stride, self._left = x, filters, stride, sides[1][0]
        self._cols = -(-(x.shape[2] + sum(sides[1])) // stride)
        self._cells = np.zeros((stride, rows, self._cols, filters), x.dtype)

    def fill(self, image: int, start: int) -> None:
        """Copy the rows from `start` (below 0: in the padding); there are zeros where the image has none."""
        height = self._cells.shape[1]
        above, below = (min(max(edge - start, 0), height) for edge in (0, self._x.shape[1]))
        self._cells[:, :above], self._cells[:, below:] = 0, 0
        source = self._x[image, max(start, 0) : max(start, 0) + below - above]
        repeats = self._filters // source.shape[2]
        for remainder in range(self._stride):
            # The first column of this remainder that is not in the padding, and where the image has it.
            column = max(0, -(-(self._left - remainder) // self._stride))
            cells = source[:, column * self._stride + remainder - self._left :: self._stride]
            into = self._cells[remainder, above:below, column : column + cells.shape[1]]
            if repeats == 1:
                into[...] = cells
            else:
                into.reshape(*cells.shape, repeats)[...] = cells[..., None]

    def view(
        self, group: _Taps, left: int, shape: tuple[int, ...], kernel_rows: int, stride: int, dilation: int
    ) -> Array:
        """What the taps of a group read for outputs of `shape` (rows, run) from column `left` on.

        Returns (kernel rows, taps, rows, run), a view.
        """
        _, by_row, by_col, itemsize = self._cells.strides
        steps = (dilation * by_row, group.apart * by_col, stride * by_row, itemsize)
        offset = group.remainder * self._cells.strides[0] + (left + group.first) * by_col
        return np.ndarray((kernel_rows, group.many, *shape), self._cells.dtype, self._cells, offset, steps)
