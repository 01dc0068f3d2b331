"""The gradients of a convolution with respect to its input and to its kernel, a block of a batch at a time."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from explorer.kernels.blocks import BLOCK_BYTES, Array, Block, Sides, pad, windows
from explorer.kernels.convolution.convolution import convolve
from explorer.kernels.convolution.patches import Patches
from explorer.kernels.convolution.transposed import spread_out
from explorer.kernels.summing import sum_over
from explorer.windows import span


def kernel_gradient(
    x: Array,
    dy: Array,
    kernel: tuple[int, int],
    *,
    strides: tuple[int, int] = (1, 1),
    sides: Sides = ((0, 0), (0, 0)),
    dilation: tuple[int, int] = (1, 1),
    groups: int = 1,
) -> Array:
    """Gradient of a convolution of `x` with respect to its kernel: per weight, the sum of its inputs times `dy`.

    `dy` is (batch, out rows, out columns, filters). Returns (*kernel, channels/groups, filters) in the dtype of `x`.
    """
    if groups > 1:
        return _by_group(x, dy, kernel, strides, sides, dilation, groups)
    patches = Patches(x, kernel, strides, sides, dilation, (dy.shape[1], dy.shape[2]))
    filters = dy.shape[3]

    def begin() -> Callable[[Block, Array], None]:
        reader = patches.reader()

        def fill(block: Block, out: Array) -> None:
            np.matmul(reader.matrix(block).T, dy[block.images, block.rows].reshape(-1, filters), out=out)

        return fill

    sums = sum_over(patches.blocks, (patches.taps, filters), x.dtype, begin)
    return sums.reshape(*kernel, x.shape[3], filters)


def _by_group(
    x: Array,
    dy: Array,
    kernel: tuple[int, int],
    strides: tuple[int, int],
    sides: Sides,
    dilation: tuple[int, int],
    groups: int,
) -> Array:
    """The same where filters read the channels of their group only, tap by tap: some images at a time."""
    channels, filters = x.shape[3] // groups, dy.shape[3] // groups
    images = max(1, BLOCK_BYTES // max(1, math.prod(x.shape[1:]) * x.itemsize))
    terms = _depthwise_taps if channels == 1 else _grouped_taps

    def fill(first: int, out: Array) -> None:
        part = dy[first : first + images]
        view = windows(pad(x[first : first + images], sides), kernel, strides, dilation)
        terms(view[:, : dy.shape[1], : dy.shape[2]], part, filters, out)

    shape = (*kernel, channels, dy.shape[3])
    return sum_over(range(0, len(x), images), shape, x.dtype, lambda: fill)


def _grouped_taps(view: Array, dy: Array, filters: int, out: Array) -> None:
    """Into `out` (rows, columns, channels/groups, filters) one product per tap and group."""
    groups = dy.shape[3] // filters
    split = dy.reshape(-1, groups, filters).transpose(1, 0, 2)
    for row, col in np.ndindex(*out.shape[:2]):
        inputs = view[:, :, :, row, col].reshape(-1, groups, out.shape[2]).transpose(1, 2, 0)
        out[row, col] = np.matmul(inputs, split).transpose(1, 0, 2).reshape(out.shape[2], -1)


def _depthwise_taps(view: Array, dy: Array, filters: int, out: Array) -> None:
    """The same for one channel per group: numbers are multiplied one by one, and summed by a product with ones."""
    split = dy.reshape(*dy.shape[:3], -1, filters)
    terms = np.empty(split.shape, dy.dtype)
    ones = np.ones(math.prod(dy.shape[:3]), dy.dtype)
    for row, col in np.ndindex(*out.shape[:2]):
        np.multiply(view[:, :, :, row, col, :, None], split, out=terms)
        np.matmul(ones, terms.reshape(len(ones), -1), out=out[row, col, 0])


def input_gradient(
    dy: Array,
    kernel: Array,
    lengths: tuple[int, int],
    *,
    strides: tuple[int, int],
    sides: Sides,
    dilation: tuple[int, int],
    groups: int,
) -> Array:
    """The gradient of `convolve` with respect to its input, which has `lengths` rows and columns.

    With a stride of 1 that is a convolution too, of `dy` with the kernel turned by 180 degrees: it reads `dy` where the
    kernel had written. Otherwise every cell of `dy` is spread out.
    """
    around = [
        _reading(lengths[axis], dy.shape[1 + axis], span(kernel.shape[axis], dilation[axis]), sides[axis][0])
        for axis in (0, 1)
    ]
    if strides != (1, 1) or min(map(min, around)) < 0:
        before = (sides[0][0], sides[1][0])
        return spread_out(dy, kernel, lengths, strides=strides, before=before, dilation=dilation, groups=groups)
    turned = _turned(kernel.astype(dy.dtype, copy=False), groups)
    return convolve(dy, turned, None, sides=(around[0], around[1]), dilation=dilation, groups=groups)


def _reading(length: int, outputs: int, cells: int, before: int) -> tuple[int, int]:
    """The zeros around `outputs` cells of `dy` along an axis with which a window of `cells` makes `length` outputs."""
    above = cells - 1 - before
    return above, length + cells - 1 - outputs - above


def _turned(kernel: Array, groups: int) -> Array:
    """A kernel (rows, columns, channels/groups, filters) turned by 180 degrees, as (..., filters/groups, channels)."""
    rows, cols, channels, filters = kernel.shape
    by_group = kernel[::-1, ::-1].reshape(rows, cols, channels, groups, filters // groups).transpose(0, 1, 4, 3, 2)
    return np.ascontiguousarray(by_group).reshape(rows, cols, filters // groups, groups * channels)
