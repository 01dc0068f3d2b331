"""Seeded: random weights as a value, which is a scheme and a seed."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from explorer.errors import SettingError, quoted
from explorer.layers.base import Array, Shape
from explorer.settings import check_whole
from explorer.weights.random_kernels import SCHEMES, draw_filter, draw_kernel, times

MAX_SEED = 2**32 - 1


@dataclass(frozen=True)
class Seeded:
    """Random kernels, drawn by `scheme` (one of SCHEMES) from `seed`, and zero biases.

    Each `stream` draws other numbers; that of a layer is the number of kernels before its own where it was made.

    >>> weights = explorer.Weights(explorer.Seeded("glorot_uniform", seed=7))
    >>> network = explorer.Network((explorer.Dense(units=2),), (1, 1, 1))
    >>> weights.params(network)["0"]["kernel"].round(3)
    array([[-0.951,  1.052]], dtype=float32)
    """

    scheme: str = "he_uniform"
    seed: int = 0

    def __post_init__(self) -> None:
        if not isinstance(self.scheme, str) or self.scheme not in SCHEMES:
            raise SettingError(f"There is no scheme {quoted(self.scheme)}.", f"Use one of {', '.join(SCHEMES)}.")
        object.__setattr__(self, "seed", check_whole("seed", self.seed, 0, MAX_SEED))

    def key(self, stream: int) -> list[object]:
        """What tells this kernel apart from any other, as plain data: part of a cache key."""
        return ["seeded", self.scheme, self.seed, stream]

    def draw(self, stream: int, shape: Shape) -> Array:
        """The kernel of `shape`, float32: (rows, columns, channels, filters) or (inputs, units)."""
        return draw_kernel(self.scheme, self.seed, stream, shape)

    def draw_filter(self, stream: int, shape: Shape, channel: int) -> Array:
        """Filter or unit `channel` of the kernel of `shape`, without drawing the others."""
        return draw_filter(self.scheme, self.seed, stream, shape, channel)

    def times(self, stream: int, shape: Shape, x: Array) -> Array:
        """`x` (batch, inputs) times the kernel of `shape` (inputs, units), which is never held as a whole."""
        return times(self.scheme, self.seed, stream, shape, x)

    def bias(self, stream: int, shape: Shape) -> Array:
        """Zeros, float32."""
        return np.zeros(shape, np.float32)
