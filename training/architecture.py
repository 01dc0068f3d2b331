"""Trained networks as plain data, with the explorer's names; a layer's index in its list is its path."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Any

INPUT_SHAPE = (28, 28, 1)
# Training pixels in [0, 1] have mean 0.2860 and standard deviation 0.3530;
# (x - mean) / deviation, written as scale * x + offset.
SCALE = 2.8329
OFFSET = -0.8102


@dataclass(frozen=True)
class Layer:
    """A layer: its kind and its settings, named as in the explorer."""

    kind: str
    settings: dict[str, Any] = field(default_factory=dict)

    @property
    def text(self) -> str:
        """The layer as on its card: "Conv2D(filters=6, kernel_size=(5, 5), padding=same)"."""
        return f"{self.kind}({', '.join(f'{name}={value}' for name, value in self.settings.items())})"


def rescaling(scale: float = SCALE, offset: float = OFFSET) -> Layer:
    """The rescaling of pixels to mean 0 and standard deviation 1; that of Fashion-MNIST unless another is given."""
    return Layer("Rescaling", {"scale": scale, "offset": offset})


def conv(filters: int, kernel_size: int, padding: str) -> list[Layer]:
    """A convolution and a ReLU."""
    settings = {"filters": filters, "kernel_size": (kernel_size, kernel_size), "padding": padding}
    return [Layer("Conv2D", settings), Layer("ReLU")]


def pool() -> Layer:
    """A 2x2 max pooling."""
    return Layer("MaxPool2D", {"pool_size": (2, 2), "strides": (2, 2)})


def dense(units: int) -> Layer:
    """A dense layer."""
    return Layer("Dense", {"units": units})


def lenet5() -> list[Layer]:
    """After LeCun et al. 1998, with ReLU and max pooling."""
    features = [*conv(6, 5, "same"), pool(), *conv(16, 5, "valid"), pool(), Layer("Flatten")]
    head = [dense(120), Layer("ReLU"), dense(84), Layer("ReLU"), dense(10), Layer("Softmax")]
    return [rescaling(), *features, *head]


def tinyvgg(first: int = 10, second: int = 16) -> list[Layer]:
    """Two blocks of two 3x3 convolutions, after Simonyan and Zisserman 2014, arXiv:1409.1556."""
    blocks = [*conv(first, 3, "same"), *conv(first, 3, "same"), pool()]
    blocks += [*conv(second, 3, "same"), *conv(second, 3, "same"), pool()]
    return [rescaling(), *blocks, Layer("Flatten"), dense(10), Layer("Softmax")]


def dense_twin() -> list[Layer]:
    """Two dense layers and no convolution: what the other two are compared with."""
    return [rescaling(), Layer("Flatten"), dense(128), Layer("ReLU"), dense(10), Layer("Softmax")]


def output_shape(layer: Layer, shape: tuple[int, ...]) -> tuple[int, ...]:
    """Shape (no batch axis) that the layer makes of an input of `shape`."""
    if layer.kind == "Conv2D":
        loss = 0 if layer.settings["padding"] == "same" else layer.settings["kernel_size"][0] - 1
        return shape[0] - loss, shape[1] - loss, layer.settings["filters"]
    if layer.kind == "MaxPool2D":
        return shape[0] // 2, shape[1] // 2, shape[2]
    if layer.kind == "Flatten":
        return (math.prod(shape),)
    if layer.kind == "GlobalAveragePool2D":
        return (shape[-1],)
    return (layer.settings["units"],) if layer.kind == "Dense" else shape


def shapes(layers: list[Layer], input_shape: tuple[int, ...] = INPUT_SHAPE) -> list[tuple[int, ...]]:
    """Input shape of every layer, and last the output shape of the network (no batch axis)."""
    result: list[tuple[int, ...]] = [input_shape]
    for layer in layers:
        result.append(output_shape(layer, result[-1]))
    return result


def kernel_shape(layer: Layer, input_shape: tuple[int, ...]) -> tuple[int, ...] | None:
    """HWIO for a convolution, (inputs, units) for a dense layer, None for a layer without weights."""
    if layer.kind == "Conv2D":
        return (*layer.settings["kernel_size"], input_shape[-1], layer.settings["filters"])
    return (input_shape[-1], layer.settings["units"]) if layer.kind == "Dense" else None


def param_count(layers: list[Layer], input_shape: tuple[int, ...] = INPUT_SHAPE) -> int:
    """Weights and biases of all layers."""
    sizes = shapes(layers, input_shape)
    kernels = [kernel_shape(layer, shape) for layer, shape in zip(layers, sizes, strict=False)]
    return sum(math.prod(kernel) + kernel[-1] for kernel in kernels if kernel)
