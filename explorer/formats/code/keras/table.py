"""TABLE: what a layer of each kind is in Keras 3, as calls that make layers of Keras or helpers (`helpers.py`)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from explorer import layers
from explorer.formats.code.calls import Arg, Made, Place, collapsed, plain_sides
from explorer.formats.code.keras import windows
from explorer.formats.code.stacks import Row
from explorer.formats.code.steps import floor_steps
from explorer.layers.base import Layer

FILE = "explorer/formats/code/keras/table.py"


def _plain(name: str) -> Row:
    """A layer without settings."""
    return lambda layer, place: [Made(f"layers.{name}")]


def _activation(word: str) -> Row:
    """One of the activations that Keras has by name."""
    return lambda layer, place: [Made("layers.Activation", (Arg("activation", word),))]


def _row(make: Callable[[Any, Place], Made]) -> Row:
    """A layer that is one call."""
    return lambda layer, place: [make(layer, place)]


def _set(name: str, *by_place: str, **defaults: Any) -> Row:
    """A layer whose arguments have the names of our settings: some given by place, the others with their defaults there."""

    def make(layer: Any, place: Place) -> Sequence[Made]:
        first = [Arg(each, getattr(layer, each)) for each in by_place]
        return [Made(name, (*first, *(Arg(each, getattr(layer, each), value) for each, value in defaults.items())))]

    return make


def _global(name: str) -> Row:
    return _set(f"layers.{name}", keepdims=False)


def _adaptive(name: str) -> Row:
    return _row(lambda layer, place: Made(name, (Arg("output_size", layer.output_size),)))


def _gelu(layer: layers.GELU, place: Place) -> Made:
    return (
        Made("GELU", (Arg("approximate", True, False),))
        if layer.approximate
        else Made("layers.Activation", (Arg("activation", "gelu"),))
    )


def _hard_sigmoid(layer: layers.HardSigmoid, place: Place) -> Made:
    if layer == layers.HardSigmoid():
        return Made("layers.Activation", (Arg("activation", "hard_sigmoid"),))
    return Made("HardSigmoid", (Arg("alpha", layer.alpha, 1 / 6), Arg("beta", layer.beta, 0.5)))


def _prelu(layer: layers.PReLU, place: Place) -> Made:
    return Made("layers.PReLU", (Arg("shared_axes", [1, 2] if len(place.entering) == 3 else None, None),))


def _instance_norm(layer: layers.InstanceNormalization, place: Place) -> Made:
    """Groups of one map each, which Keras calls -1 of them."""
    return Made("layers.GroupNormalization", (Arg("groups", -1, 32), *_normalized(layer)))


def _normalized(layer: Any) -> tuple[Arg, ...]:
    return Arg("epsilon", layer.epsilon, 1e-3), Arg("center", layer.center, True), Arg("scale", layer.scale, True)


def _standard(name: str) -> Row:
    return _row(lambda layer, place: Made(f"layers.{name}", _normalized(layer)))


def _normalization(layer: layers.Normalization, place: Place) -> Made:
    """One number for all channels stands alone; Keras wants as many means as variances."""
    count = max(len(layer.mean), len(layer.variance))
    spread = {name: value if len(value) == count else value * count for name, value in layer.settings().items()}
    numbers = {name: list(value) if count > 1 else value[0] for name, value in spread.items()}
    return Made("layers.Normalization", tuple(Arg(name, value, None) for name, value in numbers.items()))


def _sides(name: str, setting: str) -> Row:
    return _row(lambda layer, place: Made(f"layers.{name}", (Arg(setting, plain_sides(getattr(layer, setting))),)))


def _up_sampling(layer: layers.UpSampling2D, place: Place) -> Made:
    words = (Arg("size", collapsed(layer.size), 2), Arg("interpolation", layer.interpolation, "nearest"))
    return Made("layers.UpSampling2D", words)


def _resizing(layer: layers.Resizing, place: Place) -> Made:
    """Keras' own where its rule is meant; else the helper, which is told where the new rows and columns lie."""
    rows, cols = place.leaving[:2]
    if layer.blends and layer.positions == "half-pixel" and layer.height and layer.width:
        return Made("layers.Resizing", (Arg("height", rows), Arg("width", cols)))
    steps = [floor_steps(layer, axis, place.entering[axis]) for axis in (0, 1)]
    name = "BilinearResizing" if layer.blends else "NearestResizing"
    return Made(name, (Arg("rows", steps[0]), Arg("columns", steps[1])))


def _channel_slice(layer: layers.ChannelSlice, place: Place) -> Made:
    """As Python's slices have it, where no stop is the end and -1 would be the last."""
    open_end = -1 if layer.step < 0 else 0
    stop = None if layer.stop == open_end else layer.stop
    return Made("ChannelSlice", (Arg("start", layer.start, 0), Arg("stop", stop, None), Arg("step", layer.step, 1)))


def _reshape(layer: layers.Reshape, place: Place) -> Made:
    return Made("layers.Reshape", (Arg("target_shape", layer.target_shape),))


def _leaky(layer: layers.LeakyReLU, place: Place) -> Made:
    """Keras refuses slopes below zero."""
    name = "LeakyReLU" if layer.negative_slope < 0 else "layers.LeakyReLU"
    return Made(name, (Arg("negative_slope", layer.negative_slope, 0.3),))


def _relu6(layer: layers.ReLU6, place: Place) -> Made:
    return Made("layers.ReLU", (Arg("max_value", 6, None),))


TABLE: dict[type[Layer], Row] = {
    layers.Conv2D: windows.conv2d,
    layers.DepthwiseConv2D: windows.depthwise,
    layers.Conv2DTranspose: windows.transposed,
    layers.MaxPool2D: windows.max_pool,
    layers.AveragePool2D: windows.average_pool,
    layers.GlobalMaxPool2D: _global("GlobalMaxPooling2D"),
    layers.GlobalAveragePool2D: _global("GlobalAveragePooling2D"),
    layers.AdaptiveMaxPool2D: _adaptive("AdaptiveMaxPooling2D"),
    layers.AdaptiveAveragePool2D: _adaptive("AdaptiveAveragePooling2D"),
    layers.Flatten: _plain("Flatten"),
    layers.Dense: _set("layers.Dense", "units", use_bias=True),
    layers.Softmax: _plain("Softmax"),
    layers.ReLU: _plain("ReLU"),
    layers.ReLU6: _row(_relu6),
    layers.LeakyReLU: _row(_leaky),
    layers.PReLU: _row(_prelu),
    layers.ELU: _set("layers.ELU", alpha=1.0),
    layers.SELU: _activation("selu"),
    layers.GELU: _row(_gelu),
    layers.SiLU: _activation("silu"),
    layers.HardSiLU: _activation("hard_silu"),
    layers.HardSigmoid: _row(_hard_sigmoid),
    layers.Mish: _activation("mish"),
    layers.Clip: _set("Clip", minimum=-1.0, maximum=1.0),
    layers.Sigmoid: _activation("sigmoid"),
    layers.Tanh: _activation("tanh"),
    layers.Softplus: _activation("softplus"),
    layers.Softsign: _activation("softsign"),
    layers.Rescaling: _set("layers.Rescaling", "scale", offset=0.0),
    layers.BatchNormalization: _standard("BatchNormalization"),
    layers.LayerNormalization: _standard("LayerNormalization"),
    layers.GroupNormalization: _row(
        lambda layer, place: Made("layers.GroupNormalization", (Arg("groups", layer.groups, 32), *_normalized(layer)))
    ),
    layers.InstanceNormalization: _row(_instance_norm),
    layers.Normalization: _row(_normalization),
    layers.LayerScale: _set("LayerScale", scale=True, center=False),
    layers.LocalResponseNormalization: _set(
        "LocalResponseNormalization", depth_radius=2, bias=2.0, alpha=1e-4, beta=0.75
    ),
    layers.Dropout: _set("layers.Dropout", "rate"),
    layers.ZeroPadding2D: _sides("ZeroPadding2D", "padding"),
    layers.Padding2D: _row(
        lambda layer, place: Made(
            "Padding2D",
            (Arg("padding", layer.padding), Arg("mode", layer.mode, "reflect"), Arg("value", layer.value, 0.0)),
        )
    ),
    layers.Cropping2D: _sides("Cropping2D", "cropping"),
    layers.UpSampling2D: _row(_up_sampling),
    layers.Resizing: _row(_resizing),
    layers.ChannelShuffle: _set("ChannelShuffle", groups=2),
    layers.ChannelSlice: _row(_channel_slice),
    layers.DepthToSpace: _set("DepthToSpace", block_size=2, mode="DCR"),
    layers.SpaceToDepth: _set("SpaceToDepth", block_size=2, mode="DCR"),
    layers.Permute: _set("layers.Permute", "dims"),
    layers.Reshape: _row(_reshape),
}
"""By kind; composites are blocks (`source.py`)."""
