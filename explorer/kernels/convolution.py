"""Convolution (cross-correlation) as matrix products of blocked patch matrices."""

from __future__ import annotations

import numpy as np

from explorer.kernels.blocks import BLOCK_BYTES, Array, Sides, pad, windows

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
        np.matmul(view[:, :, :, 0, 0], kernel[0, 0], out=out)
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


def _by_blocks(view: Array, kernel: Array, out: Array) -> None:
    """Copy a few rows of patches at a time into one buffer and multiply it into the output."""
    batch, rows, cols = out.shape[:3]
    taps = int(np.prod(kernel.shape[:3]))
    matrix = kernel.reshape(taps, kernel.shape[3])
    block = _rows_per_block(cols * taps * view.itemsize)
    if block >= 2 * rows:
        _by_images(view, matrix, out, block // rows)
        return
    block = min(block, rows)
    buffer = np.empty((block, cols, *view.shape[3:]), view.dtype)
    for image in range(batch):
        for first in range(0, rows, block):
            last = min(first + block, rows)
            part = buffer[: last - first]
            np.copyto(part, view[image, first:last])
            np.matmul(part.reshape(-1, taps), matrix, out=out[image, first:last].reshape(-1, matrix.shape[1]))


def _by_images(view: Array, matrix: Array, out: Array, block: int) -> None:
    """The same for small maps: several images of the batch at a time."""
    batch = out.shape[0]
    for first in range(0, batch, block):
        last = min(first + block, batch)
        patches = view[first:last].reshape(-1, matrix.shape[0])
        np.matmul(patches, matrix, out=out[first:last].reshape(-1, matrix.shape[1]))


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
    buffer = np.empty((min(block, rows), run), out.dtype)
    sums = out.reshape(batch, rows, run)
    for image in range(batch):
        for first in range(0, rows, block):
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


def _runs(x: Array) -> Array:
    """(batch, rows, columns, channels) as (batch, rows, columns times channels)."""
    return np.ascontiguousarray(x).reshape(*x.shape[:2], -1)


def _grouped(view: Array, kernel: Array, groups: int, out: Array) -> None:
    """Groups side by side: a batched product (group, patches, taps) x (group, taps, filters)."""
    batch, rows, cols = out.shape[:3]
    per_group = kernel.shape[2]
    taps = int(np.prod(kernel.shape[:3]))
    filters = kernel.shape[3] // groups
    matrices = np.ascontiguousarray(kernel.reshape(taps, groups, filters).transpose(1, 0, 2))
    block = min(rows, _rows_per_block(cols * taps * groups * view.itemsize))
    for image in range(batch):
        for first in range(0, rows, block):
            part = view[image, first : first + block]
            split = part.reshape(*part.shape[:4], groups, per_group)
            patches = split.transpose(4, 0, 1, 2, 3, 5).reshape(groups, -1, taps)
            sums = np.matmul(patches, matrices)
            out[image, first : first + block] = sums.transpose(1, 0, 2).reshape(-1, cols, groups * filters)
