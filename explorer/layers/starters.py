"""The layer that the menu puts in: composites start with layers that fit what they get."""

from __future__ import annotations

from explorer.layers.activation.relu import ReLU
from explorer.layers.base import Layer, Shape
from explorer.layers.composite.concatenate import Concatenate
from explorer.layers.composite.residual import Residual
from explorer.layers.convolution.conv2d import Conv2D

MOST = 4096


def fresh(kind: type[Layer], shape: Shape) -> Layer:
    """A layer of `kind` to start from behind `shape`: with its defaults, or for a composite with layers inside."""
    if len(shape) != 3:
        return kind()
    if kind is Residual:
        conv = Conv2D(filters=min(shape[2], MOST), padding="same")
        return Residual(layers=(conv, ReLU(), conv))
    if kind is Concatenate:
        return Concatenate(stacks=((Conv2D(filters=4, kernel_size=(1, 1)),), (Conv2D(filters=4, padding="same"),)))
    return kind()
