"""Softmax, which turns scores into probabilities."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from explorer.layers.base import Array, Layer, Params, Shape, as_map


@dataclass(frozen=True)
class Softmax(Layer):
    """Softmax: exp(x) divided by its sum over the last axis, probabilities that add up to 1.

    The largest input is subtracted first, which changes nothing but keeps exp from overflowing.

    >>> explorer.Softmax().forward(np.array([[0.0, 0.0, 0.0, 0.0]]), {})
    array([[0.25, 0.25, 0.25, 0.25]])
    """

    kind: ClassVar[str] = "softmax"
    title: ClassVar[str] = "Softmax"
    short: ClassVar[str] = "softmax"
    family: ClassVar[str] = "Activation"
    own_scale: ClassVar[bool] = True
    own_column: ClassVar[bool] = True
    accompanies: ClassVar[bool] = True
    gives_probabilities: ClassVar[bool] = True
    about: ClassVar[str] = "Turns the last numbers into shares that add up to 1."

    def channels_read(self, channel: int, shape: Shape) -> range:
        return range(as_map(shape)[2])

    def forward(self, x: Array, params: Params) -> Array:
        powers: Array = np.exp(x - np.maximum.reduce(x, axis=-1, keepdims=True))
        powers /= np.add.reduce(powers, axis=-1, keepdims=True)
        return powers

    def backward(self, dy: Array, x: Array, params: Params) -> tuple[Array, Params]:
        shares = self.forward(x, params)
        out: Array = shares * (dy - (dy * shares).sum(axis=-1, keepdims=True))
        return out, {}
