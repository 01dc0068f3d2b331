"""Convolution (cross-correlation) as matrix products of blocked patch matrices."""

from __future__ import annotations

import numpy as np

from explorer.kernels.blocks import BLOCK_BYTES, Array, Sides, pad, windows


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
        _depthwise(view, kernel, out)
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


def _depthwise(view: Array, kernel: Array, out: Array) -> None:
    """One input channel per group: a sum over the taps, each one multiplication of whole maps."""
    channels = view.shape[5]
    multiplier = kernel.shape[3] // channels
    sums = out.reshape(*out.shape[:3], channels, multiplier)
    weights = kernel.reshape(*kernel.shape[:2], channels, multiplier)
    sums[...] = 0
    for row in range(kernel.shape[0]):
        for col in range(kernel.shape[1]):
            sums += view[:, :, :, row, col, :, None] * weights[row, col]


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
