"""ReLU, which sets negative numbers to zero."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from explorer.layers.activation.activation import Activation
from explorer.layers.base import Array, Params
from explorer.layers.formula.tree import Expression, X, largest


@dataclass(frozen=True)
class ReLU(Activation):
    """Rectified linear unit: max(x, 0), cell by cell; its slope at 0 is 0 by convention. Nair and Hinton 2010.

    >>> explorer.ReLU().forward(np.array([[-1.0, 0.0, 2.0]]), {})
    array([[0., 0., 2.]])
    """

    kind: ClassVar[str] = "relu"
    title: ClassVar[str] = "ReLU"
    short: ClassVar[str] = "relu"
    about: ClassVar[str] = "Replaces every negative number by zero."
    kinks: ClassVar[tuple[float, ...]] = (0.0,)

    @property
    def formula(self) -> Expression:
        return largest(0, X)

    def forward(self, x: Array, params: Params) -> Array:
        out: Array = np.maximum(x, x.dtype.type(0))
        return out

    def backward(self, dy: Array, x: Array, params: Params) -> tuple[Array, Params]:
        out: Array = dy * (x > 0)
        return out, {}
