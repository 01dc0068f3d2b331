"""Networks as onnx models in which every activation is an output: the oracle and the rival of the engine.

Inside a model maps are (batch, channels, rows, columns), as onnx has them; `as_onnx` and `from_onnx` go between.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import reduce
from typing import Any

import numpy as np
import onnxruntime
from onnx import TensorProto, helper, numpy_helper

from explorer import layers
from explorer.layers.base import Array, Layer, Params, Shape
from explorer.layers.reshaping.resizing import fraction_of
from explorer.network import Network
from tests.layers.resizing import shares, sides, sure_in_float32
from tests.onnx_oracle import pads

OPSET = 20


def as_onnx(x: Array) -> Array:
    """Maps with the channels before the rows; vectors as they are."""
    return np.ascontiguousarray(x.transpose(0, 3, 1, 2)) if x.ndim == 4 else x


def from_onnx(x: Array) -> Array:
    return np.ascontiguousarray(x.transpose(0, 2, 3, 1)) if x.ndim == 4 else x


class Graph:
    """Nodes and constants under fresh names."""

    def __init__(self, batch: int = 1) -> None:
        self.batch = batch
        self.nodes: list[Any] = []
        self.constants: list[Any] = []

    def constant(self, value: Any, dtype: Any = np.float32) -> str:
        name = f"c{len(self.constants)}"
        self.constants.append(numpy_helper.from_array(np.ascontiguousarray(value, dtype), name))
        return name

    def add(self, op: str, *inputs: str, **attributes: Any) -> str:
        name = f"n{len(self.nodes)}"
        self.nodes.append(helper.make_node(op, list(inputs), [name], **attributes))
        return name

    def channels_last(self, x: str, shape: Shape, then: Callable[[str], str]) -> str:
        """`then` with the channels as the last axis."""
        if len(shape) == 1:
            return then(x)
        return self.add("Transpose", then(self.add("Transpose", x, perm=[0, 2, 3, 1])), perm=[0, 3, 1, 2])

    def per_channel(self, value: Array, shape: Shape) -> str:
        """One number per channel, spread over rows and columns."""
        return self.constant(value if len(shape) == 1 else value.reshape(-1, 1, 1))


Emit = Callable[[Graph, Any, str, Shape, Params], str]


def _geometry(layer: Any, shape: Shape) -> tuple[Any, ...]:
    return layer.padding, shape[:2], layer.taps, layer.strides, layer.dilation


def _bias(graph: Graph, params: Params) -> list[str]:
    return [graph.constant(params["bias"])] if "bias" in params else []


def _conv(graph: Graph, layer: layers.Conv2D, x: str, shape: Shape, params: Params) -> str:
    kernel = graph.constant(params["kernel"].transpose(3, 2, 0, 1))
    return graph.add(
        "Conv",
        x,
        kernel,
        *_bias(graph, params),
        strides=layer.strides,
        dilations=layer.dilation_rate,
        group=layer.groups,
        **pads(*_geometry(layer, shape)),
    )


def _depthwise(graph: Graph, layer: layers.DepthwiseConv2D, x: str, shape: Shape, params: Params) -> str:
    rows, cols = layer.kernel_size
    kernel = graph.constant(params["kernel"].reshape(rows, cols, 1, -1).transpose(3, 2, 0, 1))
    return graph.add(
        "Conv",
        x,
        kernel,
        *_bias(graph, params),
        strides=layer.strides,
        dilations=layer.dilation_rate,
        group=shape[2],
        **pads(*_geometry(layer, shape)),
    )


def _transposed(graph: Graph, layer: layers.Conv2DTranspose, x: str, shape: Shape, params: Params) -> str:
    kernel = graph.constant(params["kernel"].transpose(3, 2, 0, 1))
    spans = [(k - 1) * d + 1 for k, d in zip(layer.kernel_size, layer.dilation_rate, strict=True)]
    added, ends = list(layer.output_padding), [(0, 0), (0, 0)]
    for axis in (0, 1):
        if not isinstance(layer.padding, str):
            ends[axis] = layer.padding[axis]
            continue
        beyond = (shape[axis] - 1) * layer.strides[axis] + spans[axis] - layer.output_shape(shape)[axis]
        before = max(beyond, 0) // 2
        ends[axis], added[axis] = (before, max(beyond - before, 0)), max(before - beyond, 0)
    return graph.add(
        "ConvTranspose",
        x,
        kernel,
        *_bias(graph, params),
        strides=layer.strides,
        dilations=layer.dilation_rate,
        group=layer.groups,
        pads=[ends[0][0], ends[1][0], ends[0][1], ends[1][1]],
        output_padding=added,
    )


def _pooling(layer: Any, shape: Shape) -> dict[str, Any]:
    how = {"kernel_shape": layer.pool_size, "strides": layer.strides, "dilations": layer.dilation_rate}
    where = pads(*_geometry(layer, shape))
    return {**how, **where} if "auto_pad" in where else {**how, **where, "ceil_mode": int(layer.ceil_mode)}


def _padded_first(graph: Graph, x: str, how: dict[str, Any], value: float) -> tuple[str, dict[str, Any]]:
    """The padding as an operator of its own: the runtime's poolings take none that is as large as the window."""
    top, left, bottom, right = how["pads"]
    around = graph.constant([0, 0, top, left, 0, 0, bottom, right], np.int64)
    return graph.add("Pad", x, around, graph.constant(value)), {**how, "pads": [0, 0, 0, 0]}


def _too_much(how: dict[str, Any]) -> bool:
    return any(n >= size for n, size in zip(how.get("pads", ()), how["kernel_shape"] * 2, strict=False))


def _max_pool(graph: Graph, layer: layers.MaxPool2D, x: str, shape: Shape, params: Params) -> str:
    how = _pooling(layer, shape)
    x, how = _padded_first(graph, x, how, -np.inf) if _too_much(how) else (x, how)
    return graph.add("MaxPool", x, **how)


def _average_pool(graph: Graph, layer: layers.AveragePool2D, x: str, shape: Shape, params: Params) -> str:
    how = _pooling(layer, shape)
    if not _too_much(how):
        return graph.add("AveragePool", x, count_include_pad=int(layer.count_padding), **how)
    padded, plain = _padded_first(graph, x, how, 0.0)
    means = graph.add("AveragePool", padded, **plain)
    if layer.count_padding:
        return means
    ones, _ = _padded_first(graph, graph.constant(np.ones((1, 1, *shape[:2]))), how, 0.0)
    return graph.add("Div", means, graph.add("AveragePool", ones, **plain))


def _global(op: str) -> Emit:
    def emit(graph: Graph, layer: Any, x: str, shape: Shape, params: Params) -> str:
        found = graph.add(op, x)
        return found if layer.keepdims else graph.add("Flatten", found)

    return emit


def _adaptive(op: str) -> Emit:
    """ONNX has no such operator: windows are cut out one by one, along the rows and then along the columns."""

    def emit(graph: Graph, layer: Any, x: str, shape: Shape, params: Params) -> str:
        for axis in (0, 1):
            along, parts = graph.constant([2 + axis], np.int64), []
            for window in layer.windows(axis, shape[axis]):
                ends = [graph.constant([at], np.int64) for at in (window.start, window.stop)]
                parts.append(graph.add(op, graph.add("Slice", x, *ends, along), along, keepdims=1))
            x = graph.add("Concat", *parts, axis=2 + axis)
        return x

    return emit


def _dense(graph: Graph, layer: layers.Dense, x: str, shape: Shape, params: Params) -> str:
    kernel = graph.constant(params["kernel"])
    if len(shape) == 1:
        return graph.add("Gemm", x, kernel, *_bias(graph, params))

    def product(cells: str) -> str:
        sums = graph.add("MatMul", cells, kernel)
        return graph.add("Add", sums, *_bias(graph, params)) if layer.use_bias else sums

    return graph.channels_last(x, shape, product)


def _flatten(graph: Graph, layer: Layer, x: str, shape: Shape, params: Params) -> str:
    # Without rows and columns to reorder the transposition would cost the rival time for nothing.
    ordered = graph.add("Transpose", x, perm=[0, 2, 3, 1]) if len(shape) == 3 and shape[:2] != (1, 1) else x
    return graph.add("Flatten", ordered)


def _plain(op: str, **attributes: Any) -> Emit:
    return lambda graph, layer, x, shape, params: graph.add(op, x, **attributes)


def _silu(graph: Graph, layer: Layer, x: str, shape: Shape, params: Params) -> str:
    return graph.add("Mul", x, graph.add("Sigmoid", x))


def _gelu(graph: Graph, layer: layers.GELU, x: str, shape: Shape, params: Params) -> str:
    return graph.add("Gelu", x, approximate="tanh" if layer.approximate else "none")


def _prelu(graph: Graph, layer: Layer, x: str, shape: Shape, params: Params) -> str:
    return graph.add("PRelu", x, graph.per_channel(params["alpha"], shape))


def _rescaling(graph: Graph, layer: layers.Rescaling, x: str, shape: Shape, params: Params) -> str:
    return graph.add("Add", graph.add("Mul", x, graph.constant(layer.scale)), graph.constant(layer.offset))


def _fixed(graph: Graph, layer: layers.Normalization, x: str, shape: Shape, params: Params) -> str:
    mean, variance = layer.of_channels(shape[-1])
    centred = graph.add("Sub", x, graph.per_channel(mean, shape))
    return graph.add("Div", centred, graph.per_channel(np.sqrt(variance), shape))


def _layer_scale(graph: Graph, layer: layers.LayerScale, x: str, shape: Shape, params: Params) -> str:
    out = graph.add("Mul", x, graph.per_channel(params["gamma"], shape)) if layer.scale else x
    return (
        graph.add("Add", out, graph.per_channel(params["beta"], shape)) if layer.center else graph.add("Identity", out)
    )


def _batch_norm(graph: Graph, layer: layers.BatchNormalization, x: str, shape: Shape, params: Params) -> str:
    ones = np.ones(shape[-1])
    found = [params.get("gamma", ones), params.get("beta", 0 * ones), params["moving_mean"], params["moving_variance"]]
    return graph.add("BatchNormalization", x, *map(graph.constant, found), epsilon=layer.epsilon)


def _layer_norm(graph: Graph, layer: layers.LayerNormalization, x: str, shape: Shape, params: Params) -> str:
    ones = np.ones(shape[-1])
    found = [graph.constant(params.get("gamma", ones)), graph.constant(params.get("beta", 0 * ones))]

    def product(cells: str) -> str:
        return graph.add("LayerNormalization", cells, *found, axis=-1, epsilon=layer.epsilon)

    return graph.channels_last(x, shape, product)


def _grouped(graph: Graph, layer: Any, x: str, shape: Shape, params: Params) -> str:
    """As PyTorch exports group norms: an instance normalization of groups laid out as one row each."""
    groups = layer.groups_of(shape)
    plain = [graph.constant(np.full(groups, value)) for value in (1.0, 0.0)]
    rows = graph.add("Reshape", x, graph.constant([0, groups, -1], np.int64))
    unit = graph.add("InstanceNormalization", rows, *plain, epsilon=layer.epsilon)
    channels_first = [shape[-1], *shape[:-1]]
    out = graph.add("Reshape", unit, graph.constant([-1, *channels_first], np.int64))
    if layer.scale:
        out = graph.add("Mul", out, graph.per_channel(params["gamma"], shape))
    return graph.add("Add", out, graph.per_channel(params["beta"], shape)) if layer.center else out


def _response(graph: Graph, layer: layers.LocalResponseNormalization, x: str, shape: Shape, params: Params) -> str:
    size = 2 * layer.depth_radius + 1
    settings = {"alpha": layer.alpha * size, "beta": layer.beta, "bias": layer.bias, "size": size}
    if len(shape) == 3:
        return graph.add("LRN", x, **settings)
    axes = graph.constant([2, 3], np.int64)
    return graph.add("Squeeze", graph.add("LRN", graph.add("Unsqueeze", x, axes), **settings), axes)


def _zero_padding(graph: Graph, layer: layers.ZeroPadding2D, x: str, shape: Shape, params: Params) -> str:
    (top, bottom), (left, right) = layer.padding
    return graph.add("Pad", x, graph.constant([0, 0, top, left, 0, 0, bottom, right], np.int64))


def _padding(graph: Graph, layer: layers.Padding2D, x: str, shape: Shape, params: Params) -> str:
    (top, bottom), (left, right) = layer.padding
    sides = graph.constant([0, 0, top, left, 0, 0, bottom, right], np.int64)
    return graph.add("Pad", x, sides, graph.constant(layer.value), mode=layer.mode)


def _cropping(graph: Graph, layer: layers.Cropping2D, x: str, shape: Shape, params: Params) -> str:
    (top, bottom), (left, right) = layer.cropping
    ends = [shape[0] - bottom, shape[1] - right]
    found = [graph.constant(values, np.int64) for values in ([top, left], ends, [2, 3])]
    return graph.add("Slice", x, *found)


def _up_sampling(graph: Graph, layer: layers.UpSampling2D, x: str, shape: Shape, params: Params) -> str:
    scales = graph.constant([1, 1, *layer.size])
    if layer.interpolation == "bilinear":
        return graph.add("Resize", x, "", scales, mode="linear", coordinate_transformation_mode="half_pixel")
    how = {"coordinate_transformation_mode": "asymmetric", "nearest_mode": "floor"}
    return graph.add("Resize", x, "", scales, mode="nearest", **how)


def _resizing(graph: Graph, layer: layers.Resizing, x: str, shape: Shape, params: Params) -> str:
    """Both axes at once where they are said alike, by sizes or by factors, and otherwise one after the other."""
    counts = layer.output_shape(shape)
    how: dict[str, Any] = {"coordinate_transformation_mode": layer.positions.replace("-", "_")}
    how |= {"mode": "linear"} if layer.blends else {"mode": "nearest", "nearest_mode": layer.rounding.replace("-", "_")}
    by_size = [size > 0 for size, _ in sides(layer)]
    factors = [float(fraction_of(factor)) for _, factor in sides(layer)]
    if not all(sure_in_float32(layer, axis, shape[axis], counts[axis]) for axis in (0, 1)):
        for axis in (0, 1):
            chosen = [next(iter(shares(layer, axis, shape[axis], counts[axis], at))) for at in range(counts[axis])]
            x = graph.add("Gather", x, graph.constant(chosen, np.int64), axis=2 + axis)
        return x
    for axes in [(0, 1)] if by_size[0] == by_size[1] else [(0,), (1,)]:
        sizes = [shape[2], counts[0] if 0 in axes else shape[0], counts[1] if 1 in axes else shape[1]]
        scales = [1, 1, *(factors[axis] if axis in axes else 1 for axis in (0, 1))]
        if by_size[axes[0]]:
            x = graph.add("Resize", x, "", "", graph.constant([graph.batch, *sizes], np.int64), **how)
        else:
            x = graph.add("Resize", x, "", graph.constant(scales), **how)
        shape = (sizes[1], sizes[2], sizes[0])
    return x


def _shuffle(graph: Graph, layer: layers.ChannelShuffle, x: str, shape: Shape, params: Params) -> str:
    """As PyTorch's exporter writes it: the groups as an axis, turned."""
    groups, rest = layer.groups, ([*shape[:2]] if len(shape) == 3 else [])
    cut = graph.constant([0, groups, shape[-1] // groups, *rest], np.int64)
    turned = graph.add("Transpose", graph.add("Reshape", x, cut), perm=[0, 2, 1, 3, 4][: 3 + len(rest)])
    return graph.add("Reshape", turned, graph.constant([0, shape[-1], *rest], np.int64))


def _slice(graph: Graph, layer: layers.ChannelSlice, x: str, shape: Shape, params: Params) -> str:
    kept = layer.kept(shape[-1])
    stop = kept.stop if kept.stop >= 0 else -(2**31)  # ONNX counts an end of -1 from the last one
    found = [graph.constant([value], np.int64) for value in (kept.start, stop, 1, kept.step)]
    return graph.add("Slice", x, *found)


def _space_to_depth(graph: Graph, layer: layers.SpaceToDepth, x: str, shape: Shape, params: Params) -> str:
    deep = graph.add("SpaceToDepth", x, blocksize=layer.block_size)
    if layer.mode == "DCR":
        return deep
    places = layer.block_size**2
    order = np.arange(places * shape[2]).reshape(places, shape[2]).T.ravel()
    return graph.add("Gather", deep, graph.constant(order, np.int64), axis=1)


def _permute(graph: Graph, layer: layers.Permute, x: str, shape: Shape, params: Params) -> str:
    place = {1: 2, 2: 3, 3: 1}  # of rows, columns and channels among ONNX's axes
    return graph.add("Transpose", x, perm=[0, *(place[layer.dims[at]] for at in (2, 0, 1))])


def _reshape(graph: Graph, layer: layers.Reshape, x: str, shape: Shape, params: Params) -> str:
    cut = graph.add("Reshape", x, graph.constant([0, *layer.output_shape(shape)], np.int64))
    if len(shape) == 3:  # one cell: a number per channel
        cut = graph.add("Reshape", graph.add("Flatten", x), graph.constant([0, *layer.output_shape(shape)], np.int64))
    return graph.add("Transpose", cut, perm=[0, 3, 1, 2])


EMIT: dict[type[Layer], Emit] = {
    layers.Conv2D: _conv,
    layers.DepthwiseConv2D: _depthwise,
    layers.Conv2DTranspose: _transposed,
    layers.MaxPool2D: _max_pool,
    layers.AveragePool2D: _average_pool,
    layers.GlobalMaxPool2D: _global("GlobalMaxPool"),
    layers.GlobalAveragePool2D: _global("GlobalAveragePool"),
    layers.AdaptiveMaxPool2D: _adaptive("ReduceMax"),
    layers.AdaptiveAveragePool2D: _adaptive("ReduceMean"),
    layers.Flatten: _flatten,
    layers.Dense: _dense,
    layers.Softmax: _plain("Softmax", axis=1),
    layers.ReLU: _plain("Relu"),
    layers.ReLU6: lambda g, layer, x, s, p: g.add("Clip", x, g.constant(0.0), g.constant(6.0)),
    layers.LeakyReLU: lambda g, layer, x, s, p: g.add("LeakyRelu", x, alpha=layer.negative_slope),
    layers.PReLU: _prelu,
    layers.ELU: lambda g, layer, x, s, p: g.add("Elu", x, alpha=layer.alpha),
    layers.SELU: _plain("Selu"),
    layers.GELU: _gelu,
    layers.SiLU: _silu,
    layers.HardSiLU: _plain("HardSwish"),
    layers.HardSigmoid: lambda g, layer, x, s, p: g.add("HardSigmoid", x, alpha=layer.alpha, beta=layer.beta),
    layers.Mish: _plain("Mish"),
    layers.Clip: lambda g, layer, x, s, p: g.add("Clip", x, g.constant(layer.minimum), g.constant(layer.maximum)),
    layers.Sigmoid: _plain("Sigmoid"),
    layers.Tanh: _plain("Tanh"),
    layers.Softplus: _plain("Softplus"),
    layers.Softsign: _plain("Softsign"),
    layers.Rescaling: _rescaling,
    layers.BatchNormalization: _batch_norm,
    layers.LayerNormalization: _layer_norm,
    layers.Normalization: _fixed,
    layers.LayerScale: _layer_scale,
    layers.GroupNormalization: _grouped,
    layers.InstanceNormalization: _grouped,
    layers.LocalResponseNormalization: _response,
    layers.Dropout: _plain("Identity"),
    layers.ZeroPadding2D: _zero_padding,
    layers.Padding2D: _padding,
    layers.Cropping2D: _cropping,
    layers.UpSampling2D: _up_sampling,
    layers.Resizing: _resizing,
    layers.ChannelShuffle: _shuffle,
    layers.ChannelSlice: _slice,
    layers.DepthToSpace: lambda g, layer, x, s, p: g.add(
        "DepthToSpace", x, blocksize=layer.block_size, mode=layer.mode
    ),
    layers.SpaceToDepth: _space_to_depth,
    layers.Permute: _permute,
    layers.Reshape: _reshape,
}


def _product(graph: Graph, ends: list[str], shapes: Sequence[Shape]) -> str:
    """Mul spreads axes of one by itself, but vectors have to become maps of one cell beside maps."""
    maps = any(len(shape) == 3 for shape in shapes)
    axes = graph.constant([2, 3], np.int64)
    found = [
        graph.add("Unsqueeze", end, axes) if maps and len(shape) == 1 else end
        for end, shape in zip(ends, shapes, strict=True)
    ]
    return reduce(lambda one, other: graph.add("Mul", one, other), found)


JOIN: dict[type[Layer], Callable[[Graph, list[str], Sequence[Shape]], str]] = {
    layers.Residual: lambda graph, ends, shapes: graph.add("Sum", *ends),
    layers.Concatenate: lambda graph, ends, shapes: graph.add("Concat", *ends, axis=1),
    layers.Multiply: _product,
}
"""How a composite joins the ends of its branches: the channels are axis 1 of maps and of vectors."""


def model(network: Network, params: Mapping[str, Params], batch: int = 1, apart: bool = False) -> bytes:
    """The network as an onnx model whose outputs are all activations, named "y" and the path.

    With `apart` every layer has an input of its own, named "x" and the path below, so that no error is handed on.
    """
    graph, inputs, outputs = Graph(batch), {}, []
    at = {"": "x"}
    for step in network.steps[1:]:
        ends = []
        for source, shape in zip(step.sources, step.source_shapes, strict=True):
            x = f"x{source}" if apart or not source else at[source]
            if apart or not source:
                inputs[x] = [batch, *shape] if len(shape) == 1 else [batch, shape[2], shape[0], shape[1]]
            ends.append(x)
        if type(step.layer) in JOIN:
            out = JOIN[type(step.layer)](graph, ends, step.source_shapes)
        else:
            out = EMIT[type(step.layer)](graph, step.layer, ends[0], step.input_shape, params.get(step.path, {}))
        at[step.path] = out
        graph.nodes.append(helper.make_node("Identity", [out], [f"y{step.path}"]))
        outputs.append(f"y{step.path}")
    built = helper.make_graph(
        graph.nodes,
        "network",
        [helper.make_tensor_value_info(name, TensorProto.FLOAT, shape) for name, shape in inputs.items()],
        [helper.make_tensor_value_info(name, TensorProto.FLOAT, None) for name in outputs],
        graph.constants,
    )
    return helper.make_model(built, opset_imports=[helper.make_opsetid("", OPSET)], ir_version=10).SerializeToString()


def session(data: bytes, threads: int = 1) -> onnxruntime.InferenceSession:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.log_severity_level = 3
    return onnxruntime.InferenceSession(data, options, providers=["CPUExecutionProvider"])


def each_layer(network: Network, params: Mapping[str, Params], acts: Mapping[str, Array]) -> dict[str, Array]:
    """What onnxruntime makes of the same inputs, layer by layer: by path, in our order of axes."""
    steps = network.steps
    feeds = {f"x{source}": as_onnx(acts[source]) for step in steps[1:] for source in step.sources}
    run = session(model(network, params, len(acts[""]), apart=True))
    found = run.run([f"y{step.path}" for step in steps[1:]], feeds)
    return {step.path: from_onnx(np.asarray(out)) for step, out in zip(steps[1:], found, strict=True)}
