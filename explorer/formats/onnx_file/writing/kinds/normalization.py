"""Normalizations by the mean and the variance, and scales per channel. A gamma that a layer lacks is filled with ones."""

from __future__ import annotations

import numpy as np

from explorer.formats.onnx_file.moving import FIRST, LAST
from explorer.formats.onnx_file.writing.graph import Graph
from explorer.layers import (
    BatchNormalization,
    InstanceNormalization,
    LayerNormalization,
    LayerScale,
    LocalResponseNormalization,
)
from explorer.layers.base import Shape
from explorer.layers.normalization.grouped import Grouped
from explorer.layers.normalization.standardizing import Standardizing


def batch_norm(graph: Graph, layer: BatchNormalization, x: str, shape: Shape) -> str:
    """By the mean and the variance that training measured."""
    learned = graph.or_repeated("gamma", 1.0), graph.or_repeated("beta", 0.0)
    measured = graph.weight("moving_mean"), graph.weight("moving_variance")
    return graph.add("BatchNormalization", x, *learned, *measured, epsilon=layer.epsilon)


def layer_norm(graph: Graph, layer: LayerNormalization, x: str, shape: Shape) -> str:
    """Over the channels at each place, which come last for it."""
    learned = [graph.or_repeated("gamma", 1.0), *([graph.weight("beta")] if layer.center else [])]
    if len(shape) == 1:
        return graph.add("LayerNormalization", x, *learned, axis=-1, epsilon=layer.epsilon)
    unit = graph.add(
        "LayerNormalization", graph.add("Transpose", x, perm=LAST), *learned, axis=-1, epsilon=layer.epsilon
    )
    return graph.add("Transpose", unit, perm=FIRST)


def instance_norm(graph: Graph, layer: InstanceNormalization, x: str, shape: Shape) -> str:
    """Each map by itself."""
    learned = graph.or_repeated("gamma", 1.0), graph.or_repeated("beta", 0.0)
    return graph.add("InstanceNormalization", x, *learned, epsilon=layer.epsilon)


def group_norm(graph: Graph, layer: Grouped, x: str, shape: Shape) -> str:
    """As PyTorch writes it: an instance normalization of groups in one row each, then gamma and beta for each channel.

    Groups of one map, and those of a row of numbers, are behind a seam: without it they are maps by themselves.
    """
    groups, channels = layer.groups_of(shape), shape[-1]
    x = graph.seams(x, int(groups == channels or len(shape) == 1))
    rows = graph.add("Reshape", x, graph.whole(0, groups, -1))
    ones, zeros = (graph.constant(np.full(groups, number, np.float32)) for number in (1, 0))
    unit = graph.add("InstanceNormalization", rows, ones, zeros, epsilon=layer.epsilon)
    unit = graph.add("Reshape", unit, graph.whole(0, channels, *shape[:-1]))
    return _affine(graph, layer, unit)


def _affine(graph: Graph, layer: Standardizing | LayerScale, x: str) -> str:
    """`x` times gamma plus beta, one of each for each channel, as far as the layer has them."""
    x = graph.add("Mul", x, graph.per_channel("gamma")) if layer.scale else x
    return graph.add("Add", x, graph.per_channel("beta")) if layer.center else x


def layer_scale(graph: Graph, layer: LayerScale, x: str, shape: Shape) -> str:
    """A scale and a shift for each channel; behind a seam where they would join the layer below, or become another one."""
    below = graph.below
    merges = isinstance(below, Standardizing | LayerScale)
    merges = merges or (below is not None and below.has_kernel and not layer.scale)
    preprocesses = graph.on_image and layer.scale and layer.center
    nothing = not layer.scale and not layer.center
    x = graph.seams(x, int(merges or preprocesses or nothing or shape[-1] == 1))
    if nothing:
        spread = (shape[-1], 1, 1) if len(shape) == 3 else shape
        return graph.add("Mul", x, graph.repeated(spread, 1.0))
    return _affine(graph, layer, x)


def local_response(graph: Graph, layer: LocalResponseNormalization, x: str, shape: Shape) -> str:
    """By the squares of neighbouring channels: ONNX' alpha is for their mean, ours for their sum."""
    size = 2 * layer.depth_radius + 1
    settings = {"alpha": layer.alpha * size, "beta": layer.beta, "bias": layer.bias}
    if len(shape) == 3:
        return graph.add("LRN", x, **settings, size=size)
    axes = graph.whole(2, 3)
    return graph.add("Squeeze", graph.add("LRN", graph.add("Unsqueeze", x, axes), **settings, size=size), axes)
