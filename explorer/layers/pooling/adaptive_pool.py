"""Adaptive pooling: maps of a given size, whatever the size of those that come in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from explorer.kernels.pooling.adaptive import (
    adaptive_average,
    adaptive_average_gradient,
    adaptive_max,
    adaptive_max_gradient,
    shares,
)
from explorer.layers.base import Array, Bools, Layer, Params, Place, Shape, as_map, need_map
from explorer.layers.naming import Naming
from explorer.settings import Pair, setting
from explorer.windows import Window

MOST = 256
"""Rows or columns that can be asked for."""


@dataclass(frozen=True)
class AdaptivePool2D(Layer):
    """Base class of pooling to `output_size`: window i of m over n cells reads floor(i n / m) to ceil((i + 1) n / m) - 1.

    So the windows are about equally long and overlap by at most one cell, as in PyTorch.
    """

    short: ClassVar[str] = "apool"
    naming: ClassVar[Naming] = Naming.ENDS_BLOCK
    own_column: ClassVar[bool] = True
    family: ClassVar[str] = "Pooling"

    output_size: tuple[int, int] = setting((7, 7), "Rows and columns of the maps that come out.", Pair(1, MOST))

    @classmethod
    def starter(cls, place: Place) -> Layer:
        """Inside a block the size of what comes in, so that the ends of its branches fit together."""
        rows, cols, _ = as_map(place.shape)
        return cls(output_size=(rows, cols)) if place.joined and max(rows, cols) <= MOST else cls()

    def output_shape(self, shape: Shape) -> Shape:
        return (*self.output_size, need_map(shape)[2])

    def windows(self, axis: int, length: int) -> tuple[range, ...]:
        """The cells that each output row (`axis` 0) or column (1) reads of an input of `length`."""
        return shares(length, self.output_size[axis])

    def window(self, axis: int, shape: Shape) -> Window | None:
        size, left = divmod(shape[axis], self.output_size[axis])
        return None if left else Window(size=size, jump=size)

    def axis_reads(self, axis: int, shape: Shape) -> Bools:
        reads = np.zeros((self.output_size[axis], shape[axis]), np.bool_)
        for at, each in enumerate(self.windows(axis, shape[axis])):
            reads[at, each.start : each.stop] = True
        return reads


@dataclass(frozen=True)
class AdaptiveMaxPool2D(AdaptivePool2D):
    """Adaptive max pooling: the largest number of each window.

    >>> explorer.AdaptiveMaxPool2D(output_size=(1, 2)).forward(np.arange(6.0).reshape(1, 2, 3, 1), {}).ravel()
    array([4., 5.])
    """

    kind: ClassVar[str] = "adaptive_max_pool2d"
    title: ClassVar[str] = "Adaptive max pooling"
    about: ClassVar[str] = "Makes maps of a given size: each cell is the largest number of its share of the map."

    def forward(self, x: Array, params: Params) -> Array:
        return adaptive_max(x, self.windows(0, x.shape[1]), self.windows(1, x.shape[2]))

    def backward(self, dy: Array, x: Array, params: Params) -> tuple[Array, Params]:
        return adaptive_max_gradient(x, dy, self.windows(0, x.shape[1]), self.windows(1, x.shape[2])), {}


@dataclass(frozen=True)
class AdaptiveAveragePool2D(AdaptivePool2D):
    """Adaptive average pooling: the mean of each window.

    >>> explorer.AdaptiveAveragePool2D(output_size=(1, 2)).forward(np.arange(6.0).reshape(1, 2, 3, 1), {}).ravel()
    array([2., 3.])
    """

    kind: ClassVar[str] = "adaptive_average_pool2d"
    title: ClassVar[str] = "Adaptive average pooling"
    about: ClassVar[str] = "Makes maps of a given size: each cell is the mean of its share of the map."

    def forward(self, x: Array, params: Params) -> Array:
        return adaptive_average(x, self.windows(0, x.shape[1]), self.windows(1, x.shape[2]))

    def backward(self, dy: Array, x: Array, params: Params) -> tuple[Array, Params]:
        rows, cols = self.windows(0, x.shape[1]), self.windows(1, x.shape[2])
        return adaptive_average_gradient(dy, (x.shape[1], x.shape[2]), rows, cols), {}
