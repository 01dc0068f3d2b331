"""Clip, which keeps numbers inside a range."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from explorer.layers.activation.curve import Curve
from explorer.layers.base import Array
from explorer.layers.formula.tree import Expression, Symbol, X, clip
from explorer.settings import Float, setting

LARGEST = float(np.finfo(np.float32).max)
"""As a bound it is none."""


@dataclass(frozen=True)
class Clip(Curve):
    """min(max(x, minimum), maximum): everything becomes the maximum if the minimum is larger, as in ONNX and numpy.

    With its defaults it is PyTorch's Hardtanh. Its slope at the minimum is 0, at the maximum 1: the derivative from the left.

    >>> explorer.Clip(minimum=0.0, maximum=20.0).forward(np.array([[-1.0, 2.0, 70.0]]), {})
    array([[ 0.,  2., 20.]])
    """

    kind: ClassVar[str] = "clip"
    title: ClassVar[str] = "Clip"
    short: ClassVar[str] = "clip"
    about: ClassVar[str] = "Replaces every number outside a range by the nearest end of the range."

    minimum: float = setting(-1.0, "Smaller numbers become this.", Float(-LARGEST, LARGEST))
    maximum: float = setting(1.0, "Larger numbers become this.", Float(-LARGEST, LARGEST))

    @property
    def kinks(self) -> tuple[float, ...]:
        return (self.minimum, self.maximum) if self.minimum < self.maximum else ()

    @property
    def formula(self) -> Expression:
        return clip(X, Symbol("minimum", "a"), Symbol("maximum", "b"))

    def value(self, x: Array) -> Array:
        out: Array = np.minimum(np.maximum(x, self.minimum), self.maximum)
        return out

    def slope(self, x: Array) -> Array:
        return np.where((x > self.minimum) & (x <= self.maximum), 1.0, 0.0)
