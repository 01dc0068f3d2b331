"""Grouped, the base class of normalizations by the mean and variance of whole maps: group and instance normalization."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from explorer.kernels.normalization.gradients import group_norm_gradient
from explorer.kernels.normalization.normalization import group_norm
from explorer.layers.base import Array, Bools, Params, Shape, as_map
from explorer.layers.normalization.standardizing import Standardizing
from explorer.windows import Window


@dataclass(frozen=True)
class Grouped(Standardizing):
    """A normalization of neighbouring channels by the mean and variance of all their cells in the image."""

    def groups_of(self, shape: Shape) -> int:
        """How many groups the channels of an input of `shape` are in."""
        raise NotImplementedError

    def window(self, axis: int, shape: Shape) -> Window | None:
        """Every cell reads the whole map: that is a window of one cell only where the map has one."""
        return Window() if as_map(shape)[axis] == 1 else None

    def axis_reads(self, axis: int, shape: Shape) -> Bools:
        length = as_map(shape)[axis]
        return np.ones((length, length), np.bool_)

    def channels_read(self, channel: int, shape: Shape) -> range:
        size = as_map(shape)[2] // self.groups_of(shape)
        first = channel // size * size
        return range(first, first + size)

    def forward(self, x: Array, params: Params) -> Array:
        gamma, beta = params["gamma"] if self.scale else None, params["beta"] if self.center else None
        return group_norm(x, self.groups_of(x.shape[1:]), gamma, beta, self.epsilon)

    def backward(self, dy: Array, x: Array, params: Params) -> tuple[Array, Params]:
        gamma = params["gamma"] if self.scale else None
        dx, gradients = group_norm_gradient(x, dy, self.groups_of(x.shape[1:]), gamma, self.epsilon)
        return dx, {name: gradients[name] for name in self.param_shapes(x.shape[1:])}
