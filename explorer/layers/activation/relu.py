"""ReLU, which sets negative numbers to zero, and ReLU6, which also stops at 6."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from explorer.kernels.cellwise import bounded, exactly
from explorer.layers.activation.activation import Activation
from explorer.layers.activation.curve import Curve
from explorer.layers.base import Array, Params
from explorer.layers.formula.tree import Expression, X, clip, largest


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
        return bounded(x, 0.0)

    def backward(self, dy: Array, x: Array, params: Params) -> tuple[Array, Params]:
        zero = x.dtype.type(0)
        return exactly(lambda change, at, out: np.multiply(change, at > zero, out=out), dy, x), {}


@dataclass(frozen=True)
class ReLU6(Curve):
    """ReLU with a ceiling: min(max(x, 0), 6), so that activations fit a few bits. Krizhevsky 2010, "Convolutional Deep Belief
    Networks on CIFAR-10"; used by MobileNets and EfficientNet-Lite.

    This is Keras' ReLU with max_value=6. Its slope is 0 at 0 and 1 at 6: the derivative from the left.

    >>> explorer.ReLU6().forward(np.array([[-1.0, 2.0, 7.0]]), {})
    array([[0., 2., 6.]])
    """

    kind: ClassVar[str] = "relu6"
    title: ClassVar[str] = "ReLU6"
    short: ClassVar[str] = "relu6"
    about: ClassVar[str] = "Replaces every negative number by zero, and every number above 6 by 6."
    kinks: ClassVar[tuple[float, ...]] = (0.0, 6.0)

    @property
    def formula(self) -> Expression:
        return clip(X, 0, 6)

    def value(self, x: Array) -> Array:
        out: Array = np.clip(x, 0, 6)
        return out

    def slope(self, x: Array) -> Array:
        return np.where((x > 0) & (x <= 6), 1.0, 0.0)

    def forward(self, x: Array, params: Params) -> Array:
        # Exact in any dtype: no need to go through float64.
        return bounded(x, 0.0, 6.0)

    def backward(self, dy: Array, x: Array, params: Params) -> tuple[Array, Params]:
        low, high = x.dtype.type(0), x.dtype.type(6)
        return exactly(lambda change, at, out: np.multiply(change, (at > low) & (at <= high), out=out), dy, x), {}
