"""Dropout, which acts only in training: otherwise it is the identity."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from explorer.layers.base import Array, Draw, Layer, Params
from explorer.settings import Float, setting


@dataclass(frozen=True)
class Dropout(Layer):
    """Dropout at inference: the identity.

    In training a random part of the numbers is set to zero and the rest scaled up to make up for it, so that nothing needs
    scaling afterwards. Srivastava et al. 2014, Journal of Machine Learning Research 15.

    >>> explorer.Dropout(rate=0.5).forward(np.array([[1.0, 2.0]]), {})
    array([[1., 2.]])
    """

    kind: ClassVar[str] = "dropout"
    title: ClassVar[str] = "Dropout"
    short: ClassVar[str] = "dropout"
    family: ClassVar[str] = "Normalisation"
    elementwise: ClassVar[bool] = True
    accompanies: ClassVar[bool] = True
    about: ClassVar[str] = (
        "Sets random numbers to zero, but only while a network is trained: here every number passes unchanged."
    )

    rate: float = setting(
        0.5, "The part of the numbers that training sets to zero; it changes nothing here.", Float(0, 1)
    )

    def forward(self, x: Array, params: Params) -> Array:
        return x.view()

    def backward(self, dy: Array, x: Array, params: Params) -> tuple[Array, Params]:
        return dy.view(), {}

    def forward_training(self, x: Array, params: Params, draw: Draw) -> tuple[Array, Any]:
        """`x` where it is kept, times 1 / (1 - rate), and 0 elsewhere; which numbers are kept, as booleans."""
        # A number is dropped if its random one lies below the rate, as whole numbers: the same on every machine.
        below = round(self.rate * 2**32)
        kept = (draw(x.size) >= np.uint32(below) if below < 2**32 else np.zeros(x.size, np.bool_)).reshape(x.shape)
        return self._through(x, kept), kept

    def backward_training(self, dy: Array, x: Array, params: Params, kept: Any) -> tuple[Array, Params]:
        return self._through(dy, kept), {}

    def _through(self, numbers: Array, kept: Array) -> Array:
        out: Array = numbers * kept
        if 0 < self.rate < 1:
            out *= out.dtype.type(1 / (1 - self.rate))
        return out
