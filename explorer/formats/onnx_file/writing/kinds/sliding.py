"""Convolutions, poolings and dense layers."""

from __future__ import annotations

import numpy as np

from explorer.formats.onnx_file.moving import FIRST, LAST
from explorer.formats.onnx_file.writing.graph import Graph
from explorer.formats.onnx_file.writing.kinds.windows import (
    as_pads,
    is_beyond,
    leaves_windows_out,
    of_convolution,
    of_pooling,
    of_transposed,
    reaches_too_far,
)
from explorer.formats.onnx_file.writing.messages import Value
from explorer.layers import AveragePool2D, Conv2D, Conv2DTranspose, Dense, DepthwiseConv2D, MaxPool2D
from explorer.layers.base import Array, Shape
from explorer.layers.pooling.adaptive_pool import AdaptiveMaxPool2D, AdaptivePool2D
from explorer.layers.pooling.global_pool import GlobalMaxPool2D, GlobalPool2D
from explorer.layers.pooling.pool import Pool2D


def _bias(graph: Graph) -> list[str]:
    return [graph.weight("bias")] if "bias" in graph.param_shapes else []


def _filters_first(kernel: Array) -> Array:
    """(rows, columns, channels that a filter reads, filters) as ONNX has it: filters, channels, rows, columns."""
    return kernel.transpose(3, 2, 0, 1)


def conv(graph: Graph, layer: Conv2D, x: str, shape: Shape) -> str:
    """A convolution. As many groups as channels are read as a depthwise one, if no seam says that they are not."""
    windows = of_convolution(layer, shape)
    x = graph.seams(x, int(not windows.plain or layer.groups == shape[2] > 1))
    rows, cols, channels, filters = graph.param_shapes["kernel"]
    kernel = graph.weight("kernel", (filters, channels, rows, cols), _filters_first)
    grouped: dict[str, Value] = {"group": layer.groups} if layer.groups > 1 else {}
    return graph.add("Conv", x, kernel, *_bias(graph), **windows.settings, **grouped)


def depthwise(graph: Graph, layer: DepthwiseConv2D, x: str, shape: Shape) -> str:
    """A convolution with as many groups as channels; of one map, the filters of each map joined along the channels."""
    windows, single = of_convolution(layer, shape), shape[2] == 1
    x = graph.seams(x, 0 if windows.plain else 1 if single else 2)
    rows, cols, channels, multiplier = graph.param_shapes["kernel"]
    filters = channels * multiplier
    kernel = graph.weight(
        "kernel", (filters, 1, rows, cols), lambda kernel: _filters_first(kernel.reshape(rows, cols, 1, filters))
    )
    grouped: dict[str, Value] = {} if single else {"group": channels}
    filtered = graph.add("Conv", x, kernel, *_bias(graph), **windows.settings, **grouped)
    return graph.add("Concat", filtered, axis=1) if single else filtered


def transposed(graph: Graph, layer: Conv2DTranspose, x: str, shape: Shape) -> str:
    """A transposed convolution; ONNX has its kernel as channels, filters of a group, rows, columns."""
    if is_beyond(layer):
        return _beyond(graph, layer, x, shape)
    settings, seams = of_transposed(layer, shape)
    rows, cols, filters, channels = graph.param_shapes["kernel"]
    kernel = graph.weight("kernel", (channels, filters, rows, cols), _filters_first)
    grouped: dict[str, Value] = {"group": layer.groups} if layer.groups > 1 else {}
    return graph.add("ConvTranspose", graph.seams(x, seams), kernel, *_bias(graph), **settings, **grouped)


def _beyond(graph: Graph, layer: Conv2DTranspose, x: str, shape: Shape) -> str:
    """Rows and columns behind all that kernels reach, more of them than a runtime makes: zeros, to which the bias is added."""
    cuts = [layer.cut(axis, shape[axis])[:2] for axis in (0, 1)]
    sides = tuple((before, max(after, 0)) for before, after in cuts)
    plain = layer.with_settings(padding=sides, output_padding=(0, 0), use_bias=False)
    settings, seams = of_transposed(plain, shape)
    rows, cols, filters, channels = graph.param_shapes["kernel"]
    kernel = graph.weight("kernel", (channels, filters, rows, cols), _filters_first)
    stamped = graph.add("ConvTranspose", graph.seams(x, seams), kernel, **settings, group=layer.groups)
    more = [max(-after, 0) for _, after in cuts]
    padded = graph.add("Pad", stamped, graph.whole(0, 0, 0, 0, 0, 0, *more))
    if not layer.use_bias:
        return padded
    return graph.add("Add", padded, graph.weight("bias", (layer.filters, 1, 1), lambda array: array.reshape(-1, 1, 1)))


# -- poolings -----------------------------------------------------------------------------------------------------


def max_pool(graph: Graph, layer: MaxPool2D, x: str, shape: Shape) -> str:
    """A max pooling; padding that reaches too far is a border of minus infinity before it."""
    graph.need(22 if leaves_windows_out(layer, shape) else 0)
    if reaches_too_far(layer, shape):
        return graph.add("MaxPool", _bordered(graph, layer, x, shape, -np.inf), **_unpadded(layer))
    windows = of_pooling(layer, shape)
    return graph.add("MaxPool", graph.seams(x, int(not windows.plain)), **windows.settings)


def average_pool(graph: Graph, layer: AveragePool2D, x: str, shape: Shape) -> str:
    """An average pooling. Where padding reaches too far zeros stand around the maps, and means are divided by what counts."""
    graph.need(22 if leaves_windows_out(layer, shape) else 19 if max(layer.dilation_rate) > 1 else 0)
    if reaches_too_far(layer, shape):
        means = graph.add("AveragePool", _bordered(graph, layer, x, shape, 0.0), **_unpadded(layer))
        counting = layer.with_settings(count_padding=True)
        shares = counting.forward(np.ones((1, *shape[:2], 1), np.float32), {}).transpose(0, 3, 1, 2)
        return graph.add("Div", means, graph.constant(np.ones_like(shares) if layer.count_padding else shares))
    windows = of_pooling(layer, shape)
    counted: dict[str, Value] = {"count_include_pad": 1} if layer.count_padding else {}
    return graph.add("AveragePool", graph.seams(x, int(not windows.plain)), **windows.settings, **counted)


def _bordered(graph: Graph, layer: Pool2D, x: str, shape: Shape, number: float) -> str:
    top, left, bottom, right = as_pads(layer.padded(shape))
    around = graph.whole(0, 0, top, left, 0, 0, bottom, right)
    named = [graph.constant(np.array(number, np.float32))] if number else []
    return graph.add("Pad", x, around, *named)


def _unpadded(layer: Pool2D) -> dict[str, Value]:
    return of_pooling(layer.with_settings(padding="valid"), ()).settings


def global_pool(graph: Graph, layer: GlobalPool2D, x: str, shape: Shape) -> str:
    """Pooling over whole maps, as maps of one cell or as a row of numbers."""
    found = graph.add("GlobalMaxPool" if isinstance(layer, GlobalMaxPool2D) else "GlobalAveragePool", x)
    return found if layer.keepdims else graph.add("Flatten", found, axis=1)


def adaptive_pool(graph: Graph, layer: AdaptivePool2D, x: str, shape: Shape) -> str:
    """ONNX has no such operator: a pooling whose windows tile the maps, or strips that are pooled one by one and joined."""
    op = "MaxPool" if isinstance(layer, AdaptiveMaxPool2D) else "AveragePool"
    if all(shape[axis] % layer.output_size[axis] == 0 for axis in (0, 1)):
        size = [shape[axis] // layer.output_size[axis] for axis in (0, 1)]
        return graph.add(op, graph.seams(x), kernel_shape=size, strides=size, auto_pad="VALID")
    for axis in (0, 1):
        strips = []
        for window in layer.windows(axis, shape[axis]):
            ends = graph.whole(window.start), graph.whole(window.stop), graph.whole(2 + axis)
            kernel = [len(window), 1] if axis == 0 else [1, len(window)]
            strips.append(graph.add(op, graph.add("Slice", x, *ends), kernel_shape=kernel, auto_pad="VALID"))
        x = graph.add("Concat", *strips, axis=2 + axis)
    return x


# -- dense --------------------------------------------------------------------------------------------------------


def dense(graph: Graph, layer: Dense, x: str, shape: Shape) -> str:
    """A product with a matrix: of a row of numbers, or of the channels at each place of maps, which come last for it."""
    if len(shape) == 1:
        return graph.add("Gemm", x, graph.weight("kernel"), *_bias(graph))
    sums = graph.add("MatMul", graph.add("Transpose", x, perm=LAST), graph.weight("kernel"))
    if layer.use_bias:
        sums = graph.add("Add", sums, *_bias(graph))
    return graph.add("Transpose", sums, perm=FIRST)
