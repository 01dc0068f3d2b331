"""Convolution (cross-correlation) as matrix products of blocked patch matrices."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from explorer.kernels.blocks import BLOCK_BYTES, Array, Sides, pad, windows
from explorer.kernels.threads import share

DEPTHWISE_BYTES = 1 << 18
"""Rows of a depthwise convolution are summed in blocks of about this size, which stay in a near cache."""
REPEATED_BYTES = 16 << 20
"""Its weights are repeated along whole rows beforehand where that takes no more than this."""


def convolve(
    x: Array,
    kernel: Array,
    bias: Array | None,
    *,
    strides: tuple[int, int] = (1, 1),
    sides: Sides = ((0, 0), (0, 0)),
    dilation: tuple[int, int] = (1, 1),
    groups: int = 1,
) -> Array:
    """Cross-correlate `x` (batch, rows, columns, channels) with `kernel` (rows, columns, channels/groups, filters).

    `sides` are the zeros around the input, in cells. Returns (batch, out rows, out columns, filters) in the dtype of
    `x`. Every sum is taken over kernel rows, columns and channels in one matrix product.
    """
    kernel = kernel.astype(x.dtype, copy=False)
    padded = pad(x, sides)
    view = windows(padded, kernel.shape[:2], strides, dilation)
    out = np.empty((*view.shape[:3], kernel.shape[3]), x.dtype)
    if groups == 1 and kernel.shape[:2] == (1, 1):
        _pointwise(view[:, :, :, 0, 0], kernel[0, 0], out)
    elif groups == 1:
        _by_blocks(view, kernel, out)
    elif kernel.shape[2] == 1:
        _depthwise(padded, kernel, strides, dilation, out)
    else:
        _grouped(view, kernel, groups, out)
    if bias is not None:
        out += bias.astype(x.dtype, copy=False)
    return out


def _rows_per_block(bytes_per_row: int) -> int:
    return max(1, BLOCK_BYTES // max(1, bytes_per_row))


def _pointwise(cells: Array, matrix: Array, out: Array) -> None:
    """A 1x1 kernel multiplies the cells as they stand."""
    rows = _rows_per_block(out.shape[2] * (cells.shape[3] + out.shape[3]) * out.itemsize)

    def work(parts: Iterator[tuple[int, int]]) -> None:
        for image, first in parts:
            part = out[image, first : first + rows]
            found = cells[image, first : first + rows].reshape(-1, len(matrix))
            np.matmul(found, matrix, out=part.reshape(-1, matrix.shape[1]))

    share(_blocks(out, rows), work)


def _blocks(out: Array, rows: int) -> Iterator[tuple[int, int]]:
    """The image and the first row of each block of `rows`."""
    return ((image, first) for image in range(len(out)) for first in range(0, out.shape[1], rows))


def _by_blocks(view: Array, kernel: Array, out: Array) -> None:
    """Copy a few rows of patches at a time into one buffer and multiply it into the output."""
    rows, cols = out.shape[1:3]
    taps = int(np.prod(kernel.shape[:3]))
    matrix = kernel.reshape(taps, kernel.shape[3])
    block = _rows_per_block(cols * taps * view.itemsize)
    if block >= 2 * rows:
        _by_images(view, matrix, out, block // rows)
        return
    block = min(block, rows)

    def work(parts: Iterator[tuple[int, int]]) -> None:
        buffer = np.empty((block, cols, *view.shape[3:]), view.dtype)
        for image, first in parts:
            last = min(first + block, rows)
            part = buffer[: last - first]
            np.copyto(part, view[image, first:last])
            np.matmul(part.reshape(-1, taps), matrix, out=out[image, first:last].reshape(-1, matrix.shape[1]))

    share(_blocks(out, block), work)


def _by_images(view: Array, matrix: Array, out: Array, block: int) -> None:
    """The same for small maps: several images of the batch at a time."""

    def work(parts: Iterator[int]) -> None:
        for first in parts:
            patches = view[first : first + block].reshape(-1, matrix.shape[0])
            np.matmul(patches, matrix, out=out[first : first + block].reshape(-1, matrix.shape[1]))

    share(range(0, len(out), block), work)


def _depthwise(padded: Array, kernel: Array, strides: tuple[int, int], dilation: tuple[int, int], out: Array) -> None:
    """One input channel per group: for each tap one multiplication and one addition, a few rows at a time.

    Rows are taken as one run of columns times channels, the weights repeated along them, because numpy is fast on long
    runs only; with a stride the columns are first dealt out so that neighbours in a run are neighbours in memory.
    """
    batch, rows, cols, filters = out.shape
    if filters > padded.shape[3]:
        padded = np.repeat(padded, filters // padded.shape[3], axis=3)
    dealt = [_runs(padded[:, :, first :: strides[1]]) for first in range(min(strides[1], padded.shape[2]))]
    run = cols * filters
    taps = list(np.ndindex(*kernel.shape[:2]))
    repeated: dict[tuple[int, ...], Array] = {}
    if len(taps) * run * out.itemsize <= REPEATED_BYTES:
        repeated = {tap: np.tile(kernel[tap][0], cols) for tap in taps}
    block = max(1, DEPTHWISE_BYTES // max(1, run * out.itemsize))
    sums = out.reshape(batch, rows, run)

    def work(parts: Iterator[tuple[int, int]]) -> None:
        buffer = np.empty((min(block, rows), run), out.dtype)
        for image, first in parts:
            part = sums[image, first : first + block]
            for row, col in taps:
                weights = repeated[row, col] if repeated else np.tile(kernel[row, col, 0], cols)
                at, place = divmod(col * dilation[1], strides[1])
                top = first * strides[0] + row * dilation[0]
                bottom = top + (len(part) - 1) * strides[0] + 1
                seen = dealt[place][image, top : bottom : strides[0], at * filters : at * filters + run]
                if row == col == 0:
                    np.multiply(seen, weights, out=part)
                else:
                    part += np.multiply(seen, weights, out=buffer[: len(part)])

    share(_blocks(out, block), work)


def _runs(x: Array) -> Array:
    """(batch, rows, columns, channels) as (batch, rows, columns times channels)."""
    return np.ascontiguousarray(x).reshape(*x.shape[:2], -1)


def _grouped(view: Array, kernel: Array, groups: int, out: Array) -> None:
    """Groups side by side: a batched product (group, patches, taps) x (group, taps, filters)."""
    rows, cols = out.shape[1:3]
    per_group = kernel.shape[2]
    taps = int(np.prod(kernel.shape[:3]))
    filters = kernel.shape[3] // groups
    matrices = np.ascontiguousarray(kernel.reshape(taps, groups, filters).transpose(1, 0, 2))
    block = min(rows, _rows_per_block(cols * taps * groups * view.itemsize))

    def work(parts: Iterator[tuple[int, int]]) -> None:
        for image, first in parts:
            part = view[image, first : first + block]
            split = part.reshape(*part.shape[:4], groups, per_group)
            patches = split.transpose(4, 0, 1, 2, 3, 5).reshape(groups, -1, taps)
            sums = np.matmul(patches, matrices)
            out[image, first : first + block] = sums.transpose(1, 0, 2).reshape(-1, cols, groups * filters)

    share(_blocks(out, block), work)
