"""Softsign, a sigmoid-shaped activation function without exponentials."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from explorer.layers.activation.curve import Curve
from explorer.layers.base import Array
from explorer.layers.formula.tree import Expression, X, absolute


@dataclass(frozen=True)
class Softsign(Curve):
    """x / (1 + |x|): from -1 to 1 like tanh, but it approaches both as 1 / x does, where tanh does exponentially.

    Bergstra, Desjardins, Lamblin and Bengio 2009, Quadratic polynomials learn better image features, technical report
    1337, Université de Montréal; Turian, Bergstra and Bengio 2009, Quadratic features and deep architectures for chunking,
    NAACL HLT, aclanthology.org/N09-2062.

    >>> explorer.Softsign().forward(np.array([[-1.0, 0.0, 3.0]]), {})
    array([[-0.5 ,  0.  ,  0.75]])
    """

    kind: ClassVar[str] = "softsign"
    title: ClassVar[str] = "Softsign"
    short: ClassVar[str] = "softsign"
    about: ClassVar[str] = "Squeezes every number into the range from -1 to 1, more gently than tanh."
    own_scale: ClassVar[bool] = True

    @property
    def formula(self) -> Expression:
        return X / (1 + absolute(X))

    def value(self, x: Array) -> Array:
        result: Array = x / (1 + np.abs(x))
        return result

    def slope(self, x: Array) -> Array:
        result: Array = 1 / np.square(1 + np.abs(x))
        return result
