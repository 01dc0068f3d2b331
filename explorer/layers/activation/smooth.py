"""Smooth activation functions: sigmoid, tanh, softplus, SiLU, Mish and GELU; hard sigmoid and hard SiLU approximate them."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from scipy.special import erfc, expit

from explorer.layers.activation.curve import Curve
from explorer.layers.base import Array
from explorer.layers.formula.tree import Abbreviated, Expression, Symbol, X, clip, exp, log, normal_share, tanh
from explorer.settings import Bool, Float, setting

_ROOT = math.sqrt(2 / math.pi)
_CUBIC = 0.044715


@dataclass(frozen=True)
class Sigmoid(Curve):
    """The logistic function 1 / (1 + exp(-x)), computed so that no exponential overflows.

    >>> explorer.Sigmoid().forward(np.array([[-1.0, 0.0, 1.0]]), {}).round(4)
    array([[0.2689, 0.5   , 0.7311]])
    """

    kind: ClassVar[str] = "sigmoid"
    title: ClassVar[str] = "Sigmoid"
    short: ClassVar[str] = "sigmoid"
    about: ClassVar[str] = "Squeezes every number into the range from 0 to 1."
    own_scale: ClassVar[bool] = True

    @property
    def formula(self) -> Expression:
        return 1 / (1 + exp(-X))

    def value(self, x: Array) -> Array:
        return _sigmoid(x)

    def slope(self, x: Array) -> Array:
        return _sigmoid(x) * _sigmoid(-x)


@dataclass(frozen=True)
class Tanh(Curve):
    """The hyperbolic tangent, (exp(x) - exp(-x)) / (exp(x) + exp(-x)).

    >>> explorer.Tanh().forward(np.array([[-1.0, 0.0, 1.0]]), {}).round(4)
    array([[-0.7616,  0.    ,  0.7616]])
    """

    kind: ClassVar[str] = "tanh"
    title: ClassVar[str] = "Tanh"
    short: ClassVar[str] = "tanh"
    about: ClassVar[str] = "Squeezes every number into the range from -1 to 1."
    own_scale: ClassVar[bool] = True

    @property
    def formula(self) -> Expression:
        return tanh(X)

    def value(self, x: Array) -> Array:
        out: Array = np.tanh(x)
        return out

    def slope(self, x: Array) -> Array:
        return 4.0 * _sigmoid(2 * x) * _sigmoid(-2 * x)


@dataclass(frozen=True)
class Softplus(Curve):
    """Softplus: log(1 + exp(x)), a smooth approximation of ReLU, computed so that no exponential overflows. Dugas et al. 2001.

    >>> explorer.Softplus().forward(np.array([[-1.0, 0.0, 1.0]]), {}).round(4)
    array([[0.3133, 0.6931, 1.3133]])
    """

    kind: ClassVar[str] = "softplus"
    title: ClassVar[str] = "Softplus"
    short: ClassVar[str] = "softplus"
    about: ClassVar[str] = "A ReLU with a rounded corner: never quite zero."

    @property
    def formula(self) -> Expression:
        return log(1 + exp(X))

    def value(self, x: Array) -> Array:
        out: Array = np.maximum(x, 0.0) + np.log1p(np.exp(-np.abs(x)))
        return out

    def slope(self, x: Array) -> Array:
        return _sigmoid(x)


@dataclass(frozen=True)
class SiLU(Curve):
    """Sigmoid linear unit: x * sigmoid(x), also called swish. Elfwing, Uchibe and Doya 2018, arXiv:1702.03118.

    >>> explorer.SiLU().forward(np.array([[-1.0, 0.0, 1.0]]), {}).round(4)
    array([[-0.2689,  0.    ,  0.7311]])
    """

    kind: ClassVar[str] = "silu"
    title: ClassVar[str] = "SiLU (swish)"
    short: ClassVar[str] = "silu"
    about: ClassVar[str] = "Multiplies every number by its own sigmoid: smooth, and dips a little below zero."

    @property
    def formula(self) -> Expression:
        return X / (1 + exp(-X))

    def value(self, x: Array) -> Array:
        return x * _sigmoid(x)

    def slope(self, x: Array) -> Array:
        out: Array = _sigmoid(x) * (1 + x * _sigmoid(-x))
        return out


@dataclass(frozen=True)
class HardSiLU(Curve):
    """x * clip(x + 3, 0, 6) / 6, also called hard-swish: SiLU with a piecewise linear sigmoid.

    Howard et al. 2019, arXiv:1905.02244.

    >>> explorer.HardSiLU().forward(np.array([[-1.5, 4.0]]), {})
    array([[-0.375,  4.   ]])
    """

    kind: ClassVar[str] = "hard_silu"
    title: ClassVar[str] = "Hard SiLU (hard-swish)"
    short: ClassVar[str] = "hsilu"
    about: ClassVar[str] = "A cheap SiLU: zero below -3, unchanged above 3, a parabola between."
    kinks: ClassVar[tuple[float, ...]] = (-3.0, 3.0)

    @property
    def formula(self) -> Expression:
        return X * clip(X + 3, 0, 6) / 6

    def value(self, x: Array) -> Array:
        out: Array = x * np.clip(x + 3, 0, 6) / 6
        return out

    def slope(self, x: Array) -> Array:
        between: Array = (2 * x + 3) / 6
        return np.where(x <= -3, 0.0, np.where(x > 3, 1.0, between))


@dataclass(frozen=True)
class HardSigmoid(Curve):
    """clip(alpha * x + beta, 0, 1): a piecewise linear sigmoid. Courbariaux, Bengio and David 2015, arXiv:1511.00363.

    The default alpha, 1 / 6, is that of Keras, PyTorch and MobileNetV3, which write relu6(x + 3) / 6; ONNX's is 0.2.

    >>> explorer.HardSigmoid().forward(np.array([[-4.0, -1.5, 0.0, 4.0]]), {})
    array([[0.  , 0.25, 0.5 , 1.  ]])
    """

    kind: ClassVar[str] = "hard_sigmoid"
    title: ClassVar[str] = "Hard sigmoid"
    short: ClassVar[str] = "hsigmoid"
    about: ClassVar[str] = "A cheap sigmoid: a straight line from 0 to 1, and level on either side."
    own_scale: ClassVar[bool] = True

    alpha: float = setting(1 / 6, "How steep the line is.", Float(1e-3, 1e3), "more")
    beta: float = setting(0.5, "What 0 becomes.", Float(-1e3, 1e3), "more")

    @property
    def kinks(self) -> tuple[float, ...]:
        return (-self.beta / self.alpha, (1 - self.beta) / self.alpha)

    @property
    def formula(self) -> Expression:
        return clip(X * Symbol("alpha", r"\alpha") + Symbol("beta", r"\beta"), 0, 1)

    def value(self, x: Array) -> Array:
        out: Array = np.clip(self.alpha * x + self.beta, 0, 1)
        return out

    def slope(self, x: Array) -> Array:
        low, high = self.kinks
        return np.where((x > low) & (x <= high), self.alpha, 0.0)


@dataclass(frozen=True)
class Mish(Curve):
    """x * tanh(softplus(x)). Misra 2019, arXiv:1908.08681.

    >>> explorer.Mish().forward(np.array([[-1.0, 0.0, 1.0]]), {}).round(4)
    array([[-0.3034,  0.    ,  0.8651]])
    """

    kind: ClassVar[str] = "mish"
    title: ClassVar[str] = "Mish"
    short: ClassVar[str] = "mish"
    about: ClassVar[str] = "Much like SiLU: smooth, dips a little below zero, and keeps large numbers as they are."

    @property
    def formula(self) -> Expression:
        return X * tanh(log(1 + exp(X)))

    def value(self, x: Array) -> Array:
        above, below, _ = _mish_parts(x)
        out: Array = x * (above / below)
        return out

    def slope(self, x: Array) -> Array:
        above, below, gap = _mish_parts(x)
        gate = above / below
        out: Array = gate + x * (gap / below) * (1 + gate) * _sigmoid(x)
        return out


def _mish_parts(x: Array) -> tuple[Array, Array, Array]:
    """tanh(softplus(x)) as a fraction, and what the denominator has more than the numerator; no exponential overflows.

    With u = exp(x) it is (u * u + 2 * u) / (u * u + 2 * u + 2); above zero both are divided by u * u.
    """
    u = np.exp(-np.abs(x))
    negative = x <= 0
    above = np.where(negative, u * u + 2 * u, 1 + 2 * u)
    gap = np.where(negative, 2.0, 2 * u * u)
    return above, above + gap, gap


@dataclass(frozen=True)
class GELU(Curve):
    """Gaussian error linear unit: x * Phi(x), Phi the standard normal distribution function.

    Hendrycks and Gimpel 2016, arXiv:1606.08415. Exact by default; `approximate` puts sigmoid(2 u) for Phi(x),
    u = sqrt(2 / pi) * (x + 0.044715 x^3), which is the paper's tanh formula written with a sigmoid.

    >>> explorer.GELU().forward(np.array([[-1.0, 0.0, 1.0]]), {}).round(4)
    array([[-0.1587,  0.    ,  0.8413]])
    """

    kind: ClassVar[str] = "gelu"
    title: ClassVar[str] = "GELU"
    short: ClassVar[str] = "gelu"
    about: ClassVar[str] = "Multiplies every number by the share of a normal distribution that lies below it."

    approximate: bool = setting(False, "Uses the formula with tanh instead of the exact one.", Bool(), "more")

    @property
    def formula(self) -> Expression:
        note = "the share of a normal distribution that lies below it"
        if not self.approximate:
            return X * Abbreviated(r"\Phi", X, normal_share(X), note)
        return X * Abbreviated(r"\Phi", X, 1 / (1 + exp(-2 * _ROOT * (X + _CUBIC * X**3))), f"about {note}")

    def value(self, x: Array) -> Array:
        return x * self.gate(x)

    def gate(self, x: Array) -> Array:
        """The factor of x: Phi(x) or its approximation. Never computed as a difference, so that no digits are lost."""
        out: Array = _sigmoid(2 * _inner(x)) if self.approximate else 0.5 * erfc(x * -math.sqrt(0.5))
        return out

    def slope(self, x: Array) -> Array:
        if not self.approximate:
            density: Array = np.exp(-0.5 * x * x) / math.sqrt(2 * math.pi)
            exact: Array = self.gate(x) + x * density
            return exact
        inner = _inner(x)
        bend = 2 * _ROOT * (1 + 3 * _CUBIC * x * x)
        out: Array = _sigmoid(2 * inner) * (1 + x * _sigmoid(-2 * inner) * bend)
        return out


def _inner(x: Array) -> Array:
    """u in the approximate GELU."""
    return _ROOT * (x + _CUBIC * x * x * x)


def _sigmoid(x: Array) -> Array:
    out: Array = expit(x)
    return out
