"""Flatten, which turns maps into one vector."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from explorer.layers.base import Array, Bools, Layer, Params, Reach, Shape, as_map
from explorer.layers.reshaping.moving import products_of
from explorer.windows import Window


@dataclass(frozen=True)
class Flatten(Layer):
    """Writes maps as one vector: row by row, in each row column by column, in each cell channel by channel.

    >>> explorer.Flatten().output_shape((7, 7, 16))
    (784,)
    """

    kind: ClassVar[str] = "flatten"
    title: ClassVar[str] = "Flatten"
    short: ClassVar[str] = "flatten"
    family: ClassVar[str] = "Size"
    about: ClassVar[str] = "Writes all maps as one long row of numbers, for the dense layers."

    def output_shape(self, shape: Shape) -> Shape:
        return (int(np.prod([int(n) for n in shape], dtype=object)),)

    def window(self, axis: int, shape: Shape) -> Window | None:
        return Window() if as_map(shape)[axis] == 1 else None

    def axis_reads(self, axis: int, shape: Shape) -> Bools:
        return np.ones((1, as_map(shape)[axis]), np.bool_)

    def channels_read(self, channel: int, shape: Shape) -> range:
        inner = channel % as_map(shape)[2]
        return range(inner, inner + 1)

    def reach(self, reach: Reach, shape: Shape) -> Reach:
        rows, cols, channels = (np.zeros(n, np.bool_) for n in as_map(shape))
        row, col, channel = np.unravel_index(np.flatnonzero(reach.channels), as_map(shape))
        rows[row], cols[col], channels[channel] = True, True, True
        return Reach(rows, cols, channels)

    def reach_parts(self, reach: Reach, shape: Shape) -> tuple[Reach, ...]:
        return products_of(reach.channels.reshape(as_map(shape)))

    def readers(self, reach: Reach, shape: Shape) -> Reach:
        units = reach.rows[:, None, None] & reach.cols[None, :, None] & reach.channels[None, None, :]
        single = np.ones(1, np.bool_)
        return Reach(single, single, units.ravel())

    def box(self, box: tuple[int, int, int, int], reach: Reach, shape: Shape) -> tuple[int, int, int, int] | None:
        below = self.reach(reach, shape)
        rows, cols = np.flatnonzero(below.rows), np.flatnonzero(below.cols)
        return int(rows[0]), int(rows[-1]), int(cols[0]), int(cols[-1])

    def forward(self, x: Array, params: Params) -> Array:
        return x.reshape(x.shape[0], -1)

    def backward(self, dy: Array, x: Array, params: Params) -> tuple[Array, Params]:
        return dy.reshape(x.shape), {}
