"""Cropping2D, which cuts rows and columns off at the edges of maps."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from explorer.errors import ShapeError
from explorer.kernels.blocks import pad
from explorer.layers.base import Array, Bools, Layer, Params, Shape, need_map
from explorer.settings import Sides, SidesValue, setting
from explorer.windows import Window


@dataclass(frozen=True)
class Cropping2D(Layer):
    """Cropping: rows and columns are cut off at the edges of every map.

    >>> explorer.Cropping2D(cropping=1).output_shape((8, 8, 3))
    (6, 6, 3)
    """

    kind: ClassVar[str] = "cropping2d"
    title: ClassVar[str] = "Cropping"
    short: ClassVar[str] = "crop"
    family: ClassVar[str] = "Size"
    about: ClassVar[str] = "Cuts rows and columns off at the edges of every map."

    cropping: SidesValue = setting(((1, 1), (1, 1)), "How many cells go on each side.", Sides(512))

    def output_shape(self, shape: Shape) -> Shape:
        rows, cols, channels = need_map(shape)
        for axis, (length, word) in enumerate(((rows, "rows"), (cols, "columns"))):
            if sum(self.cropping[axis]) >= length:
                raise ShapeError(
                    f"It cuts off {sum(self.cropping[axis])} {word}, but gets {length}.",
                    f"Cut off at most {length - 1}.",
                )
        return (rows - sum(self.cropping[0]), cols - sum(self.cropping[1]), channels)

    def repairs(self, shape: Shape) -> tuple[dict[str, Any], ...]:
        if len(shape) != 3:
            return ()
        least = (min(shape[0], shape[1]) - 1) // 2
        return tuple({"cropping": n} for n in dict.fromkeys((least, min(least, 1), 0)))

    def window(self, axis: int, shape: Shape) -> Window | None:
        return Window(start=self.cropping[axis][0])

    def axis_reads(self, axis: int, shape: Shape) -> Bools:
        before, after = self.cropping[axis]
        return np.eye(shape[axis] - before - after, shape[axis], before, dtype=np.bool_)

    def forward(self, x: Array, params: Params) -> Array:
        (top, bottom), (left, right) = self.cropping
        return np.ascontiguousarray(x[:, top : x.shape[1] - bottom, left : x.shape[2] - right])

    def backward(self, dy: Array, x: Array, params: Params) -> tuple[Array, Params]:
        return pad(dy.view(), self.cropping), {}
