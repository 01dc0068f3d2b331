"""Convolution (cross-correlation) as matrix products of blocked patch matrices."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np

from explorer.kernels.blocks import BLOCK_BYTES, Array, Block, Sides, Strips, pad, windows
from explorer.kernels.patches import Patches
from explorer.kernels.threads import run_parallel
from explorer.windows import output_length

DEPTHWISE_BYTES = 1 << 18
"""Rows of a depthwise convolution are summed in blocks of about this size, which stay in a near cache."""
REPEATED_BYTES = 16 << 20
"""A depthwise convolution repeats its weights along whole rows beforehand where that takes no more bytes than this."""


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
    if bias is not None:
        bias = bias.astype(x.dtype, copy=False)
    lengths = (
        output_length(x.shape[1 + axis], kernel.shape[axis], strides[axis], *sides[axis], dilation=dilation[axis])
        for axis in (0, 1)
    )
    out = np.empty((len(x), *lengths, kernel.shape[3]), x.dtype)
    if groups == 1 and kernel.shape[:2] == (1, 1):
        padded = pad(x, sides)
        _pointwise(padded[:, :: strides[0], :: strides[1]], kernel[0, 0], bias, out)
    elif groups == 1:
        _dense(x, kernel, bias, strides, sides, dilation, out)
    elif kernel.shape[2] == 1:
        _depthwise(pad(x, sides), kernel, bias, strides, dilation, out)
    else:
        _grouped(windows(pad(x, sides), kernel.shape[:2], strides, dilation), kernel, bias, groups, out)
    return out


def _rows_per_block(bytes_per_row: int) -> int:
    return max(1, BLOCK_BYTES // max(1, bytes_per_row))


def _pointwise(cells: Array, matrix: Array, bias: Array | None, out: Array) -> None:
    """Convolution with a 1x1 kernel: the cells themselves are the patches, and nothing is copied."""
    rows = _rows_per_block(out.shape[2] * (cells.shape[3] + out.shape[3]) * out.itemsize)

    def work(parts: Iterator[tuple[int, int]]) -> None:
        for image, first in parts:
            block = cells[image, first : first + rows].reshape(-1, len(matrix))
            _multiply(block, matrix, bias, out[image, first : first + rows])

    run_parallel(_blocks(out, rows), work)


def _multiply(patches: Array, matrix: Array, bias: Array | None, out: Array) -> None:
    """Patches times matrix, plus the bias while the product is still in cache, into `out` (..., filters)."""
    sums = out.reshape(-1, matrix.shape[1])
    np.matmul(patches, matrix, out=sums)
    if bias is not None:
        sums += bias


def _blocks(out: Array, rows: int) -> Iterator[tuple[int, int]]:
    """The image and the first row of each block of `rows`."""
    return ((image, first) for image in range(len(out)) for first in range(0, out.shape[1], rows))


def _dense(
    x: Array,
    kernel: Array,
    bias: Array | None,
    strides: tuple[int, int],
    sides: Sides,
    dilation: tuple[int, int],
    out: Array,
) -> None:
    """Convolution in which every filter reads all channels.

    A few rows of patches at a time are copied into one buffer and multiplied into `out`.
    """
    rows, cols = out.shape[1:3]
    taps = math.prod(kernel.shape[:3])
    matrix = kernel.reshape(taps, kernel.shape[3])
    if len(x) > 1:
        _by_patches(Patches(x, kernel.shape[:2], strides, sides, dilation, (rows, cols)), matrix, bias, out)
        return
    block = min(_rows_per_block(cols * taps * x.itemsize), rows)

    def work(parts: Iterator[tuple[int, int]]) -> None:
        strips = Strips(x, kernel.shape[:2], strides, sides, dilation, block)
        buffer = np.empty((block, cols, *kernel.shape[:3]), x.dtype)
        for image, first in parts:
            last = min(first + block, rows)
            part = buffer[: last - first]
            np.copyto(part, strips.view(image, first, last))
            _multiply(part.reshape(-1, taps), matrix, bias, out[image, first:last])

    run_parallel(_blocks(out, block), work)


def _by_patches(patches: Patches, matrix: Array, bias: Array | None, out: Array) -> None:
    """The same for a batch: the patches of several images at a time, where maps are small."""

    def work(blocks: Iterator[Block]) -> None:
        reader = patches.reader()
        for block in blocks:
            _multiply(reader.matrix(block), matrix, bias, out[block.images, block.rows])

    run_parallel(patches.blocks, work)


def _depthwise(
    padded: Array,
    kernel: Array,
    bias: Array | None,
    strides: tuple[int, int],
    dilation: tuple[int, int],
    out: Array,
) -> None:
    """Convolution with one input channel per group: one multiplication and one addition per tap, a few rows at a time.

    Rows are taken as one run of columns times channels, the weights repeated along them, because numpy is fast on long
    runs only; with a stride of s the columns are first sorted by their remainder modulo s, so that a run is contiguous.
    """
    batch, rows, cols, filters = out.shape
    if filters > padded.shape[3]:
        padded = np.repeat(padded, filters // padded.shape[3], axis=3)
    by_remainder = [_runs(padded[:, :, first :: strides[1]]) for first in range(min(strides[1], padded.shape[2]))]
    run = cols * filters
    taps = list(np.ndindex(*kernel.shape[:2]))
    repeated: dict[tuple[int, ...], Array] = {}
    if len(taps) * run * out.itemsize <= REPEATED_BYTES:
        repeated = {tap: np.tile(kernel[tap][0], cols) for tap in taps}
    block = max(1, DEPTHWISE_BYTES // max(1, run * out.itemsize))
    sums = out.reshape(batch, rows, run)
    shifts = None if bias is None else np.tile(bias, cols)

    def work(parts: Iterator[tuple[int, int]]) -> None:
        buffer = np.empty((min(block, rows), run), out.dtype)
        for image, first in parts:
            part = sums[image, first : first + block]
            for row, col in taps:
                weights = repeated[row, col] if repeated else np.tile(kernel[row, col, 0], cols)
                at, remainder = divmod(col * dilation[1], strides[1])
                top = first * strides[0] + row * dilation[0]
                bottom = top + (len(part) - 1) * strides[0] + 1
                cells = by_remainder[remainder][image, top : bottom : strides[0], at * filters : at * filters + run]
                if row == col == 0:
                    np.multiply(cells, weights, out=part)
                else:
                    part += np.multiply(cells, weights, out=buffer[: len(part)])
            if shifts is not None:
                part += shifts

    run_parallel(_blocks(out, block), work)


def _runs(x: Array) -> Array:
    """(batch, rows, columns, channels) as (batch, rows, columns times channels)."""
    return np.ascontiguousarray(x).reshape(*x.shape[:2], -1)


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
