"""TABLE: what a layer of each kind is in PyTorch, as calls that make modules of `torch.nn` or helpers (`helpers.py`)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from explorer import layers
from explorer.formats.code.calls import Arg, Made, Place, collapsed
from explorer.formats.code.stacks import Row
from explorer.formats.code.steps import floor_steps
from explorer.formats.code.torch import norms, windows
from explorer.formats.code.torch.flattening import same_order
from explorer.layers.base import Layer

FILE = "explorer/formats/code/torch/table.py"
_BORDERS = {"reflect": "nn.ReflectionPad2d", "edge": "nn.ReplicationPad2d", "wrap": "nn.CircularPad2d"}


def _plain(name: str) -> Row:
    """A module without settings."""
    return lambda layer, place: [Made(name)]


def _row(make: Callable[[Any, Place], Made]) -> Row:
    """A layer that is one call."""
    return lambda layer, place: [make(layer, place)]


def _set(name: str, *settings: str) -> Row:
    """A module whose arguments are our settings, all given by place."""
    return _row(lambda layer, place: Made(name, tuple(Arg(each, getattr(layer, each)) for each in settings)))


def _global(name: str) -> Row:
    """Pooling to one cell, and with vectors a flatten behind it."""

    def made(layer: Any, place: Place) -> list[Made]:
        pool = Made(name, (Arg("output_size", 1),), "", (1, 1, place.entering[2]))
        return [pool] if layer.keepdims else [pool, Made("nn.Flatten", (), "flatten")]

    return made


def _adaptive(name: str) -> Row:
    return _row(lambda layer, place: Made(name, (Arg("output_size", layer.output_size),)))


def _flatten(layer: layers.Flatten, place: Place) -> Made:
    """Plain where the weights behind it are in PyTorch's order, else with the channels turned to the end first."""
    return Made("nn.Flatten" if place.reordered or same_order(place.entering) else "FlattenCells")


def _dense(layer: layers.Dense, place: Place) -> Made:
    """Of maps it is a convolution of 1 x 1."""
    sizes = place.entering[-1], layer.units
    bias = Arg("bias", layer.use_bias, True)
    if len(place.entering) == 3:
        names = ("in_channels", "out_channels", "kernel_size")
        return Made("nn.Conv2d", (*map(Arg, names, (*sizes, 1)), bias))
    return Made("nn.Linear", (*map(Arg, ("in_features", "out_features"), sizes), bias))


def _gelu(layer: layers.GELU, place: Place) -> Made:
    return Made("nn.GELU", (Arg("approximate", "tanh" if layer.approximate else "none", "none"),))


def _hard_sigmoid(layer: layers.HardSigmoid, place: Place) -> Made:
    if layer == layers.HardSigmoid():
        return Made("nn.Hardsigmoid")
    return Made("HardSigmoid", (Arg("alpha", layer.alpha), Arg("beta", layer.beta)))


def _clip(layer: layers.Clip, place: Place) -> Made:
    low, high = layer.minimum, layer.maximum
    if low < high:
        return Made("nn.Hardtanh", (Arg("min_val", low, -1.0), Arg("max_val", high, 1.0)))
    return Made("Clip", (Arg("minimum", low), Arg("maximum", high)))


def _normalization(layer: layers.Normalization, place: Place) -> Made:
    return Made("FixedNormalization", (Arg("mean", list(layer.mean)), Arg("variance", list(layer.variance))))


def _layer_scale(layer: layers.LayerScale, place: Place) -> Made:
    last = (Arg("scale", layer.scale, True), Arg("center", layer.center, False))
    return Made("LayerScale", (Arg("channels", place.entering[-1]), *last))


def _zero_padding(layer: layers.ZeroPadding2D, place: Place) -> Made:
    return Made("nn.ZeroPad2d", (Arg("padding", windows.torch_sides(layer.padding)),))


def _padding(layer: layers.Padding2D, place: Place) -> Made:
    sides = Arg("padding", windows.torch_sides(layer.padding))
    if layer.mode == "constant":
        return Made("nn.ConstantPad2d", (sides, Arg("value", layer.value)))
    return Made(_BORDERS[layer.mode], (sides,))


def _cropping(layer: layers.Cropping2D, place: Place) -> Made:
    made = windows.crop(layer.cropping)
    return Made(made.function, made.args)


def _up_sampling(layer: layers.UpSampling2D, place: Place) -> Made:
    mode = Arg("mode", layer.interpolation, "nearest")
    corners = (Arg("align_corners", False, None),) if layer.blends else ()
    return Made("nn.Upsample", (Arg("scale_factor", collapsed(layer.size), None), mode, *corners))


def _resizing(layer: layers.Resizing, place: Place) -> Made:
    """nn.Upsample where it has the rule; else a helper, which is told where the new rows and columns lie."""
    rows, cols = place.leaving[:2]
    size = Arg("size", (rows, cols), None)
    # By a factor PyTorch may place the cells by the factor that was given, so the sizes have to say all.
    sized = all(
        length or int(factor * entering) == entering * factor
        for length, factor, entering in zip(
            (layer.height, layer.width), (layer.height_factor, layer.width_factor), place.entering, strict=False
        )
    )
    if layer.blends and sized and layer.positions in ("half-pixel", "align-corners"):
        corners = Arg("align_corners", layer.positions == "align-corners", None)
        return Made("nn.Upsample", (size, Arg("mode", "bilinear", "nearest"), corners))
    if not layer.blends and all(_copies_alike(layer, axis, place) for axis in (0, 1)):
        return Made("nn.Upsample", (size, Arg("mode", "nearest", "nearest")))
    steps = tuple(floor_steps(layer, axis, place.entering[axis]) for axis in (0, 1))
    name = "BilinearResizing" if layer.blends else "NearestResizing"
    return Made(name, (Arg("rows", steps[0]), Arg("columns", steps[1])))


def _copies_alike(layer: layers.Resizing, axis: int, place: Place) -> bool:
    """Whether PyTorch's "nearest" copies the same cells: it rounds their places in float32."""
    length, count = place.entering[axis], place.leaving[axis]
    places = np.floor(np.arange(count, dtype=np.float32) * np.float32(length / count))
    return bool((np.minimum(places, length - 1) == layer.taps(axis, length)[0]).all())


def _channel_slice(layer: layers.ChannelSlice, place: Place) -> Made:
    """As Python's slices have it, where no stop is the end and -1 would be the last."""
    open_end = -1 if layer.step < 0 else 0
    stop = None if layer.stop == open_end else layer.stop
    return Made("ChannelSlice", (Arg("start", layer.start, 0), Arg("stop", stop, None), Arg("step", layer.step, 1)))


def _channel_shuffle(layer: layers.ChannelShuffle, place: Place) -> list[Made]:
    return norms.as_maps(Made("nn.ChannelShuffle", (Arg("groups", layer.groups),)), place)


def _blocks(plain: str, helper: str, argument: str) -> Row:
    """Depth to space and back: PyTorch's own keep the places of one map together, which ONNX calls CRD."""

    def made(layer: Any, place: Place) -> list[Made]:
        return [Made(plain if layer.mode == "CRD" else helper, (Arg(argument, layer.block_size),))]

    return made


def _permute(layer: layers.Permute, place: Place) -> Made:
    """Our axes are rows, columns, channels; PyTorch's, counted behind the batch, channels, rows, columns."""
    rows, cols, channels = ({1: 2, 2: 3, 3: 1}[axis] for axis in layer.dims)
    return Made("Permute", tuple(map(Arg, ("channels_from", "rows_from", "columns_from"), (channels, rows, cols))))


def _reshape(layer: layers.Reshape, place: Place) -> list[Made]:
    rows, cols, channels = place.leaving
    units = rows * cols * channels
    vector = [Made("nn.Flatten", (), "flatten", (units,))] if len(place.entering) == 3 else []
    dim = Arg("dim", 1)
    if same_order(place.leaving):
        return [*vector, Made("nn.Unflatten", (dim, Arg("unflattened_size", (channels, rows, cols))))]
    # The channels come last in our vector; what is in between has them as rows.
    cells = Made(
        "nn.Unflatten", (dim, Arg("unflattened_size", (rows, cols, channels))), "cells", (cols, channels, rows)
    )
    names = ("channels_from", "rows_from", "columns_from")
    return [*vector, cells, Made("Permute", tuple(map(Arg, names, (3, 1, 2))))]


TABLE: dict[type[Layer], Row] = {
    layers.Conv2D: windows.conv2d,
    layers.DepthwiseConv2D: windows.depthwise,
    layers.Conv2DTranspose: windows.transposed,
    layers.MaxPool2D: windows.max_pool,
    layers.AveragePool2D: windows.average_pool,
    layers.GlobalMaxPool2D: _global("nn.AdaptiveMaxPool2d"),
    layers.GlobalAveragePool2D: _global("nn.AdaptiveAvgPool2d"),
    layers.AdaptiveMaxPool2D: _adaptive("nn.AdaptiveMaxPool2d"),
    layers.AdaptiveAveragePool2D: _adaptive("nn.AdaptiveAvgPool2d"),
    layers.Flatten: _row(_flatten),
    layers.Dense: _row(_dense),
    layers.Softmax: _row(lambda layer, place: Made("nn.Softmax", (Arg("dim", 1, None),))),
    layers.ReLU: _plain("nn.ReLU"),
    layers.ReLU6: _plain("nn.ReLU6"),
    layers.LeakyReLU: _row(lambda layer, place: Made("nn.LeakyReLU", (Arg("negative_slope", layer.negative_slope),))),
    layers.PReLU: _row(lambda layer, place: Made("nn.PReLU", (Arg("num_parameters", place.entering[-1]),))),
    layers.ELU: _row(lambda layer, place: Made("nn.ELU", (Arg("alpha", layer.alpha, 1.0),))),
    layers.SELU: _plain("nn.SELU"),
    layers.GELU: _row(_gelu),
    layers.SiLU: _plain("nn.SiLU"),
    layers.HardSiLU: _plain("nn.Hardswish"),
    layers.HardSigmoid: _row(_hard_sigmoid),
    layers.Mish: _plain("nn.Mish"),
    layers.Clip: _row(_clip),
    layers.Sigmoid: _plain("nn.Sigmoid"),
    layers.Tanh: _plain("nn.Tanh"),
    layers.Softplus: _plain("nn.Softplus"),
    layers.Softsign: _plain("nn.Softsign"),
    layers.Rescaling: _set("Rescale", "scale", "offset"),
    layers.BatchNormalization: norms.batch_norm,
    layers.LayerNormalization: norms.layer_norm,
    layers.GroupNormalization: norms.group_norm,
    layers.InstanceNormalization: norms.instance_norm,
    layers.Normalization: _row(_normalization),
    layers.LayerScale: _row(_layer_scale),
    layers.LocalResponseNormalization: norms.local_response,
    layers.Dropout: _row(lambda layer, place: Made("nn.Dropout", (Arg("p", layer.rate, 0.5),))),
    layers.ZeroPadding2D: _row(_zero_padding),
    layers.Padding2D: _row(_padding),
    layers.Cropping2D: _row(_cropping),
    layers.UpSampling2D: _row(_up_sampling),
    layers.Resizing: _row(_resizing),
    layers.ChannelShuffle: _channel_shuffle,
    layers.ChannelSlice: _row(_channel_slice),
    layers.DepthToSpace: _blocks("nn.PixelShuffle", "DepthToSpace", "upscale_factor"),
    layers.SpaceToDepth: _blocks("nn.PixelUnshuffle", "SpaceToDepth", "downscale_factor"),
    layers.Permute: _row(_permute),
    layers.Reshape: _reshape,
}
"""By kind; composites are blocks (`source.py`)."""
