"""Layers as Keras writes them, each as the layer or layers of ours that compute the same."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from typing import Any

from explorer import layers
from explorer.errors import quoted
from explorer.formats.text.names import kind_words, plain, simple_settings
from explorer.formats.text.pasted.calls import Arguments, Call, Symbol, made, unknown_layer
from explorer.layers.base import Layer, Shape

_IGNORED = re.compile(
    r"\w+_(initializer|regularizer|constraint)|name|dtype|trainable|seed|momentum|noise_shape|input_shape"
)
"""Arguments that concern training or names only; `input_shape` is read where the input is looked for."""

SIGNATURES: dict[str, tuple[type[Layer], str]] = {
    "AdaptiveAveragePooling2D": (layers.AdaptiveAveragePool2D, "output_size,data_format"),
    "AdaptiveMaxPooling2D": (layers.AdaptiveMaxPool2D, "output_size,data_format"),
    "AveragePooling2D": (layers.AveragePool2D, "pool_size,strides,padding,data_format"),
    "BatchNormalization": (layers.BatchNormalization, "axis,momentum,epsilon,center,scale"),
    "Conv2D": (
        layers.Conv2D,
        "filters,kernel_size,strides,padding,data_format,dilation_rate,groups,activation,use_bias",
    ),
    "Conv2DTranspose": (
        layers.Conv2DTranspose,
        "filters,kernel_size,strides,padding,*,data_format,dilation_rate,activation,use_bias,output_padding,groups",
    ),
    "Cropping2D": (layers.Cropping2D, "cropping,data_format"),
    "Dense": (layers.Dense, "units,activation,use_bias"),
    "DepthwiseConv2D": (
        layers.DepthwiseConv2D,
        "kernel_size,strides,padding,depth_multiplier,data_format,dilation_rate,activation,use_bias",
    ),
    "Dropout": (layers.Dropout, "rate"),
    "ELU": (layers.ELU, "alpha"),
    "Flatten": (layers.Flatten, "data_format"),
    "GlobalAveragePooling2D": (layers.GlobalAveragePool2D, "data_format,keepdims"),
    "GlobalMaxPooling2D": (layers.GlobalMaxPool2D, "data_format,keepdims"),
    "LayerNormalization": (layers.LayerNormalization, "axis,epsilon,center,scale"),
    "MaxPooling2D": (layers.MaxPool2D, "pool_size,strides,padding,data_format"),
    "PReLU": (layers.PReLU, "*,shared_axes"),
    "Permute": (layers.Permute, "dims"),
    "Rescaling": (layers.Rescaling, "scale,offset"),
    "Softmax": (layers.Softmax, "axis"),
    "SpatialDropout2D": (layers.Dropout, "rate,data_format"),
    "UpSampling2D": (layers.UpSampling2D, "size,data_format,interpolation"),
    "ZeroPadding2D": (layers.ZeroPadding2D, "padding,data_format"),
}
_ALIASES = {
    "AvgPool2D": "AveragePooling2D",
    "Convolution2D": "Conv2D",
    "Convolution2DTranspose": "Conv2DTranspose",
    "GlobalAvgPool2D": "GlobalAveragePooling2D",
    "GlobalMaxPool2D": "GlobalMaxPooling2D",
    "MaxPool2D": "MaxPooling2D",
}
_NO_LAYERS = ("GaussianNoise", "GaussianDropout", "AlphaDropout", "ActivityRegularization", "Identity")
"""Layers that leave the numbers as they are once the network is trained."""


def layers_of(call: Call, shape: Shape | None = None) -> tuple[Layer, ...]:
    """The layers that a call stands for, where numbers of `shape` enter (None if it is not known).

    Raises TextError for one that is not known, or has unknown arguments.
    """
    name = _ALIASES.get(call.name, call.name)
    if name in _NO_LAYERS:
        return ()
    if name in _SPECIAL:
        return _SPECIAL[name](call)
    if name in _BY_SHAPE:
        return _BY_SHAPE[name](call, shape)
    kind, signature = SIGNATURES.get(name) or _of_same_name(call)
    found = _arguments(call, signature)
    settings = {key: found.get(key) for key in found.given if key in {each.name for each in simple_settings(kind)}}
    settings = {key: value for key, value in settings.items() if value is not None}
    _check(found, kind)
    if kind in (layers.MaxPool2D, layers.AveragePool2D):
        settings.setdefault("strides", settings.get("pool_size", (2, 2)))
    return made(kind, call, **settings), *activation(found)


def _arguments(call: Call, signature: str) -> Arguments:
    """The arguments of a call without those that concern training or names only."""
    return Arguments(call, signature, [each for each in call.named if _IGNORED.fullmatch(each)])


def activation(found: Arguments) -> tuple[Layer, ...]:
    """The layers of the argument `activation`: none if it is not given."""
    value = found.given["activation"].value if "activation" in found else None
    if value is None or value == "linear":
        return ()
    if isinstance(value, Call):
        return layers_of(value)
    kind = kind_words().get(plain(value)) if isinstance(value, str) else None
    if kind is None or not _is_activation(kind):
        raise found.spot("activation").error(
            f"The activation {quoted(value)} is not one that CNN Explorer has.", "Use one such as relu, or take it out."
        )
    # Keras' function has 0.2, its layer 0.3.
    return (made(kind, found.call, **({"negative_slope": 0.2} if kind is layers.LeakyReLU else {})),)


def _is_activation(kind: type[Layer]) -> bool:
    return kind.family == layers.ReLU.family


def _of_same_name(call: Call) -> tuple[type[Layer], str]:
    """A kind that is called as Keras calls it: its settings are Keras' arguments, given by their names."""
    kind = next((kind for kind in layers.KINDS if kind.__name__ == call.name), None)
    if kind is None or issubclass(kind, layers.Composite):
        raise unknown_layer(call, [*SIGNATURES, *_SPECIAL, *_BY_SHAPE, *_ALIASES])
    settings = [each.name for each in simple_settings(kind)]
    return kind, ",".join([*settings[:1], "*", *settings[1:], "axis", "data_format", "activation"])


def _check(found: Arguments, kind: type[Layer]) -> None:
    """Raise TextError for arguments whose values change what is computed, and that our layers do not have."""
    for key in found.given:
        if key == "data_format":
            found.only(key, "channels_last", None)
        elif key == "axis":
            found.only(key, -1, 3, (-1,), (3,), None)
        elif key == "shared_axes":
            found.only(key, (1, 2))
        elif key not in ("activation", "momentum", *(each.name for each in simple_settings(kind))):
            found.only(key, None, 1)
    if kind is layers.PReLU and "shared_axes" not in found:
        raise found.call.spot.error(
            "PReLU has a slope for every cell here, CNN Explorer one for every map.", "Write PReLU(shared_axes=[1, 2])."
        )


def _relu(call: Call) -> tuple[Layer, ...]:
    found = _arguments(call, "max_value,negative_slope,threshold")
    found.only("threshold", 0, 0.0, None)
    slope, highest = found.get("negative_slope", 0) or 0, found.get("max_value")
    if slope and highest is None:
        return (made(layers.LeakyReLU, call, negative_slope=slope),)
    if slope or highest not in (None, 6):
        found.only("max_value", None, 6)
        found.only("negative_slope", 0)
    return (layers.ReLU6() if highest == 6 else layers.ReLU(),)


def _leaky(call: Call) -> tuple[Layer, ...]:
    found = _arguments(call, "negative_slope,*,alpha")
    return (made(layers.LeakyReLU, call, negative_slope=found.get("negative_slope", found.get("alpha", 0.3))),)


def _activation(call: Call) -> tuple[Layer, ...]:
    found = _arguments(call, "activation")
    if "activation" not in found:
        found.need("activation")
    return activation(found)


def _separable(call: Call) -> tuple[Layer, ...]:
    """A depthwise convolution without bias, then one of 1 × 1."""
    found = _arguments(
        call, "filters,kernel_size,strides,padding,data_format,dilation_rate,depth_multiplier,activation,use_bias"
    )
    found.only("data_format", "channels_last", None)
    names = ("kernel_size", "strides", "padding", "dilation_rate", "depth_multiplier")
    depthwise = made(
        layers.DepthwiseConv2D, call, use_bias=False, **{name: found.get(name) for name in names if name in found}
    )
    pointwise = made(
        layers.Conv2D, call, filters=found.need("filters"), kernel_size=1, use_bias=found.get("use_bias", True)
    )
    return depthwise, pointwise, *activation(found)


def _group_norm(call: Call) -> tuple[Layer, ...]:
    """GroupNormalization, whose groups=-1 takes every map by itself."""
    found = _arguments(call, "groups,axis,epsilon,center,scale")
    _check(found, layers.GroupNormalization)
    settings = {key: found.get(key) for key in ("center", "scale") if key in found}
    settings["epsilon"] = found.get("epsilon", 1e-3)
    if found.get("groups") == -1:
        return (made(layers.InstanceNormalization, call, **settings),)
    return (made(layers.GroupNormalization, call, groups=found.get("groups", 32), **settings),)


def _normalization(call: Call) -> tuple[Layer, ...]:
    """Normalization with the mean and variance that the text gives; those that adapt would measure are not in it."""
    found = _arguments(call, "axis,mean,variance,invert")
    found.only("axis", -1, 3, (-1,), (3,), None)
    found.only("invert", False)
    mean, variance = found.get("mean"), found.get("variance")
    if mean is None or variance is None:
        raise call.spot.error(
            "Normalization has no mean and variance: adapt measures them, and the code is not run.",
            "Write both, such as Normalization(mean=0.5, variance=0.25).",
        )
    return (made(layers.Normalization, call, mean=mean, variance=variance),)


def _resizing(call: Call) -> tuple[Layer, ...]:
    found = _arguments(
        call,
        "height,width,interpolation,crop_to_aspect_ratio,pad_to_aspect_ratio,fill_mode,fill_value,antialias,data_format",
    )
    for name in ("crop_to_aspect_ratio", "pad_to_aspect_ratio", "antialias"):
        found.only(name, False)
    found.only("data_format", "channels_last", None)
    found.only("interpolation", "bilinear", "nearest")
    height, width = found.need("height"), found.need("width")
    for name, side in (("height", height), ("width", width)):
        if type(side) is not int or side < 1:  # 0 stands for a factor here
            raise found.spot(name).error(f"{name} is {quoted(side)}.", f"Write a whole number, such as {name}=224.")
    return (
        made(layers.Resizing, call, height=height, width=width, interpolation=found.get("interpolation", "bilinear")),
    )


def _reshape(call: Call, shape: Shape | None) -> tuple[Layer, ...]:
    """Reshape to maps or to one row of numbers. Maps are laid out in that order first, as Keras does."""
    found = _arguments(call, "target_shape")
    target = found.need("target_shape")
    sizes = target if isinstance(target, tuple) else (target,)
    total = None if shape is None else math.prod(shape)
    if len(sizes) == 1:
        if sizes[0] not in (-1, total):
            raise found.spot("target_shape").error(
                f"Reshape makes {quoted(sizes[0])} numbers, but gets {'an unknown number' if total is None else f'{total:,}'}.",
                "Write Reshape((-1,)) or Flatten().",
            )
        return (layers.Flatten(),) if shape is None or len(shape) == 3 else ()
    if len(sizes) != 3:
        raise found.spot("target_shape").error(
            f"The shape has {len(sizes)} numbers.", "Write rows, columns and channels, such as Reshape((7, 7, 128))."
        )
    reshape = made(layers.Reshape, call, target_shape=sizes)
    spread = shape is not None and len(shape) == 3 and shape[0] * shape[1] > 1
    return (layers.Flatten(), reshape) if spread else (reshape,)


def _layer_scale(call: Call, shape: Shape | None) -> tuple[Layer, ...]:
    """LayerScale of keras.applications.convnext; what its numbers are at first concerns training only."""
    found = _arguments(call, "init_values,projection_dim")
    said = found.get("projection_dim")
    if said is not None and shape is not None and said != shape[-1]:
        raise found.spot("projection_dim").error(
            f"LayerScale has {quoted(said)} numbers, but gets {shape[-1]:,} channels.",
            f"Write projection_dim {shape[-1]}, or change the layer before it.",
        )
    return (layers.LayerScale(),)


_BY_SHAPE: Mapping[str, Callable[[Call, Shape | None], tuple[Layer, ...]]] = {
    "LayerScale": _layer_scale,
    "Reshape": _reshape,
}
"""Layers that depend on what enters them, or say what it is."""
_SPECIAL: Mapping[str, Callable[[Call], tuple[Layer, ...]]] = {
    "Activation": _activation,
    "GroupNormalization": _group_norm,
    "LeakyReLU": _leaky,
    "Normalization": _normalization,
    "ReLU": _relu,
    "Resizing": _resizing,
    "SeparableConv2D": _separable,
    "SeparableConvolution2D": _separable,
}
NAMES = frozenset([*SIGNATURES, *_ALIASES, *_SPECIAL, *_BY_SHAPE, *_NO_LAYERS])
"""The layers that are known by name."""


def input_of(call: Call) -> Any:
    """The value that a call gives for the shape of the input, and its argument; None if it gives none."""
    if call.name in ("Input", "InputLayer", "InputSpec"):
        found = Arguments(call, "shape,*,input_shape,batch_shape,batch_size,name,dtype,batch_input_shape")
        for key in ("shape", "input_shape"):
            if key in found:
                return found.given[key]
        for key in ("batch_shape", "batch_input_shape"):
            if key in found and isinstance(found.given[key].value, tuple):
                argument = found.given[key]
                return type(argument)(argument.value[1:], argument.spot)
        raise call.spot.error(f"{call.name} gives no shape.", f"Write {call.name}(shape=(224, 224, 3)).")
    return call.named.get("input_shape")


def label_of(call: Call) -> str:
    """The name that a call gives its layer, "" for none."""
    argument = call.named.get("name")
    value = argument.value if argument else ""
    return value if isinstance(value, str) and not isinstance(value, Symbol) else call.label
