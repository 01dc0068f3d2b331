"""Global pooling: each map becomes one number, its largest or its mean."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from explorer.kernels.pooling.gradients import global_max_gradient
from explorer.layers.base import Array, Bools, Layer, Params, Shape, need_map
from explorer.settings import Bool, setting
from explorer.windows import Window


@dataclass(frozen=True)
class GlobalPool2D(Layer):
    """Base class of pooling over whole maps, to a vector with a unit per channel, as in Keras, or to maps of one cell."""

    short: ClassVar[str] = "gpool"
    family: ClassVar[str] = "Pooling"

    keepdims: bool = setting(False, "Give maps of one cell instead of a vector.", Bool(), "more")

    def output_shape(self, shape: Shape) -> Shape:
        channels = need_map(shape)[2]
        return (1, 1, channels) if self.keepdims else (channels,)

    def window(self, axis: int, shape: Shape) -> Window | None:
        return Window(size=shape[axis], jump=shape[axis])

    def axis_reads(self, axis: int, shape: Shape) -> Bools:
        return np.ones((1, shape[axis]), np.bool_)


@dataclass(frozen=True)
class GlobalMaxPool2D(GlobalPool2D):
    """Global max pooling: the largest number of each map.

    >>> explorer.GlobalMaxPool2D().forward(np.arange(8.0).reshape(1, 2, 2, 2), {})
    array([[6., 7.]])
    """

    kind: ClassVar[str] = "global_max_pool2d"
    title: ClassVar[str] = "Global max pooling"
    about: ClassVar[str] = "Keeps the largest number of each map: a vector with one number per map."

    def forward(self, x: Array, params: Params) -> Array:
        out: Array = x.max(axis=(1, 2), keepdims=self.keepdims)
        return out

    def backward(self, dy: Array, x: Array, params: Params) -> tuple[Array, Params]:
        return global_max_gradient(x, dy), {}


@dataclass(frozen=True)
class GlobalAveragePool2D(GlobalPool2D):
    """Global average pooling: the mean of each map. Lin, Chen and Yan 2014, arXiv:1312.4400.

    >>> explorer.GlobalAveragePool2D().forward(np.arange(8.0).reshape(1, 2, 2, 2), {})
    array([[3., 4.]])
    """

    kind: ClassVar[str] = "global_average_pool2d"
    title: ClassVar[str] = "Global average pooling"
    about: ClassVar[str] = "Keeps the mean of each map: a vector with one number per map."

    def forward(self, x: Array, params: Params) -> Array:
        out: Array = x.mean(axis=(1, 2), keepdims=self.keepdims, dtype=np.float64).astype(x.dtype)
        return out

    def backward(self, dy: Array, x: Array, params: Params) -> tuple[Array, Params]:
        share = dy.reshape(len(x), 1, 1, -1) / x.dtype.type(x.shape[1] * x.shape[2])
        return np.broadcast_to(share, x.shape).copy(), {}
