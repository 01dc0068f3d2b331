"""Padding, sliding windows as views, and the windows of a few output rows at a time."""

from __future__ import annotations

from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
from numpy.lib.stride_tricks import as_strided
from numpy.typing import NDArray

Array = NDArray[Any]
Sides = tuple[tuple[int, int], tuple[int, int]]
"""Cells of padding: ((top, bottom), (left, right))."""

BLOCK_BYTES = 2 << 20
"""Patches are copied in blocks of about this size, so that a block is still in cache when it is multiplied."""

EVEN_BLOCKS, LEAST_BYTES = 8, 128 << 10
"""A batch is cut into at least so many blocks, so that threads end together, unless they become smaller than this."""


class Block(NamedTuple):
    """Neighbouring images of a batch, or neighbouring rows of one image."""

    images: slice
    rows: slice


def cut(batch: int, rows: int, row_bytes: int, least: int = 1) -> tuple[Block, ...]:
    """Blocks of about BLOCK_BYTES of `batch` images with `rows` rows of so many bytes; of one image at `least` so many rows.

    What they are depends on nothing else: the same on every machine.
    """
    row_bytes = max(1, row_bytes)
    most = max(least, BLOCK_BYTES // row_bytes)
    if most < 2 * rows:
        return tuple(Block(slice(image, image + 1), part) for image in range(batch) for part in even(rows, most))
    wanted = max(-(-batch * rows // most), min(EVEN_BLOCKS, batch * rows * row_bytes // LEAST_BYTES), 1)
    return tuple(Block(part, slice(0, rows)) for part in even(batch, -(-batch // wanted)))


def even(length: int, most: int) -> list[slice]:
    """`length` cut into as few parts as are at most `most` long, of nearly the same length."""
    count = max(1, -(-length // most))
    return [slice(*ends) for ends in pairwise(length * at // count for at in range(count + 1))]


def pad(x: Array, sides: Sides, value: float = 0.0) -> Array:
    """`x` (batch, rows, columns, channels) with `value` around it; `x` itself when there is no padding."""
    (top, bottom), (left, right) = sides
    if not (top or bottom or left or right):
        return x
    batch, rows, cols, channels = x.shape
    out = np.empty((batch, top + rows + bottom, left + cols + right, channels), x.dtype)
    out[:, :top], out[:, top + rows :] = value, value
    out[:, top : top + rows, :left], out[:, top : top + rows, left + cols :] = value, value
    out[:, top : top + rows, left : left + cols] = x
    return out


def windows(x: Array, kernel: tuple[int, int], strides: tuple[int, int], dilation: tuple[int, int] = (1, 1)) -> Array:
    """The windows of a padded `x` as a read-only view (batch, out rows, out columns, kernel rows, kernel columns, channels)."""
    batch, rows, cols, channels = x.shape
    out = [
        1 + (length - ((taps - 1) * dil + 1)) // step
        for length, taps, step, dil in zip((rows, cols), kernel, strides, dilation, strict=True)
    ]
    by_batch, by_row, by_col, by_channel = x.strides
    shape = (batch, *out, *kernel, channels)
    steps = (by_batch, by_row * strides[0], by_col * strides[1], by_row * dilation[0], by_col * dilation[1], by_channel)
    if not x.flags.c_contiguous:
        return as_strided(x, shape, steps, writeable=False)
    # The same view as as_strided makes, with half of its overhead: small layers take a few microseconds themselves.
    view: Array = np.ndarray(shape, x.dtype, x, strides=steps)
    view.flags.writeable = False
    return view


class Strips:
    """The windows of a few output rows at a time, with zeros around no more rows than they read.

    A padded copy of the whole input would have to be written to memory and read back; a strip stays in cache. Each
    thread has its own: a view holds until the next one is asked for.
    """

    def __init__(
        self,
        x: Array,
        kernel: tuple[int, int],
        strides: tuple[int, int],
        sides: Sides,
        dilation: tuple[int, int],
        max_rows: int,
    ) -> None:
        """At most `max_rows` rows of output at a time, of `x` (batch, rows, columns, channels)."""
        self._x, self._kernel, self._strides, self._dilation = x, kernel, strides, dilation
        self._top, (self._left, right) = sides[0][0], sides[1]
        self._whole = None if any(map(any, sides)) else windows(x, kernel, strides, dilation)
        if self._whole is None:
            shape = (self._span(max_rows), self._left + x.shape[2] + right, x.shape[3])
            self._strip = np.zeros(shape, x.dtype)

    def _span(self, rows: int) -> int:
        """How many rows of input `rows` neighbouring rows of output read."""
        return (rows - 1) * self._strides[0] + (self._kernel[0] - 1) * self._dilation[0] + 1

    def view(self, image: int, first: int, last: int) -> Array:
        """Windows of the output rows from `first` to before `last`: (rows, columns, kernel rows, kernel columns, channels)."""
        if self._whole is not None:
            return np.asarray(self._whole[image, first:last])
        start, (_, length, cols, _) = first * self._strides[0] - self._top, self._x.shape
        strip = self._strip[: self._span(last - first)]
        above, below = (min(max(edge - start, 0), len(strip)) for edge in (0, length))
        strip[:above], strip[below:] = 0, 0
        strip[above:below, self._left : self._left + cols] = self._x[image, start + above : start + below]
        return np.asarray(windows(strip[None], self._kernel, self._strides, self._dilation)[0])
