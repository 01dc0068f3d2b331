"""Winograd's F(2x2, 3x3): 2 x 2 outputs of a 3 x 3 kernel with 16 multiplications for each pair of channels instead of 36.

Lavin and Gray 2016, arXiv:1509.09308. Per axis the outputs y0, y1 of the inputs d0 .. d3 and the weights g0, g1, g2 are

    m0 = (d0 - d2) g0,  m1 = (d1 + d2) (g0 + g1 + g2) / 2,  m2 = (d2 - d1) (g0 - g1 + g2) / 2,  m3 = (d1 - d3) (-g2),
    y0 = m0 + (m1 + m2),  y1 = m3 + (m1 - m2).

Neither output depends on an input outside of its window, not even by rounding. But differences of infinities, and of numbers
near the largest, are not what a sum of products gives: `correlate` leaves them alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

import numpy as np

from explorer.kernels.blocks import Array, Sides, even
from explorer.kernels.convolution.transforms import is_moderate, transformed
from explorer.kernels.threads import run_parallel
from explorer.kernels.unbuffered import unbuffered

LEAST_NUMBERS, LEAST_CHANNELS = 100_000, 48
"""Maps with fewer numbers in all, or of fewer channels, take about as long to transform as the products save."""
TILES_BYTES = 3 << 20
"""Tiles are transformed in blocks of about this size, of which each thread has one at a time."""
LEAST_TILES = 98
"""But so many tiles at least: with fewer a product is mostly the reordering of the matrix. Of smaller maps threads share out
the filters."""


def suits(
    outputs: tuple[int, int], kernel: tuple[int, ...], strides: tuple[int, int], dilation: tuple[int, int]
) -> bool:
    """Whether a convolution of one image with `outputs` (rows, columns) is faster this way."""
    rows, cols = outputs
    return (
        kernel[:2] == (3, 3)
        and strides == dilation == (1, 1)
        and min(kernel[2:]) >= LEAST_CHANNELS
        and rows * cols * min(kernel[2:]) >= LEAST_NUMBERS
    )


def correlate(x: Array, kernel: Array, bias: Array | None, sides: Sides, out: Array) -> bool:
    """Write into `out` (1, rows, columns, filters) the cross-correlation of `x` with `kernel` (3, 3, channels, filters).

    False, and nothing is written, where a number is not finite or so large that this way may overflow.
    """
    of_kernel = transformed(kernel)
    if not (of_kernel.moderate and is_moderate(x)):
        return False
    rows, filters = _parts(out.shape[1:], kernel.shape[2], x.itemsize)

    def work(parts: Iterator[tuple[slice, slice]]) -> None:
        tiles = _Tiles(_longest(rows), -(-out.shape[2] // 2), sides[1][0], kernel.shape[2], _longest(filters), x.dtype)
        for down, some in parts:
            tiles.read(x[0], 2 * down.start - sides[0][0], down.stop - down.start)
            with unbuffered():
                found = tiles.multiply(of_kernel.matrices[:, :, some], None if bias is None else bias[some])
            tiles.write(found, out[0, 2 * down.start : 2 * down.stop, :, some])

    run_parallel(product(rows, filters), work)
    return True


def _parts(outputs: tuple[int, ...], channels: int, itemsize: int) -> tuple[list[slice], list[slice]]:
    """The rows of tiles, and the filters, that are computed at a time: of either an even number of parts, of the other one."""
    rows, cols, filters = outputs
    half, tiles = -(-rows // 2), -(-cols // 2)
    if half * tiles < 2 * LEAST_TILES:
        return [slice(0, half)], even(filters, -(-filters // 2))
    most = max(TILES_BYTES // (16 * (channels + filters) * itemsize), LEAST_TILES)
    count = max(2, -(-half // max(1, most // tiles)))
    return even(half, -(-half // (count + count % 2))), [slice(0, filters)]


def _longest(parts: list[slice]) -> int:
    lengths: list[int] = [part.stop - part.start for part in parts]
    return max(lengths)


class _Tiles:
    """A few rows of tiles on their way through the transforms, in arrays of one thread.

    Even and odd columns are kept apart, so that every sum below is one of long runs of memory.
    """

    def __init__(self, height: int, width: int, left: int, channels: int, filters: int, dtype: np.dtype) -> None:
        """For at most `height` rows of `width` tiles, each of 4 x 4 cells of the input, of which the first column is `left`
        cells before the image, and 2 x 2 of the output."""
        self._height, self._width, self._left = height, width, left
        # The zeros beside the rows stay; only those above and below are written again.
        self._strip = np.zeros((2 * height + 2, 2, width + 1, channels), dtype)
        self._by_rows = np.empty((4, height, 2, width + 1, channels), dtype)
        self._inputs = np.empty(16 * height * width * channels, dtype)
        self._products = np.empty(16 * height * width * filters, dtype)
        self._sums = np.empty(8 * height * width * filters, dtype)

    def read(self, x: Array, start: int, height: int) -> None:
        """Copy what `height` rows of tiles read of `x` (rows, columns, channels), from row `start` on (below 0: padding)."""
        self._height, strip = height, self._strip[: 2 * height + 2]
        above, below = (min(max(edge - start, 0), len(strip)) for edge in (0, len(x)))
        if above:
            strip[:above] = 0
        if below < len(strip):
            strip[below:] = 0
        for parity in (0, 1):
            first = (self._left + 1 - parity) // 2
            cells = x[start + above : start + below, 2 * first + parity - self._left :: 2][:, : self._width + 1 - first]
            strip[above:below, parity, first : first + cells.shape[1]] = cells

    def multiply(self, kernel: Array, bias: Array | None) -> Array:
        """Transform what was read, and multiply it by `kernel`: (4, 4, rows of tiles, tiles, filters)."""
        height, width, (_, channels, filters) = self._height, self._width, kernel.shape
        by_rows = self._by_rows[:, :height]
        _differences([self._strip[tap:][: 2 * height - 1 : 2] for tap in range(4)], by_rows)
        evens, odds = by_rows[:, :, 0], by_rows[:, :, 1]
        inputs = self._inputs[: 16 * height * width * channels].reshape(4, 4, height, width, channels)
        columns = [evens[:, :, :width], odds[:, :, :width], evens[:, :, 1:], odds[:, :, 1:]]
        _differences(columns, inputs.swapaxes(0, 1))
        products = self._products[: 16 * height * width * filters].reshape(16, height * width, filters)
        np.matmul(inputs.reshape(16, height * width, channels), kernel, out=products)
        if bias is not None:
            # This product counts once in each of the four outputs of a tile.
            products[5] += bias
        return products.reshape(4, 4, height, width, filters)

    def write(self, found: Array, out: Array) -> None:
        """The outputs (rows, columns, filters) of the products, which are overwritten."""
        height, width, filters = found.shape[2:]
        by_rows = self._sums[: 8 * height * width * filters].reshape(2, 4, height, width, filters)
        _sums(found, by_rows)
        by_rows += found[::3]
        m, middle = by_rows.swapaxes(0, 1), found[0].reshape(2, 2, height, width, filters)
        _sums(m, middle)
        for row, col in product((0, 1), (0, 1)):
            part = out[row::2, col::2]
            # An odd row or column of cells is computed, and left out.
            rows, cols = part.shape[:2]
            np.add(m[3 * col, row, :rows, :cols], middle[col, row, :rows, :cols], out=part)


def _differences(d: list[Array], out: Array) -> None:
    np.subtract(d[0], d[2], out=out[0])
    np.add(d[1], d[2], out=out[1])
    np.subtract(d[2], d[1], out=out[2])
    np.subtract(d[1], d[3], out=out[3])


def _sums(m: Array, out: Array) -> None:
    np.add(m[1], m[2], out=out[0])
    np.subtract(m[1], m[2], out=out[1])
