"""Input, the kind of the first step of every network: the image as it enters."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from explorer.layers.base import Array, Layer, Params


@dataclass(frozen=True)
class Input(Layer):
    """The image itself. The network adds it in front of its layers; it is not in the menu, and no stack can hold it."""

    kind: ClassVar[str] = "input"
    title: ClassVar[str] = "Input"
    short: ClassVar[str] = "input"
    family: ClassVar[str] = "Input"
    about: ClassVar[str] = "The image, a number per pixel and colour."
    stackable: ClassVar[bool] = False
    elementwise: ClassVar[bool] = True
    own_column: ClassVar[bool] = True

    def forward(self, x: Array, params: Params) -> Array:
        return x.view()

    def backward(self, dy: Array, x: Array, params: Params) -> tuple[Array, Params]:
        return dy.view(), {}
