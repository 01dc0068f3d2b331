"""Permute, which lets rows, columns and channels change places."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from explorer.layers.base import Array, Bools, Params, Reach, Shape, need_map
from explorer.layers.reshaping.moving import Moving, Place
from explorer.settings import Order, setting
from explorer.windows import Window


@dataclass(frozen=True)
class Permute(Moving):
    """Axes that change places, as in Keras: `dims` says which axis of the input each axis of the output is, counted from 1.

    >>> explorer.Permute(dims=(2, 1, 3)).output_shape((4, 6, 3))
    (6, 4, 3)
    """

    kind: ClassVar[str] = "permute"
    title: ClassVar[str] = "Permute"
    short: ClassVar[str] = "permute"
    about: ClassVar[str] = "Lets rows, columns and channels change places, such as rows and columns."

    dims: tuple[int, int, int] = setting(
        (2, 1, 3), "Which axis goes where: 1 stands for the rows, 2 for the columns, 3 for the channels.", Order()
    )

    def axis_above(self, axis: int) -> int:
        return self.dims.index(axis + 1)

    @property
    def _undone(self) -> tuple[int, int, int]:
        """For each axis of the input, counted from 0, that of the output."""
        return self.axis_above(0), self.axis_above(1), self.axis_above(2)

    def output_shape(self, shape: Shape) -> Shape:
        lengths = need_map(shape)
        return tuple(lengths[axis - 1] for axis in self.dims)

    def source(self, place: Place, shape: Shape) -> Place:
        row, col, channel = (place[axis] for axis in self._undone)
        return row, col, channel

    def window(self, axis: int, shape: Shape) -> Window | None:
        return Window() if self.dims == (1, 2, 3) else None

    def axis_reads(self, axis: int, shape: Shape) -> Bools:
        if self.dims[axis] == axis + 1:
            return np.eye(shape[axis], dtype=np.bool_)
        return np.ones((shape[self.dims[axis] - 1], shape[axis]), np.bool_)

    def channels_read(self, channel: int, shape: Shape) -> range:
        return range(channel, channel + 1) if self.dims[2] == 3 else range(shape[2])

    def reach(self, reach: Reach, shape: Shape) -> Reach:
        axes = reach.rows, reach.cols, reach.channels
        return Reach(*(axes[axis] for axis in self._undone))

    def readers(self, reach: Reach, shape: Shape) -> Reach:
        axes = reach.rows, reach.cols, reach.channels
        return Reach(*(axes[axis - 1] for axis in self.dims))

    def box(self, box: tuple[int, int, int, int], reach: Reach, shape: Shape) -> tuple[int, int, int, int] | None:
        channels = np.flatnonzero(reach.channels).tolist()
        ends = (box[0], box[1]), (box[2], box[3]), (channels[0], channels[-1])
        rows, cols, _ = (ends[axis] for axis in self._undone)
        return (*rows, *cols)

    def forward(self, x: Array, params: Params) -> Array:
        return np.array(x.transpose(0, *self.dims), order="C")

    def backward(self, dy: Array, x: Array, params: Params) -> tuple[Array, Params]:
        return np.ascontiguousarray(dy.transpose(0, *(axis + 1 for axis in self._undone))), {}
