"""The input cells under a sliding window, including those in the padding."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from explorer.layers.base import Array, Bools, Shape
from explorer.layers.convolution.transpose import Conv2DTranspose
from explorer.layers.sliding import Sliding


class Taps(NamedTuple):
    """Rows and columns of the input under the taps of a window; those outside the map lie in the padding.

    `padding` is (kernel rows, kernel columns): True where the tap lies in the padding.
    """

    rows: Array
    cols: Array
    padding: Bools


def taps(layer: Sliding, shape: Shape, row: int, col: int) -> Taps:
    """The taps of the window of output cell (`row`, `col`); `shape` is the input's (rows, columns, channels)."""
    rows, cols = (
        at * layer.step[axis] - layer.sides(shape)[axis][0] + np.arange(layer.taps[axis]) * layer.dilation[axis]
        for axis, at in ((0, row), (1, col))
    )
    outside = [(places < 0) | (places >= length) for places, length in zip((rows, cols), shape[:2], strict=True)]
    return Taps(rows, cols, outside[0][:, None] | outside[1][None, :])


def whole_map(shape: Shape) -> Taps:
    """The taps of a window as large as the map."""
    return Taps(np.arange(shape[0]), np.arange(shape[1]), np.zeros(shape[:2], np.bool_))


def taps_covering(layer: Conv2DTranspose, shape: Shape, row: int, col: int) -> tuple[Taps, Array, Array]:
    """The input cells whose scaled kernels cover output cell (`row`, `col`), then the kernel row and column of each tap.

    A tap that falls between two input cells is left out; one outside the map lies in the padding.
    """
    cells, taps = [], []
    for axis, at in ((0, row), (1, col)):
        tap = np.arange(layer.kernel_size[axis])[::-1]
        place = at + layer.cut(axis, shape[axis])[0] - tap * layer.dilation_rate[axis]
        on_cell = place % layer.strides[axis] == 0
        cells.append(place[on_cell] // layer.strides[axis])
        taps.append(tap[on_cell])
    outside = [(places < 0) | (places >= length) for places, length in zip(cells, shape[:2], strict=True)]
    return Taps(cells[0], cells[1], outside[0][:, None] | outside[1][None, :]), taps[0], taps[1]


def values_under(x: Array, window: Taps, fill: float) -> Array:
    """The numbers of `x` (rows, columns, channels) under the taps, in float64; `fill` in the padding.

    Returns (kernel rows, kernel columns, channels).
    """
    rows, cols = np.clip(window.rows, 0, x.shape[0] - 1), np.clip(window.cols, 0, x.shape[1] - 1)
    values: Array = x[rows[:, None], cols[None, :]].astype(np.float64)
    values[window.padding] = fill
    return values
