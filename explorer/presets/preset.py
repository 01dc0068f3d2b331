"""Preset: a network to start from, with weights, an image and a selected cell; and blocks that several networks share."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from explorer.layers import BatchNormalization, Conv2D, Dense, Flatten, Layer, ReLU, Softmax
from explorer.layers.base import Shape
from explorer.network import Cell, Network
from explorer.scene import ImageChoice, Scene
from explorer.settings import PaddingValue
from explorer.weights import Weights

Layers = tuple[Layer, ...]


@dataclass(frozen=True)
class Preset:
    """A network to start from. `source` says which publication it follows and what differs; `image` names a sample.

    >>> preset = explorer.presets.load("lenet5")
    >>> preset.title, preset.image, preset.cell
    ('LeNet-5, modern form', 'photographer', Cell(path='2', row=6, col=6, channel=0))
    """

    name: str
    title: str
    network: Network
    weights: Weights
    image: str
    cell: Cell
    source: str

    def scene(self) -> Scene:
        """The preset as the value that the app shows and links carry."""
        return Scene(
            layers=self.network.layers,
            input_shape=self.network.input_shape,
            weights=self.weights,
            image=ImageChoice(self.image),
            cell=self.cell,
            preset=self.name,
        )


def conv_relu(filters: int, size: int = 3, padding: str = "valid") -> list[Layer]:
    """A convolution with `filters` filters of `size` x `size`, and a ReLU."""
    return [Conv2D(filters=filters, kernel_size=(size, size), padding=padding), ReLU()]


def same_conv_relu(filters: int, size: int = 3, stride: int = 1, padding: PaddingValue = "same") -> tuple[Layer, Layer]:
    """The same with a stride, and 'same' padding unless another is given."""
    return Conv2D(filters=filters, kernel_size=(size, size), strides=(stride, stride), padding=padding), ReLU()


def conv_norm(filters: int, size: int = 3, stride: int = 1, epsilon: float = 1e-5) -> tuple[Layer, Layer]:
    """A convolution without bias and a batch normalisation; padding as in PyTorch, the same on all sides."""
    side = size // 2
    padding: PaddingValue = ((side, side), (side, side)) if side else "valid"
    conv = Conv2D(filters=filters, kernel_size=(size, size), strides=(stride, stride), padding=padding, use_bias=False)
    return conv, BatchNormalization(epsilon=epsilon)


def dense_head(*units: int) -> list[Layer]:
    """Flatten, a dense layer for each of `units` with ReLU between them, and softmax."""
    layers: list[Layer] = [Flatten()]
    for n in units[:-1]:
        layers += [Dense(units=n), ReLU()]
    return [*layers, Dense(units=units[-1]), Softmax()]


MANY_ANSWERS = 1000
"""Networks with so many answers were published with names for them, which random weights have no right to."""


def random_words(network: Network) -> str:
    """The sentences with which the source of a preset with random weights ends."""
    if network.output_shape != (MANY_ANSWERS,):
        return "Random weights."
    answers = f"Random weights, so its {MANY_ANSWERS:,} answers have no names."
    return f"{answers} Trained weights are left out, to keep the app small."


def random_preset(name: str, title: str, layers: Sequence[Layer], shape: Shape, cell: Cell, source: str) -> Preset:
    """A network of the literature that opens with random weights, which `source` is made to say, on the cat."""
    network = Network(tuple(layers), shape)
    return Preset(name, title, network, Weights(), "cat", cell, f"{source} {random_words(network)}")
