"""Curve, the base class of activation functions without parameters."""

from __future__ import annotations

from dataclasses import dataclass

from explorer.kernels.cellwise import by_blocks
from explorer.layers.activation.activation import Activation
from explorer.layers.base import Array, Params


@dataclass(frozen=True)
class Curve(Activation):
    """An activation without parameters. A kind gives its formula, f and the derivative of f.

    Both are computed in float64 whatever the run's dtype, and rounded once: the output is within one unit in the last
    place of the exact number. At a kink `slope` is the derivative from the left, by convention.
    """

    def value(self, x: Array) -> Array:
        """f(x) for float64 numbers of any shape; never writes to `x`."""
        raise NotImplementedError

    def slope(self, x: Array) -> Array:
        """The derivative of f at x, float64."""
        raise NotImplementedError

    def forward(self, x: Array, params: Params) -> Array:
        return by_blocks(self.value, x)

    def backward(self, dy: Array, x: Array, params: Params) -> tuple[Array, Params]:
        return by_blocks(lambda at, change: change * self.slope(at), x, dy), {}
