"""Resampling: layers whose every row (column) is a copy of one below it, or a blend of two."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from explorer.kernels.resampling import Taps, resample, resample_gradient
from explorer.layers.base import Array, Bools, Layer, Params, Shape


@dataclass(frozen=True)
class Resampling(Layer):
    """A layer that makes its maps from the rows and columns of the input by `taps`, which a kind has to say."""

    def taps(self, axis: int, length: int) -> Taps:
        """Per output row (`axis` 0) or column (1): the two of the input's `length` that it is made of, and the share of
        the second. Where the share is 0 both are the same.
        """
        raise NotImplementedError

    @property
    def blends(self) -> bool:
        """Whether its cells may be blends of several; otherwise each is a copy of one."""
        return False

    def axis_reads(self, axis: int, shape: Shape) -> Bools:
        first, second, _ = self.taps(axis, shape[axis])
        reads = np.zeros((len(first), shape[axis]), np.bool_)
        reads[np.arange(len(first)), first] = True
        reads[np.arange(len(first)), second] = True
        return reads

    def forward(self, x: Array, params: Params) -> Array:
        return resample(x, self.taps(0, x.shape[1]), self.taps(1, x.shape[2]))

    def backward(self, dy: Array, x: Array, params: Params) -> tuple[Array, Params]:
        rows, cols = (self.taps(axis, x.shape[1 + axis]) for axis in (0, 1))
        return resample_gradient(dy, rows, cols, (x.shape[1], x.shape[2])), {}
