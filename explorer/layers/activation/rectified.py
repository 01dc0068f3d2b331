"""Variants of ReLU that do not set negative numbers to zero: leaky ReLU, PReLU, ELU and SELU."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from explorer.layers.activation.activation import Activation
from explorer.layers.activation.curve import Curve
from explorer.layers.base import Array, Params, Shape
from explorer.layers.formula.tree import Expression, Noted, Number, Piecewise, Symbol, X, exp
from explorer.settings import Float, setting

SELU_SCALE = 1.0507009873554805
SELU_ALPHA = 1.6732632423543772
"""Both chosen so that numbers keep mean 0 and variance 1: Klambauer et al. 2017, arXiv:1706.02515."""

_ZERO = Number(0)
_UNCHANGED = Noted(X, "unchanged above 0")
_ALPHA = Symbol("alpha", r"\alpha")


@dataclass(frozen=True)
class LeakyReLU(Curve):
    """Leaky ReLU: x above zero, negative_slope * x below. Maas, Hannun and Ng 2013.

    >>> explorer.LeakyReLU(negative_slope=0.1).forward(np.array([[-1.0, 2.0]]), {})
    array([[-0.1,  2. ]])
    """

    kind: ClassVar[str] = "leaky_relu"
    title: ClassVar[str] = "Leaky ReLU"
    short: ClassVar[str] = "leaky"
    about: ClassVar[str] = "Like ReLU, but lets a small part of every negative number through."
    kinks: ClassVar[tuple[float, ...]] = (0.0,)

    negative_slope: float = setting(0.3, "Negative numbers are multiplied by this.", Float(-10, 10))

    @property
    def formula(self) -> Expression:
        return Piecewise(X, _ZERO, _UNCHANGED, Noted(X * Symbol("negative_slope", "a"), "the slope below 0"))

    def value(self, x: Array) -> Array:
        return _leaky(x, self.negative_slope)

    def slope(self, x: Array) -> Array:
        return np.where(x > 0, 1.0, self.negative_slope)

    def forward(self, x: Array, params: Params) -> Array:
        return _leaky(x, self.negative_slope)


@dataclass(frozen=True)
class PReLU(Activation):
    """Parametric ReLU: x above zero, alpha * x below, with one learned alpha per channel. He et al. 2015, arXiv:1502.01852.

    This is Keras' PReLU with shared_axes=[1, 2] (one alpha for all cells of a map) and PyTorch's with as many parameters
    as channels.

    >>> explorer.PReLU().forward(np.array([[-2.0, 3.0]]), {"alpha": np.array([0.25, 0.25])})
    array([[-0.5,  3. ]])
    """

    kind: ClassVar[str] = "prelu"
    title: ClassVar[str] = "PReLU"
    short: ClassVar[str] = "prelu"
    about: ClassVar[str] = "Like leaky ReLU, with a slope below zero that is learned for each channel."
    kinks: ClassVar[tuple[float, ...]] = (0.0,)
    initial: ClassVar[dict[str, float]] = {"alpha": 0.25}

    @property
    def formula(self) -> Expression:
        return Piecewise(X, _ZERO, _UNCHANGED, Noted(X * _ALPHA, "the learned slope of this channel"))

    def param_shapes(self, shape: Shape) -> dict[str, Shape]:
        return {"alpha": (shape[-1],)}

    def forward(self, x: Array, params: Params) -> Array:
        return _leaky(x, params["alpha"].astype(x.dtype, copy=False))

    def backward(self, dy: Array, x: Array, params: Params) -> tuple[Array, Params]:
        alpha = params["alpha"].astype(x.dtype, copy=False)
        below = (dy * np.minimum(x, 0)).sum(axis=tuple(range(x.ndim - 1)))
        return np.where(x > 0, dy, dy * alpha), {"alpha": below}


@dataclass(frozen=True)
class ELU(Curve):
    """Exponential linear unit: x above zero, alpha * (exp(x) - 1) below.

    Clevert, Unterthiner and Hochreiter 2016, arXiv:1511.07289.

    >>> explorer.ELU().forward(np.array([[-1.0, 2.0]]), {}).round(4)
    array([[-0.6321,  2.    ]])
    """

    kind: ClassVar[str] = "elu"
    title: ClassVar[str] = "ELU"
    short: ClassVar[str] = "elu"
    about: ClassVar[str] = "Like ReLU, but negative numbers bend smoothly towards minus alpha."
    kinks: ClassVar[tuple[float, ...]] = (0.0,)

    alpha: float = setting(1.0, "Very negative numbers approach minus this.", Float(-10, 10))

    @property
    def formula(self) -> Expression:
        return Piecewise(X, _ZERO, _UNCHANGED, _ALPHA * (exp(X) - 1))

    def value(self, x: Array) -> Array:
        return _exponential(x, 1.0, self.alpha)

    def slope(self, x: Array) -> Array:
        return _exponential_slope(x, 1.0, self.alpha)


@dataclass(frozen=True)
class SELU(Curve):
    """Scaled ELU: ELU with alpha 1.6733, all times 1.0507. Klambauer et al. 2017, arXiv:1706.02515.

    >>> explorer.SELU().forward(np.array([[-1.0, 2.0]]), {}).round(4)
    array([[-1.1113,  2.1014]])
    """

    kind: ClassVar[str] = "selu"
    title: ClassVar[str] = "SELU"
    short: ClassVar[str] = "selu"
    about: ClassVar[str] = "An ELU scaled so that numbers keep mean 0 and variance 1 from layer to layer."
    kinks: ClassVar[tuple[float, ...]] = (0.0,)

    @property
    def formula(self) -> Expression:
        scale, alpha = Number(SELU_SCALE, "1.0507"), Number(SELU_ALPHA, "1.6733")
        return Piecewise(X, _ZERO, scale * X, scale * alpha * (exp(X) - 1))

    def value(self, x: Array) -> Array:
        return _exponential(x, SELU_SCALE, SELU_ALPHA)

    def slope(self, x: Array) -> Array:
        return _exponential_slope(x, SELU_SCALE, SELU_ALPHA)


def _leaky(x: Array, below: float | Array) -> Array:
    """x above zero, `below` times x elsewhere; one rounding, in the dtype of `x`."""
    out: Array = x * (x.dtype.type(below) if isinstance(below, float) else below)
    np.copyto(out, x, where=x > 0)
    return out


def _exponential(x: Array, scale: float, alpha: float) -> Array:
    """scale * ELU(x)."""
    below = (scale * alpha) * np.expm1(np.minimum(x, 0.0))
    out: Array = np.where(x > 0, scale * x, below)
    return out


def _exponential_slope(x: Array, scale: float, alpha: float) -> Array:
    """The derivative of scale * ELU(x)."""
    out: Array = np.where(x > 0, scale, (scale * alpha) * np.exp(np.minimum(x, 0.0)))
    return out
