"""Activation functions: an operator each, but for SiLU, which has none before version 24."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from explorer.formats.onnx_file.tensors import decimal
from explorer.formats.onnx_file.writing.graph import Graph
from explorer.formats.onnx_file.writing.messages import Value
from explorer.layers import GELU, Clip, Dropout, Normalization, Rescaling
from explorer.layers.activation.clip import LARGEST
from explorer.layers.base import Layer, Shape

Emit = Callable[[Graph, Any, str, Shape], str]


def operator(op: str, opset: int = 0, **settings: Value) -> Emit:
    """An operator that needs nothing of the layer."""

    def emit(graph: Graph, layer: Layer, x: str, shape: Shape) -> str:
        graph.need(opset)
        return graph.add(op, x, **settings)

    return emit


def with_settings(op: str, **names: str) -> Emit:
    """An operator whose settings are numbers of the layer, by other names."""

    def emit(graph: Graph, layer: Layer, x: str, shape: Shape) -> str:
        return graph.add(op, x, **{name: float(getattr(layer, ours)) for name, ours in names.items()})

    return emit


def follows_curve(graph: Graph) -> bool:
    """Whether the layer below is a function of single numbers, so that both together could be read as one."""
    return graph.source is not None and graph.source.layer.elementwise and not graph.source.param_shapes


def relu6(graph: Graph, layer: Layer, x: str, shape: Shape) -> str:
    """A clip from 0 to 6, which is read as a ReLU6."""
    return graph.add("Clip", x, graph.numbers(0.0), graph.numbers(6.0))


def clip(graph: Graph, layer: Clip, x: str, shape: Shape) -> str:
    """A clip; behind a seam where it would be read as a ReLU or a ReLU6."""
    rectifies = layer.minimum == 0 and (layer.maximum == 6 or layer.maximum >= decimal(LARGEST) * 0.8)
    x = graph.seams(x, int(rectifies))
    return graph.add("Clip", x, graph.numbers(layer.minimum), graph.numbers(layer.maximum))


def silu(graph: Graph, layer: Layer, x: str, shape: Shape) -> str:
    """x * sigmoid(x)."""
    x = graph.seams(x, int(follows_curve(graph)))
    return graph.add("Mul", x, graph.add("Sigmoid", x))


def gelu(graph: Graph, layer: GELU, x: str, shape: Shape) -> str:
    """GELU, exact or with tanh."""
    graph.need(20)
    return graph.add("Gelu", x, approximate="tanh" if layer.approximate else "none")


def prelu(graph: Graph, layer: Layer, x: str, shape: Shape) -> str:
    """A slope for each channel."""
    return graph.add("PRelu", x, graph.per_channel("alpha"))


def rescaling(graph: Graph, layer: Rescaling, x: str, shape: Shape) -> str:
    """A product and a sum with a number, of which one may be left out; a quotient for 1 / 255."""
    nothing = (layer.scale, layer.offset) == (1, 0)
    x = graph.seams(x, int(nothing or follows_curve(graph)))
    if layer.scale != 1 or nothing:
        divisor = decimal(1 / layer.scale) if abs(layer.scale) > 1e-30 else 0.0
        divides = decimal(layer.scale) != layer.scale and divisor != 0 and 1 / divisor == layer.scale
        x = graph.add("Div" if divides else "Mul", x, graph.numbers(divisor if divides else layer.scale))
    return graph.add("Add", x, graph.numbers(layer.offset)) if layer.offset else x


def normalization(graph: Graph, layer: Normalization, x: str, shape: Shape) -> str:
    """A batch normalization whose epsilon is 0, without gamma and beta."""
    channels = shape[-1]
    gamma, beta = (graph.repeated((channels,), number) for number in (1.0, 0.0))
    mean, variance = (
        graph.repeated((channels,), values[0]) if len(values) == 1 else graph.numbers(values)
        for values in (layer.mean, layer.variance)
    )
    return graph.add("BatchNormalization", x, gamma, beta, mean, variance, epsilon=0.0)


def dropout(graph: Graph, layer: Dropout, x: str, shape: Shape) -> str:
    """Dropout with its rate, which says that it is no training."""
    return graph.add("Dropout", x, graph.ratio(layer.rate))
