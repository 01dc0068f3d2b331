"""Rescaling, which scales and shifts all numbers: preprocessing as a visible layer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from explorer.kernels.cellwise import by_blocks
from explorer.layers.base import Array, Params
from explorer.layers.elementwise import Elementwise
from explorer.layers.formula.tree import Expression, Symbol, X
from explorer.settings import Float, setting


@dataclass(frozen=True)
class Rescaling(Elementwise):
    """The affine map scale * x + offset, cell by cell, with fixed numbers.

    >>> explorer.Rescaling(scale=2.0, offset=-1.0).forward(np.array([[0.0, 0.5, 1.0]]), {})
    array([[-1.,  0.,  1.]])
    """

    kind: ClassVar[str] = "rescaling"
    title: ClassVar[str] = "Rescaling"
    short: ClassVar[str] = "rescale"
    family: ClassVar[str] = "Normalisation"
    own_scale: ClassVar[bool] = True
    own_column: ClassVar[bool] = True
    prepares_input: ClassVar[bool] = True
    accompanies: ClassVar[bool] = True
    about: ClassVar[str] = "Scales and shifts every number to the range that the network was trained on."

    scale: float = setting(1.0, "Every number is multiplied by this.", Float())
    offset: float = setting(0.0, "Then this is added.", Float())

    @property
    def formula(self) -> Expression:
        return X * Symbol("scale") + Symbol("offset")

    def forward(self, x: Array, params: Params) -> Array:
        return by_blocks(lambda at: at * self.scale + self.offset, x)

    def backward(self, dy: Array, x: Array, params: Params) -> tuple[Array, Params]:
        out: Array = dy * x.dtype.type(self.scale)
        return out, {}
