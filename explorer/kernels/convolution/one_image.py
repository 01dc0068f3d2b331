"""Convolution of one image in which every filter reads all channels: matrix products that two threads finish together.

The maps of one image are few: where a batch has an image for each thread, an image is cut into rows, or its filters are
shared out. How depends on shapes alone, so that no number depends on the threads.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from explorer.kernels.blocks import Array, Sides, Strips, pad, windows
from explorer.kernels.convolution import winograd
from explorer.kernels.convolution.small import SMALL_BYTES, Small, convolve_small
from explorer.kernels.threads import run_parallel
from explorer.kernels.unbuffered import unbuffered
from explorer.windows import output_length

PATCHES_BYTES = 2 << 20
"""Patches are copied in blocks of about this size: they are still in cache when they are multiplied."""
ALONE = 24_000_000
"""Work up to which another thread would be woken too late to help: some half a millisecond."""
COPIED = 32
"""How many multiply-accumulates take as long as copying one number of a patch."""
LEAST_PATCHES = 192
"""With fewer patches a product is mostly the reordering of the matrix: then filters are shared out instead."""
LEAST_FILTERS, SHARES = 128, 2
"""Filters are shared out in so many parts, of at least so many filters."""
FOLDED = 32
"""Up to so many filters the bias may be one more row of the matrix; of more it is added to whole rows of the output."""
SHORT_RUN, LONG_ROW = 16, 16
"""Windows whose rows have no more numbers in a run are copied tap by tap, where rows of output have so many cells."""
WAYS = 1024
"""Shapes whose way of computing is remembered: working it out takes as long as a small layer."""


class Way(NamedTuple):
    """How one image is convolved."""

    shape: tuple[int, int, int]
    """Rows, columns and filters of the output."""
    taps: int
    block: int
    """Rows of output at a time."""
    by_taps: bool
    """Whether the patches are copied tap by tap."""
    folded: bool
    """Whether the bias is a row of the matrix."""
    shared: bool
    """Whether threads share out the filters, not the rows."""
    transformed: bool
    """Whether Winograd's transforms save time, if the numbers allow it."""
    small: Small | None
    """How all rows are convolved at once, in arrays that are kept; None if that takes too much."""


@lru_cache(WAYS)
def way_of(
    image: tuple[int, ...],
    kernel: tuple[int, ...],
    strides: tuple[int, int],
    sides: Sides,
    dilation: tuple[int, int],
    itemsize: int,
) -> Way:
    """How an `image` of this shape, (rows, columns, channels), is convolved with a kernel of that shape."""
    rows, cols = (
        output_length(image[axis], kernel[axis], strides[axis], *sides[axis], dilation=dilation[axis])
        for axis in (0, 1)
    )
    taps, filters = math.prod(kernel[:3]), kernel[3]
    cells, alone = rows * cols, rows * cols * taps * (filters + COPIED) <= ALONE
    most = max(1, PATCHES_BYTES // (cols * taps * itemsize), LEAST_PATCHES // cols)
    few = cells < 2 * LEAST_PATCHES
    block = rows if alone or few else even(rows, min(most, -(-rows // 2)))
    run = kernel[2] * (kernel[1] if dilation[1] == 1 else 1)
    by_taps = run <= SHORT_RUN and cols >= LONG_ROW and strides[1] == 1
    folded, shared = by_taps and filters <= FOLDED, few and not alone and filters >= 2 * LEAST_FILTERS
    # In float64 the engine is measured against sums written out: there it takes such sums.
    transformed = itemsize == 4 and winograd.suits((rows, cols), kernel, strides, dilation)
    small = None
    if rows * cols * (taps + 1) * itemsize <= SMALL_BYTES and block == rows and not shared:
        small = Small(image, kernel, (rows, cols), strides, sides, dilation, by_taps)
    return Way((rows, cols, filters), taps, block, by_taps, folded, shared, transformed, small)


def correlate(
    x: Array, kernel: Array, bias: Array | None, strides: tuple[int, int], sides: Sides, dilation: tuple[int, int]
) -> Array:
    """The cross-correlation of `x`, one image (1, rows, columns, channels), with `kernel`, plus the bias.

    All have one dtype. Returns (1, out rows, out columns, filters).
    """
    way = way_of(x.shape[1:], kernel.shape, strides, sides, dilation, x.itemsize)
    if way.small:
        return convolve_small(x, kernel, bias, way.small)
    rows, cols, filters = way.shape
    out = np.empty((1, rows, cols, filters), x.dtype)
    if way.transformed and winograd.correlate(x, kernel, bias, sides, out):
        return out
    matrix = kernel.reshape(way.taps, filters)
    if kernel.shape[0] == kernel.shape[1] == 1:
        cells = pad(x, sides)[0, :: strides[0], :: strides[1]].reshape(-1, way.taps)
        _multiply_cells(cells, matrix, bias, out[0])
        return out
    folded, shift = way.folded and bias is not None, None
    if bias is not None:
        if folded:
            matrix = np.concatenate([matrix, bias[None]])
        else:
            shift = along_rows(bias, cols)
    copied, size = _by_taps if way.by_taps else _by_cells, cols * (way.taps + folded)
    if way.block == rows:
        view = windows(pad(x, sides), kernel.shape[:2], strides, dilation)[0]
        patches = copied(view, np.empty(rows * size, x.dtype), folded)
        multiply(patches, matrix, shift, out[0], way.shared)
        return out

    def work(firsts: Iterator[int]) -> None:
        strips = Strips(x, kernel.shape[:2], strides, sides, dilation, way.block)
        room = np.empty(way.block * size, x.dtype)
        for first in firsts:
            part = out[0, first : first + way.block]
            multiply(copied(strips.view(0, first, first + len(part)), room, folded), matrix, shift, part)

    run_parallel(range(0, rows, way.block), work)
    return out


def _by_cells(view: Array, room: Array, folded: bool) -> Array:
    """The patches of `view` (rows, columns, kernel rows, kernel columns, channels), (cells, taps), copied into `room`."""
    cells = view.shape[0] * view.shape[1]
    patches = room[: view.size]
    np.copyto(patches.reshape(view.shape), view)
    return patches.reshape(cells, -1)


def _by_taps(view: Array, room: Array, folded: bool) -> Array:
    """The same, in memory first those of all cells for one tap: of few channels, runs along rows of output are longer.

    `folded` adds a tap that is always 1.
    """
    cells = view.shape[0] * view.shape[1]
    np.copyto(room[: view.size].reshape(*view.shape[2:], *view.shape[:2]), view.transpose(2, 3, 4, 0, 1))
    if folded:
        room[view.size : view.size + cells] = 1
    return room[: view.size + folded * cells].reshape(-1, cells).T


def even(length: int, most: int) -> int:
    """How long parts of `length` are that have at most `most` each: all nearly alike, and two or four of them, not three."""
    count = -(-length // max(1, most))
    return -(-length // (count + count % 2 if count > 1 else 1))


def along_rows(bias: Array, cols: int) -> Array:
    """The bias of every filter for each cell of a row of output, one after the other."""
    shift = np.empty((cols, len(bias)), bias.dtype)
    shift[:] = bias
    return shift.reshape(-1)


def multiply(patches: Array, matrix: Array, shift: Array | None, out: Array, shared: bool = False) -> None:
    """Patches times matrix, plus `shift` along rows, into `out` (rows, columns, filters); `shared` among threads by filters."""
    filters = matrix.shape[1]
    sums = out.reshape(-1, filters)
    if shared:
        share = even(filters, max(LEAST_FILTERS, -(-filters // SHARES)))

        def work(firsts: Iterator[int]) -> None:
            for first in firsts:
                np.matmul(patches, matrix[:, first : first + share], out=sums[:, first : first + share])

        run_parallel(range(0, filters, share), work)
    else:
        np.matmul(patches, matrix, out=sums)
    if shift is not None:
        by_rows = out.reshape(len(out), -1)
        with unbuffered():
            by_rows += shift


def _multiply_cells(cells: Array, matrix: Array, bias: Array | None, out: Array) -> None:
    """Cells (cells, channels) times matrix, plus the bias: a 1x1 kernel, whose patches are the cells themselves."""
    taps, filters = matrix.shape
    sums, work_in_all = out.reshape(len(cells), filters), cells.size * filters
    if work_in_all <= ALONE or len(cells) < 2 * LEAST_PATCHES:
        shift = None if bias is None else along_rows(bias, out.shape[1])
        multiply(cells, matrix, shift, out, work_in_all > ALONE and filters >= 2 * LEAST_FILTERS)
        return
    most = max(LEAST_PATCHES, PATCHES_BYTES // ((taps + filters) * cells.itemsize))
    block = even(len(cells), min(most, -(-len(cells) // 2)))

    def work(firsts: Iterator[int]) -> None:
        for first in firsts:
            part = sums[first : first + block]
            np.matmul(cells[first : first + block], matrix, out=part)
            if bias is not None:
                part += bias

    run_parallel(range(0, len(cells), block), work)
