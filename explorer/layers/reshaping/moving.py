"""Moving, the base class of kinds whose cells are copies, and Ordering, of those that move whole maps."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from explorer.layers.base import Array, Bools, Layer, Params, Reach, Shape, as_map

Place = tuple[int, int, int]
"""Row, column and channel."""


@dataclass(frozen=True)
class Moving(Layer):
    """A layer each of whose cells is a copy of one cell of its input."""

    family: ClassVar[str] = "Size"

    def source(self, place: Place, shape: Shape) -> Place:
        """The place in an input of `shape` that the output's `place` is copied from."""
        raise NotImplementedError


def covering(parts: Sequence[Reach]) -> Reach:
    """The one product of rows, columns and channels around several; there is at least one."""
    if len(parts) == 1:
        return parts[0]
    rows, cols, channels = (
        np.logical_or.reduce([getattr(part, axis) for part in parts]) for axis in ("rows", "cols", "channels")
    )
    return Reach(rows, cols, channels)


def products_of(cells: Bools) -> tuple[Reach, ...]:
    """Cells, as booleans (rows, columns, channels), as products: rows that are alike together, and in them columns alike.

    One empty product if there are no cells.
    """
    parts = []
    for plane, rows in _alike(cells):
        if plane.any():
            parts += [Reach(rows, cols, channels) for channels, cols in _alike(plane) if channels.any()]
    return tuple(parts) or (Reach(*(np.zeros(length, np.bool_) for length in cells.shape)),)


def _alike(cells: Bools) -> list[tuple[Bools, Bools]]:
    """The different slices along the first axis, each with booleans that say at which places it stands."""
    flat, inverse = np.unique(cells.reshape(len(cells), -1), axis=0, return_inverse=True)
    return [(each.reshape(cells.shape[1:]), inverse.ravel() == at) for at, each in enumerate(flat)]


@dataclass(frozen=True)
class Ordering(Moving):
    """A layer that moves or drops whole maps; units of a vector are maps of one cell."""

    family: ClassVar[str] = "Channels"

    def order(self, channels: int) -> Array:
        """Which of the input's `channels` each output channel is: whole numbers, none of them twice."""
        raise NotImplementedError

    def source(self, place: Place, shape: Shape) -> Place:
        row, col, channel = place
        return row, col, int(self.order(as_map(shape)[2])[channel])

    def channels_read(self, channel: int, shape: Shape) -> range:
        source = int(self.order(as_map(shape)[2])[channel])
        return range(source, source + 1)

    def reach(self, reach: Reach, shape: Shape) -> Reach:
        count = as_map(shape)[2]
        channels = np.zeros(count, np.bool_)
        channels[self.order(count)[reach.channels]] = True
        return Reach(reach.rows, reach.cols, channels)

    def readers(self, reach: Reach, shape: Shape) -> Reach:
        return Reach(reach.rows, reach.cols, reach.channels[self.order(as_map(shape)[2])])

    def forward(self, x: Array, params: Params) -> Array:
        out: Array = x[..., self.order(x.shape[-1])]
        return out

    def backward(self, dy: Array, x: Array, params: Params) -> tuple[Array, Params]:
        dx = np.zeros(x.shape, dy.dtype)
        dx[..., self.order(x.shape[-1])] = dy
        return dx, {}
