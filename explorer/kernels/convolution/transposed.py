"""Transposed convolution."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from explorer.kernels.blocks import BLOCK_BYTES, Array
from explorer.kernels.threads import run_parallel


def spread_out(
    y: Array,
    kernel: Array,
    lengths: tuple[int, int],
    *,
    strides: tuple[int, int] = (1, 1),
    before: tuple[int, int] = (0, 0),
    dilation: tuple[int, int] = (1, 1),
    groups: int = 1,
) -> Array:
    """Transposed convolution: every cell of `y` times the kernel, added up where a convolution would have read.

    `y` is (batch, rows, columns, filters), `kernel` (rows, columns, channels/groups, filters) as that convolution's,
    `before` its padding above and to the left, `lengths` the rows and columns of its input. Returns (batch, *lengths,
    channels) in the dtype of `y`: also the gradient of a convolution with respect to its input. Dumoulin and Visin 2016,
    section 4.
    """
    kernel = kernel.astype(y.dtype, copy=False)
    batch, rows, cols, filters = y.shape
    channels = kernel.shape[2] * groups
    out = np.zeros((batch, *lengths, channels), y.dtype)
    matrices = _by_group(kernel, groups)
    block = max(1, BLOCK_BYTES // max(1, cols * max(filters, channels) * y.itemsize))

    def work(images: Iterator[int]) -> None:
        for image in images:
            for first in range(0, rows, block):
                part = y[image, first : first + block]
                for row, col in np.ndindex(*kernel.shape[:2]):
                    offset = (first * strides[0] + row * dilation[0] - before[0], col * dilation[1] - before[1])
                    here, there = _overlap(part.shape[:2], lengths, strides, offset)
                    if here is not None:
                        out[(image, *there)] += _times(part[here], matrices[row, col])

    run_parallel(range(batch), work)
    return out


def _by_group(kernel: Array, groups: int) -> Array:
    """The kernel as (rows, columns, groups, filters/groups, channels/groups)."""
    rows, cols, channels, filters = kernel.shape
    return kernel.reshape(rows, cols, channels, groups, filters // groups).transpose(0, 1, 3, 4, 2)


def _times(cells: Array, matrices: Array) -> Array:
    """Cells (rows, columns, filters) times one matrix per group, (groups, filters/groups, channels/groups)."""
    rows, cols, _ = cells.shape
    groups, filters, channels = matrices.shape
    if groups == 1:
        flat = np.ascontiguousarray(cells).reshape(-1, filters)
        sums: Array = flat @ np.ascontiguousarray(matrices[0])
    else:
        split = cells.reshape(-1, groups, filters).transpose(1, 0, 2)
        sums = np.matmul(split, matrices).transpose(1, 0, 2)
    return sums.reshape(rows, cols, groups * channels)


def _overlap(
    lengths: tuple[int, ...], outside: tuple[int, int], strides: tuple[int, int], offset: tuple[int, int]
) -> tuple[tuple[slice, slice] | None, tuple[slice, slice]]:
    """Cells i whose place i * stride + offset lies inside, and those places, as slices per axis; None if there are none."""
    here, there = [], []
    for length, limit, stride, start in zip(lengths, outside, strides, offset, strict=True):
        first = max(0, -(start // stride))
        last = min(length - 1, (limit - 1 - start) // stride)
        if last < first:
            return None, (slice(0), slice(0))
        here.append(slice(first, last + 1))
        there.append(slice(first * stride + start, last * stride + start + 1, stride))
    return (here[0], here[1]), (there[0], there[1])
