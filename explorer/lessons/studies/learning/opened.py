"""What the lessons on training open: a network of the lesson's kind for clothing, with the training panel beside it."""

from __future__ import annotations

from explorer.layers import Dense
from explorer.lessons.tools import GARMENT
from explorer.network import Cell, Network
from explorer.scene import ImageChoice, Scene
from explorer.weights import Seeded, Weights, cards

PATTERN = cards.load("fashion_tinyvgg")
SHAPE = (28, 28, 1)
"""Rows, columns and channels of the pictures of clothing that the training panel begins with."""
READY = "a network of this kind for pictures of clothing, with the panel open that trains it"
SET_UP = f"{READY}: set up as here, but with a smaller learning rate, which suits these pictures"


def to_train(network: Network, seed: int, cell: Cell | None = None) -> Scene:
    """The layers of `network` on pictures of clothing, with random weights; the last dense layer has a unit per class."""
    layers = list(network.layers)
    last = max(at for at, layer in enumerate(layers) if isinstance(layer, Dense))
    layers[last] = layers[last].with_settings(units=len(PATTERN.classes))
    weights = Weights(Seeded("he_uniform", seed))
    return Scene(tuple(layers), SHAPE, weights, ImageChoice(GARMENT), cell, training=True)
