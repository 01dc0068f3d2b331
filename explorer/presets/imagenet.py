"""EfficientNet-Lite0, trained by its authors on ImageNet, and its first stage alone with the same weights."""

from __future__ import annotations

from collections.abc import Callable

from explorer.layers import (
    Conv2D,
    Dense,
    DepthwiseConv2D,
    GlobalAveragePool2D,
    Layer,
    ReLU6,
    Rescaling,
    Residual,
    Softmax,
)
from explorer.network import Cell, Network
from explorer.presets.preset import Preset
from explorer.weights import Trained, Weights, cards

CARD = "efficientnet_lite0"
"""The weights of both presets."""

STAGES = (
    (1, 3, 1, 1, 16),
    (2, 3, 2, 6, 24),
    (2, 5, 2, 6, 40),
    (3, 3, 2, 6, 80),
    (3, 5, 1, 6, 112),
    (4, 5, 2, 6, 192),
    (1, 3, 1, 6, 320),
)
"""Blocks, kernel size, stride of the first block, expansion and output maps of each stage: Tan and Le 2019, table 1."""

_INPUT = Rescaling(scale=1.9921875, offset=-0.9921875)
"""(x - 127) / 128 for pixels of 0 to 255, written for pixels in [0, 1]: 255 / 128 and -127 / 128, which are exact."""


def _stem() -> list[Layer]:
    """The input and the first convolution, which halves the size."""
    return [_INPUT, Conv2D(filters=32, kernel_size=(3, 3), strides=(2, 2), padding="same"), ReLU6()]


def _inverted_bottleneck(channels: int, expand: int, kernel: int, stride: int, out: int) -> list[Layer]:
    """1 × 1 to `expand` times as many maps, a depthwise convolution, 1 × 1 to `out` maps without activation.

    Sandler et al. 2018, arXiv:1801.04381, figure 3. The first 1 × 1 is left out where it would not add maps.
    """
    layers: list[Layer] = []
    if expand > 1:
        layers += [Conv2D(filters=channels * expand, kernel_size=(1, 1), padding="same"), ReLU6()]
    depthwise = DepthwiseConv2D(kernel_size=(kernel, kernel), strides=(stride, stride), padding="same")
    return [*layers, depthwise, ReLU6(), Conv2D(filters=out, kernel_size=(1, 1), padding="same")]


def lite0() -> Network:
    """EfficientNet-Lite0 for 224 x 224 x 3, its batch normalisations folded into the convolutions before them."""
    layers, channels = _stem(), 32
    for blocks, kernel, first_stride, expand, out in STAGES:
        for block in range(blocks):
            stride = first_stride if block == 0 else 1
            inner = _inverted_bottleneck(channels, expand, kernel, stride, out)
            layers += [Residual(layers=tuple(inner))] if stride == 1 and channels == out else inner
            channels = out
    layers += [Conv2D(filters=1280, kernel_size=(1, 1), padding="same"), ReLU6(), GlobalAveragePool2D()]
    return Network((*layers, Dense(units=1000), Softmax()), (224, 224, 3))


def _trained(name: str, title: str, network: Network, cell: Cell, source: str) -> Preset:
    """A preset with the trained weights, on the cat."""
    return Preset(name, title, network, Weights(Trained(CARD, cards.load(CARD).last_epoch)), "cat", cell, source)


def _efficientnet_lite0() -> Preset:
    return _trained(
        "efficientnet_lite0",
        "EfficientNet-Lite0",
        lite0(),
        Cell("4", 44, 24, 2),
        "Tan and Le 2019, arXiv:1905.11946, in the authors' version for small devices: no squeeze-and-excitation, and ReLU6. "
        "4,631,000 parameters once the 49 batch normalisations are folded into the convolutions before them. Trained by its "
        "authors on ImageNet (weights Apache-2.0, rounded here to 8 bits or so); they report that it answers 75.1% of the "
        "validation photographs correctly. It answers every photo with one of 1,000 names.",
    )


def _efficientnet_stem() -> Preset:
    network = Network((*_stem(), *_inverted_bottleneck(32, 1, *STAGES[0][1:3], STAGES[0][4])), (112, 112, 3))
    return _trained(
        "efficientnet_stem",
        "EfficientNet, first stage",
        network,
        Cell("4", 20, 12, 1),
        "What the first layers of a real network see: the first two convolutions of EfficientNet-Lite0 and the 1 × 1 after "
        "them (Tan and Le 2019, arXiv:1905.11946), with their weights from ImageNet, Apache-2.0, on a smaller picture. 1,744 "
        "parameters. It ends in maps, not in classes.",
    )


BUILDERS: dict[str, Callable[[], Preset]] = {
    "efficientnet_lite0": _efficientnet_lite0,
    "efficientnet_stem": _efficientnet_stem,
}
