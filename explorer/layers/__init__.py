"""The kinds of layers, in the order of the menu."""

from __future__ import annotations

from explorer.layers.activations import ReLU, Softmax
from explorer.layers.base import Layer, Reach, Shape
from explorer.layers.conv2d import Conv2D
from explorer.layers.dense import Dense, Flatten
from explorer.layers.pool import AveragePool2D, MaxPool2D
from explorer.layers.rescaling import Rescaling

KINDS: tuple[type[Layer], ...] = (Conv2D, ReLU, MaxPool2D, AveragePool2D, Flatten, Dense, Softmax, Rescaling)
KIND_BY_NAME: dict[str, type[Layer]] = {kind.kind: kind for kind in KINDS}

__all__ = [
    "KINDS",
    "KIND_BY_NAME",
    "AveragePool2D",
    "Conv2D",
    "Dense",
    "Flatten",
    "Layer",
    "MaxPool2D",
    "ReLU",
    "Reach",
    "Rescaling",
    "Shape",
    "Softmax",
]
