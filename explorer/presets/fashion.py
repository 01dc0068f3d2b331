"""Presets with trained weights: networks that this project trained on photographs of clothing."""

from __future__ import annotations

from collections.abc import Callable

from explorer.layers import Layer, MaxPool2D, Rescaling
from explorer.network import Cell, Network
from explorer.presets.preset import Preset, conv_relu, dense_head
from explorer.weights import Trained, Weights, cards

# (x - mean) / deviation of the training pixels in [0, 1], whose mean is 0.2860 and standard deviation 0.3530.
_FASHION_INPUT = Rescaling(scale=2.8329, offset=-0.8102)


def _fashion(name: str, title: str, layers: list[Layer], cell: Cell, words: str) -> Preset:
    card = cards.load(name)
    assert card.tested  # by training/evaluate.py
    return Preset(
        name,
        title,
        Network((_FASHION_INPUT, *layers), (28, 28, 1)),
        Weights(Trained(name, card.last_epoch)),
        "fashion-4359",
        cell,
        f"{words} Trained by this project on {card.data.name} ({card.data.licence}). It answers {card.tested.accuracy:.1f}% "
        f"of the {card.tested.images:,} test images correctly, and knows only {len(card.classes)} kinds of clothing.",
    )


def _fashion_tinyvgg() -> Preset:
    layers = [*conv_relu(10, padding="same"), *conv_relu(10, padding="same"), MaxPool2D()]
    layers += [*conv_relu(16, padding="same"), *conv_relu(16, padding="same"), MaxPool2D()]
    return _fashion(
        "fashion_tinyvgg",
        "Fashion TinyVGG",
        [*layers, *dense_head(10)],
        Cell("5", 7, 2, 7),
        "Two blocks of two 3x3 convolutions and pooling, after Simonyan and Zisserman 2015, arXiv:1409.1556.",
    )


def _fashion_lenet5() -> Preset:
    layers = [*conv_relu(6, 5, padding="same"), MaxPool2D(), *conv_relu(16, 5), MaxPool2D()]
    return _fashion(
        "fashion_lenet5",
        "Fashion LeNet-5",
        [*layers, *dense_head(120, 84, 10)],
        Cell("3", 7, 3, 1),
        "After LeCun et al. 1998, doi:10.1109/5.726791, with ReLU and max pooling.",
    )


def _fashion_dense() -> Preset:
    return _fashion(
        "fashion_dense",
        "Fashion dense",
        dense_head(128, 10),
        Cell("3", 0, 0, 110),
        "Two dense layers, which do not know which pixels are neighbours: for comparison with the other two networks.",
    )


BUILDERS: dict[str, Callable[[], Preset]] = {
    "fashion_tinyvgg": _fashion_tinyvgg,
    "fashion_lenet5": _fashion_lenet5,
    "fashion_dense": _fashion_dense,
}
