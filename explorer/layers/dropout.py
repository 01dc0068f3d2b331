"""Dropout, which acts only in training: here it is the identity."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from explorer.layers.base import Array, Layer, Params
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
