"""Convolution (cross-correlation) as matrix products of blocked patch matrices."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np

from explorer.kernels.blocks import BLOCK_BYTES, Array, Block, Sides, pad, windows
from explorer.kernels.convolution.depthwise import depthwise
from explorer.kernels.convolution.one_image import along_rows, correlate, multiply
from explorer.kernels.convolution.patches import Patches
from explorer.kernels.threads import run_parallel
from explorer.windows import output_length


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
    `x`. Every sum is taken over kernel rows, columns and channels in one matrix product, but for large maps of one image
    and kernels of 3 x 3 (`winograd`).
    """
    if kernel.dtype is not x.dtype:
        kernel = kernel.astype(x.dtype, copy=False)
    if bias is not None and bias.dtype is not x.dtype:
        bias = bias.astype(x.dtype, copy=False)
    if groups == 1 and len(x) == 1:
        return correlate(x, kernel, bias, strides, sides, dilation)
    lengths = (
        output_length(x.shape[1 + axis], kernel.shape[axis], strides[axis], *sides[axis], dilation=dilation[axis])
        for axis in (0, 1)
    )
    out = np.empty((len(x), *lengths, kernel.shape[3]), x.dtype)
    if groups == 1 and kernel.shape[:2] == (1, 1):
        padded = pad(x, sides)
        _pointwise(padded[:, :: strides[0], :: strides[1]], kernel[0, 0], bias, out)
    elif groups == 1:
        patches = Patches(x, kernel.shape[:2], strides, sides, dilation, out.shape[1:3])
        _by_patches(patches, kernel.reshape(-1, kernel.shape[3]), bias, out)
    elif kernel.shape[2] == 1:
        depthwise(x, kernel, bias, strides, sides, dilation, out)
    else:
        _grouped(windows(pad(x, sides), kernel.shape[:2], strides, dilation), kernel, bias, groups, out)
    return out


def _rows_per_block(bytes_per_row: int) -> int:
    return max(1, BLOCK_BYTES // max(1, bytes_per_row))


def _pointwise(cells: Array, matrix: Array, bias: Array | None, out: Array) -> None:
    """Convolution with a 1x1 kernel: the cells themselves are the patches, and nothing is copied."""
    rows = _rows_per_block(out.shape[2] * (cells.shape[3] + out.shape[3]) * out.itemsize)
    shift = None if bias is None else along_rows(bias, out.shape[2])

    def work(parts: Iterator[tuple[int, int]]) -> None:
        for image, first in parts:
            block = cells[image, first : first + rows].reshape(-1, len(matrix))
            multiply(block, matrix, shift, out[image, first : first + rows])

    run_parallel(_blocks(out, rows), work)


def _blocks(out: Array, rows: int) -> Iterator[tuple[int, int]]:
    """The image and the first row of each block of `rows`."""
    return ((image, first) for image in range(len(out)) for first in range(0, out.shape[1], rows))


def _by_patches(patches: Patches, matrix: Array, bias: Array | None, out: Array) -> None:
    """Convolution of a batch in which every filter reads all channels: of several images at a time, where maps are small."""
    shift = None if bias is None else along_rows(bias, out.shape[2])

    def work(blocks: Iterator[Block]) -> None:
        reader = patches.reader()
        for block in blocks:
            multiply(reader.matrix(block), matrix, shift, out[block.images, block.rows].reshape(-1, *out.shape[2:]))

    run_parallel(patches.blocks, work)


def _grouped(view: Array, kernel: Array, bias: Array | None, groups: int, out: Array) -> None:
    """Convolution with several groups: a batched product (group, patches, taps) x (group, taps, filters)."""
    rows, cols = out.shape[1:3]
    per_group = kernel.shape[2]
    taps = math.prod(kernel.shape[:3])
    filters = kernel.shape[3] // groups
    matrices = np.ascontiguousarray(kernel.reshape(taps, groups, filters).transpose(1, 0, 2))
    block = min(rows, _rows_per_block(cols * taps * groups * view.itemsize))

    def work(parts: Iterator[tuple[int, int]]) -> None:
        for image, first in parts:
            part = view[image, first : first + block]
            split = part.reshape(*part.shape[:4], groups, per_group)
            patches = split.transpose(4, 0, 1, 2, 3, 5).reshape(groups, -1, taps)
            sums = np.matmul(patches, matrices).transpose(1, 0, 2).reshape(-1, cols, groups * filters)
            out[image, first : first + block] = sums if bias is None else sums + bias

    run_parallel(_blocks(out, block), work)
