"""Winograd's F(2x2, 3x3): 2 x 2 outputs of a 3 x 3 kernel with 16 multiplications for each pair of channels instead of 36.

Lavin and Gray 2016, arXiv:1509.09308. Per axis the outputs y0, y1 of the inputs d0 .. d3 and the weights g0, g1, g2 are

    m0 = (d0 - d2) g0,  m1 = (d1 + d2) (g0 + g1 + g2) / 2,  m2 = (d2 - d1) (g0 - g1 + g2) / 2,  m3 = (d1 - d3) g2,
    y0 = m0 + m1 + m2,  y1 = m1 - m2 - m3.

Neither output depends on an input outside of its window, not even by rounding. But differences of infinities, and of numbers
near the largest, are not what a sum of products gives: `holds` refuses them.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from explorer.kernels.blocks import Array, Sides
from explorer.kernels.threads import run_parallel

LEAST_NUMBERS, LEAST_CHANNELS = 400_000, 48
"""Maps with fewer numbers in all, or of fewer channels, take longer to transform, with their kernel, than the products save:
all convolutions of ResNet-18 do, most of VGG-16 do not."""
LARGEST = 1e15
"""Larger numbers are left to sums of products: these may overflow where those do not."""
TILES_BYTES = 2 << 20
"""Tiles are transformed in blocks of about this size."""
LEAST_TILES = 112
"""But so many at least: with fewer a product is mostly the reordering of the matrix."""
KERNEL_BYTES = 1 << 20
"""Kernels are transformed in blocks of about this size."""


def suits(
    outputs: tuple[int, int], kernel: tuple[int, ...], strides: tuple[int, int], dilation: tuple[int, int]
) -> bool:
    """Whether a convolution of one image with `outputs` (rows, columns) is faster this way."""
    rows, cols = outputs
    return (
        kernel[:2] == (3, 3)
        and strides == dilation == (1, 1)
        and rows % 2 == cols % 2 == 0
        and min(kernel[2:]) >= LEAST_CHANNELS
        and rows * cols * min(kernel[2:]) >= LEAST_NUMBERS
    )


def holds(x: Array, kernel: Array) -> bool:
    """Whether all numbers are finite and far from overflow."""
    # One pass over each: the sum of squares is NaN or infinite where a number is.
    with np.errstate(over="ignore", invalid="ignore"):
        return all(np.dot(flat, flat) < LARGEST**2 for flat in (x.reshape(-1), kernel.reshape(-1)))


def correlate(x: Array, kernel: Array, bias: Array | None, sides: Sides, out: Array) -> None:
    """Write into `out` (1, rows, columns, filters) the cross-correlation of `x` with `kernel` (3, 3, channels, filters)."""
    rows, cols, filters = out.shape[1:]
    channels, tiles = kernel.shape[2], cols // 2
    matrices = transformed(kernel)
    most = max(TILES_BYTES // (16 * (channels + filters) * x.itemsize), LEAST_TILES)
    count = max(2, -(-rows // 2 // max(1, most // tiles)))
    block = -(-(rows // 2) // (count + count % 2))

    def work(firsts: Iterator[int]) -> None:
        strip = np.zeros((2 * block + 2, cols + 2, channels), x.dtype)
        by_rows = np.empty((4, block, cols + 2, channels), x.dtype)
        inputs = np.empty((4, 4, block, tiles, channels), x.dtype)
        products = np.empty((4, 4, block, tiles, filters), x.dtype)
        sums = np.empty((2, 4, block, tiles, filters), x.dtype)
        for first in firsts:
            height = min(block, rows // 2 - first)
            _copy_rows(x[0], 2 * first - sides[0][0], sides[1][0], strip[: 2 * height + 2])
            some = inputs[:, :, :height]
            _transform(strip, by_rows[:, :height], some)
            for row in range(4):
                for col in range(4):
                    into = products[row, col, :height].reshape(-1, filters)
                    np.matmul(some[row, col].reshape(-1, channels), matrices[row, col], out=into)
            part = out[0, 2 * first : 2 * (first + height)]
            _gather(products[:, :, :height], sums[:, :, :height], bias, part)

    run_parallel(range(0, rows // 2, block), work)


def transformed(kernel: Array) -> Array:
    """The 16 matrices (4, 4, channels, filters) of a kernel (3, 3, channels, filters)."""
    _, _, channels, filters = kernel.shape
    out = np.empty((4, 4, channels, filters), kernel.dtype)
    block = max(1, KERNEL_BYTES // (16 * filters * kernel.itemsize))
    half = kernel.dtype.type(0.5)

    def halves(g0: Array, g1: Array, g2: Array, into: Array) -> None:
        ends, middle = (g0 + g2) * half, g1 * half
        into[0], into[3] = g0, g2
        np.add(ends, middle, out=into[1])
        np.subtract(ends, middle, out=into[2])

    def work(firsts: Iterator[int]) -> None:
        for first in firsts:
            part = kernel[:, :, first : first + block]
            by_rows = np.empty((4, *part.shape[1:]), kernel.dtype)
            halves(part[0], part[1], part[2], by_rows)
            into = out[:, :, first : first + block].swapaxes(0, 1)
            halves(by_rows[:, 0], by_rows[:, 1], by_rows[:, 2], into)

    run_parallel(range(0, channels, block), work)
    return out


def _copy_rows(x: Array, start: int, left: int, strip: Array) -> None:
    """Copy the rows of `x` from `start` (below 0: in the padding) and the columns from `-left` on; zeros where it has none."""
    above, below = (min(max(edge - start, 0), len(strip)) for edge in (0, len(x)))
    strip[:above], strip[below:] = 0, 0
    strip[above:below, left : left + x.shape[1]] = x[start + above : start + below]


def _transform(strip: Array, by_rows: Array, out: Array) -> None:
    """The transformed tiles of `strip` (rows, columns, channels) into `out` (4, 4, tile rows, tile columns, channels)."""
    height, tiles = out.shape[2:4]
    rows = [strip[tap : tap + 2 * height - 1 : 2] for tap in range(4)]
    _differences(rows, list(by_rows))
    for row, tall in enumerate(by_rows):
        _differences([tall[:, tap : tap + 2 * tiles - 1 : 2] for tap in range(4)], list(out[row]))


def _differences(d: list[Array], out: list[Array]) -> None:
    np.subtract(d[0], d[2], out=out[0])
    np.add(d[1], d[2], out=out[1])
    np.subtract(d[2], d[1], out=out[2])
    np.subtract(d[1], d[3], out=out[3])


def _gather(products: Array, sums: Array, bias: Array | None, out: Array) -> None:
    """The outputs (rows, columns, filters) of `products` (4, 4, tile rows, tile columns, filters), plus the bias."""
    np.add(products[0], products[1], out=sums[0])
    sums[0] += products[2]
    np.subtract(products[1], products[2], out=sums[1])
    sums[1] -= products[3]
    for row in range(2):
        m0, m1, m2, m3 = sums[row]
        m0 += m1
        m0 += m2
        m1 -= m2
        m1 -= m3
        for col, found in enumerate((m0, m1)):
            if bias is None:
                out[row::2, col::2] = found
            else:
                np.add(found, bias, out=out[row::2, col::2])
