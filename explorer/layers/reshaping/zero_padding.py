"""ZeroPadding2D, which puts zeros around maps."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from explorer.kernels.blocks import pad
from explorer.layers.base import Array, Bools, Layer, Params, Shape, need_map
from explorer.settings import Sides, SidesValue, setting
from explorer.windows import Window


@dataclass(frozen=True)
class ZeroPadding2D(Layer):
    """Zero padding: rows and columns of zeros around every map.

    >>> explorer.ZeroPadding2D(padding=1).output_shape((8, 8, 3))
    (10, 10, 3)
    """

    kind: ClassVar[str] = "zero_padding2d"
    title: ClassVar[str] = "Zero padding"
    short: ClassVar[str] = "pad"
    family: ClassVar[str] = "Size"
    about: ClassVar[str] = "Puts rows and columns of zeros around every map."

    padding: SidesValue = setting(((1, 1), (1, 1)), "How many cells of zeros on each side.", Sides(512))

    def output_shape(self, shape: Shape) -> Shape:
        rows, cols, channels = need_map(shape)
        return (rows + sum(self.padding[0]), cols + sum(self.padding[1]), channels)

    def window(self, axis: int, shape: Shape) -> Window | None:
        return Window(start=-self.padding[axis][0])

    def axis_reads(self, axis: int, shape: Shape) -> Bools:
        before, after = self.padding[axis]
        return np.eye(before + shape[axis] + after, shape[axis], -before, dtype=np.bool_)

    def forward(self, x: Array, params: Params) -> Array:
        return pad(x.view(), self.padding)

    def backward(self, dy: Array, x: Array, params: Params) -> tuple[Array, Params]:
        (top, _), (left, _) = self.padding
        return np.ascontiguousarray(dy[:, top : top + x.shape[1], left : left + x.shape[2]]), {}
