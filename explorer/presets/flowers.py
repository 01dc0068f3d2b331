"""A small network that this project trained on colour photographs of flowers: the app opens on it."""

from __future__ import annotations

from collections.abc import Callable

from explorer.layers import Dense, GlobalAveragePool2D, Layer, MaxPool2D, Rescaling, Softmax
from explorer.network import Cell, Network
from explorer.presets.preset import Preset, conv_relu
from explorer.weights import Trained, Weights, cards

WIDTHS = (12, 20, 32, 48)
"""Filters of the convolutions of each block."""
SCALE, OFFSET = 3.7, -1.6
"""x -> 3.7 x - 1.6 brings the training pixels, whose mean is 0.41 and standard deviation 0.29, near to 0 and 1."""


def flowers_network() -> Network:
    """Four blocks of two 3x3 convolutions and max pooling, global average pooling and one dense layer: 64x64x3 in, 5 out."""
    layers: list[Layer] = [Rescaling(scale=SCALE, offset=OFFSET)]
    for width in WIDTHS:
        layers += [*conv_relu(width, padding="same"), *conv_relu(width, padding="same"), MaxPool2D()]
    return Network((*layers, GlobalAveragePool2D(), Dense(units=5), Softmax()), (64, 64, 3))


def _flowers_vgg() -> Preset:
    card = cards.load("flowers_vgg")
    assert card.tested  # by training/evaluate.py
    network = flowers_network()
    return Preset(
        "flowers_vgg",
        "Flowers VGG",
        network,
        Weights(Trained("flowers_vgg", card.last_epoch)),
        "dandelion",
        Cell("1", 36, 42, 5),
        "Four blocks of two 3x3 convolutions and pooling, after Simonyan and Zisserman 2015, arXiv:1409.1556, and global "
        "average pooling, after Lin, Chen and Yan 2014, arXiv:1312.4400. Batch normalisation helped to train it and is folded "
        f"into kernels and biases. Trained by this project on {card.data.name} ({card.data.licence}). It answers "
        f"{card.tested.accuracy:.1f}% of {card.tested.images:,} test photographs correctly, and knows only five kinds of "
        "flowers.",
    )


BUILDERS: dict[str, Callable[[], Preset]] = {"flowers_vgg": _flowers_vgg}
