"""Reshape, which lays the units of a vector out as maps: what Flatten undoes."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from explorer.errors import SettingError, ShapeError
from explorer.layers.base import Array, Bools, Params, Reach, Shape, as_map
from explorer.layers.reshaping.moving import Moving, Place, covering, products_of
from explorer.limits import JOINED_CHANNELS
from explorer.settings import Triple, setting
from explorer.windows import Window


@dataclass(frozen=True)
class Reshape(Moving):
    """A vector as maps, in the order in which Flatten writes them: row by row, column by column, channel by channel.

    One number of `target_shape` may be -1, as in Keras: it is whatever is left. Maps of more than one cell are refused: put
    a Flatten before it.

    >>> explorer.Reshape(target_shape=(7, 7, -1)).output_shape((784,))
    (7, 7, 16)
    """

    kind: ClassVar[str] = "reshape"
    title: ClassVar[str] = "Reshape"
    short: ClassVar[str] = "reshape"
    about: ClassVar[str] = "Lays a row of numbers out as maps, such as before convolutions that make an image."

    target_shape: tuple[int, int, int] = setting(
        (1, 1, -1),
        "Rows, columns and channels of the maps. One of them may be -1: what is left.",
        Triple(-1, JOINED_CHANNELS),
    )

    def __post_init__(self) -> None:
        super().__post_init__()
        if 0 in self.target_shape or self.target_shape.count(-1) > 1:
            shown = " × ".join(map(str, self.target_shape))
            raise SettingError(
                f"Target shape: {shown} is no shape of maps.", "Use numbers from 1, and -1 once at most."
            )

    def output_shape(self, shape: Shape) -> Shape:
        rows, cols, units = as_map(shape)
        if rows * cols > 1:
            raise ShapeError(
                f"It needs one row of numbers, but gets maps of {rows} × {cols} cells.",
                "Put a flatten layer before it.",
            )
        given = math.prod(n for n in self.target_shape if n > 0)
        if units % given or (-1 not in self.target_shape and units != given):
            needed = f"a multiple of {given:,}" if -1 in self.target_shape else f"{given:,}"
            raise ShapeError(
                f"It needs {needed} numbers, but gets {units:,}.",
                f"Use a target shape whose product is {units:,}, or -1 for one of its numbers.",
            )
        return tuple(units // given if n < 0 else n for n in self.target_shape)

    def repairs(self, shape: Shape) -> tuple[dict[str, Any], ...]:
        if as_map(shape)[:2] != (1, 1):
            return ()
        rows, cols, channels = self.target_shape
        return tuple(
            {"target_shape": each}
            for each in ((rows, cols, -1), (rows, -1, channels), (1, 1, -1))
            if each[:2] != (-1, -1)
        )

    def source(self, place: Place, shape: Shape) -> Place:
        return 0, 0, int(np.ravel_multi_index(place, self.output_shape(shape)))

    def window(self, axis: int, shape: Shape) -> Window | None:
        return Window() if self.output_shape(shape)[axis] == 1 else None

    def axis_reads(self, axis: int, shape: Shape) -> Bools:
        return np.ones((self.output_shape(shape)[axis], 1), np.bool_)

    def channels_read(self, channel: int, shape: Shape) -> range:
        rows, cols, channels = as_map(self.output_shape(shape))
        return range(channel, channel + (rows * cols - 1) * channels + 1, channels)

    def reach(self, reach: Reach, shape: Shape) -> Reach:
        units = reach.rows[:, None, None] & reach.cols[:, None] & reach.channels
        single = np.ones(1, np.bool_)
        return Reach(single, single, units.ravel())

    def readers(self, reach: Reach, shape: Shape) -> Reach:
        return covering(self.reader_parts(reach, shape))

    def reader_parts(self, reach: Reach, shape: Shape) -> tuple[Reach, ...]:
        return products_of(reach.channels.reshape(self.output_shape(shape)))

    def box(self, box: tuple[int, int, int, int], reach: Reach, shape: Shape) -> tuple[int, int, int, int] | None:
        return 0, 0, 0, 0

    def forward(self, x: Array, params: Params) -> Array:
        out: Array = x.reshape(len(x), *self.output_shape(x.shape[1:]))
        return out.view()

    def backward(self, dy: Array, x: Array, params: Params) -> tuple[Array, Params]:
        return dy.reshape(x.shape), {}
