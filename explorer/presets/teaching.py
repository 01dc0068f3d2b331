"""Small presets for learning: hand-made filters, a typical architecture, TinyVGG, and an empty stack."""

from __future__ import annotations

from collections.abc import Callable

from explorer.layers import Conv2D, Layer, MaxPool2D, ReLU
from explorer.network import Cell, Network
from explorer.presets.preset import Preset, conv_relu, dense_head
from explorer.weights import FromBank, Seeded, Weights

EDGE_FILTERS = (
    "grey",
    "sobel_x",
    "sobel_y",
    "laplacian",
    "sharpen",
    "emboss",
    "gaussian_blur",
    "box_blur",
    "red_green",
    "blue_yellow",
)


def _edges() -> Preset:
    layers: list[Layer] = [
        *conv_relu(len(EDGE_FILTERS), padding="same"),
        MaxPool2D(),
        Conv2D(filters=len(EDGE_FILTERS), padding="same", groups=len(EDGE_FILTERS)),
        ReLU(),
        MaxPool2D(),
    ]
    weights = Weights(
        Seeded(),
        (("0", FromBank(EDGE_FILTERS)), ("3", FromBank(("gaussian_blur",) * len(EDGE_FILTERS)))),
    )
    return Preset(
        "edges",
        "Hand-made filters",
        Network(tuple(layers), (96, 96, 3)),
        weights,
        "cat",
        Cell("2", 17, 17, 1),
        "Classic hand-made filters (Sobel, Laplacian, Gaussian, colour differences); the second convolution blurs each "
        "map on its own. Nothing is learned.",
    )


def _article() -> Preset:
    layers = [*conv_relu(8, padding="same"), *conv_relu(8, padding="same"), MaxPool2D()]
    layers += [*conv_relu(16, padding="same"), *conv_relu(16, padding="same"), MaxPool2D()]
    layers += dense_head(32, 10)
    return Preset(
        "article",
        "Typical CNN",
        Network(tuple(layers), (64, 64, 3)),
        Weights(),
        "cat",
        Cell("4", 12, 12, 0),
        "The typical architecture of “Demystifying Deep Learning, part 8: Convolutional Neural Networks” (2018): convolution, "
        "ReLU and pooling, twice, then dense layers and softmax. Random weights.",
    )


def _tinyvgg() -> Preset:
    block = [*conv_relu(10), *conv_relu(10), MaxPool2D()]
    return Preset(
        "tinyvgg",
        "TinyVGG",
        Network((*block, *block, *dense_head(10)), (64, 64, 3)),
        Weights(),
        "cat",
        Cell("4", 12, 12, 0),
        "The architecture of CNN Explainer, Wang et al. 2020, doi:10.1109/TVCG.2020.3030418: 19,920 parameters. Random "
        "weights, not the trained ones.",
    )


def _empty() -> Preset:
    return Preset(
        "empty",
        "Empty",
        Network((), (64, 64, 3)),
        Weights(),
        "cat",
        Cell("", 32, 32, 0),
        "No layers yet: build a network of your own.",
    )


BUILDERS: dict[str, Callable[[], Preset]] = {
    "edges": _edges,
    "article": _article,
    "tinyvgg": _tinyvgg,
    "empty": _empty,
}
