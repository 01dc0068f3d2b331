"""What layers that put every number through one curve have in common."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from explorer.kernels.cellwise import by_blocks
from explorer.layers.base import Array, Layer, Params


@dataclass(frozen=True)
class Curve(Layer):
    """y = f(x), cell by cell. A kind gives f and its slope, both float64 in and float64 out.

    They are computed in float64 whatever the run's dtype, and rounded once: the output is within one unit in the last
    place of the exact number.
    """

    family: ClassVar[str] = "Activation"
    kinks: ClassVar[tuple[float, ...]] = ()
    """Where the slope jumps. There `slope` gives the one from the left, by convention."""

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
