"""What the boxes of a diagram say: a layer in a few words of papers, and in fewer where branches stand side by side."""

from __future__ import annotations

from explorer.layers import (
    ChannelSlice,
    Conv2D,
    Conv2DTranspose,
    Dense,
    DepthwiseConv2D,
    Multiply,
)
from explorer.layers.base import Layer
from explorer.layers.pooling.pool import Pool2D

_NAMES = {
    "batch_normalization": "BN",
    "layer_normalization": "LN",
    "group_normalization": "GN",
    "instance_normalization": "IN",
    "local_response_normalization": "LRN",
    "layer_scale": "scale",
    "silu": "SiLU",
    "hard_silu": "h-swish",
    "sigmoid": "sigmoid",
    "hard_sigmoid": "h-sigmoid",
    "tanh": "tanh",
    "softmax": "softmax",
    "global_average_pool2d": "global avg pool",
    "global_max_pool2d": "global max pool",
    "max_pool2d": "max pool",
    "average_pool2d": "avg pool",
    "adaptive_max_pool2d": "adaptive max pool",
    "adaptive_average_pool2d": "adaptive avg pool",
    "channel_shuffle": "shuffle",
    "normalization": "normalize",
}
ROLES = ("input", "conv", "pool", "dense", "other")
"""What boxes are coloured by."""


def name_of(layer: Layer) -> str:
    """A layer without its settings: "BN", "ReLU", "max pool"."""
    own_capitals = any(letter.isupper() for letter in layer.title[1:])
    return _NAMES.get(layer.kind, layer.title if own_capitals else layer.title.lower())


def words_of(layer: Layer) -> str:
    """A layer with what matters of its settings: "3×3 conv, 64, /2", "max pool 2×2", "dense, 10"."""
    match layer:
        case DepthwiseConv2D():
            return f"{_size(layer.kernel_size)} dwconv{_more(layer)}"
        case Conv2D():
            return f"{_size(layer.kernel_size)} conv, {layer.filters:,}{_more(layer)}"
        case Conv2DTranspose():
            return f"{_size(layer.kernel_size)} up-conv, {layer.filters:,}{_times(layer.strides)}"
        case Dense():
            return f"dense, {layer.units:,}"
        case Pool2D():
            return f"{name_of(layer)} {_size(layer.taps)}{_stride(layer.step)}"
    return name_of(layer)


def short_words(layer: Layer) -> str:
    """The same without what the numbers say as well: "3×3, 64, /2", "pool 2×2", "slice"."""
    match layer:
        case DepthwiseConv2D():
            return f"{_size(layer.kernel_size)} dw{_more(layer)}"
        case Conv2D() | Conv2DTranspose():
            return words_of(layer).replace(" up-conv", " up").replace(" conv", "")
        case Pool2D():
            return f"pool {_size(layer.taps)}{_stride(layer.step)}"
        case ChannelSlice():
            return "slice"
    return words_of(layer).replace("global avg pool", "avg pool")


def gate_words(layer: Layer) -> str:
    """A gate that weighs every map by one number as one box: "squeeze-excite, 8"; "" for any other layer."""
    if not isinstance(layer, Multiply):
        return ""
    gates = [branch for branch in layer.branches if branch]
    if len(gates) != 1 or not gates[0][0].kind.startswith("global_") or any(each.branches for each in gates[0]):
        return ""
    inner = next((each for each in gates[0] if isinstance(each, Conv2D | Dense)), None)
    if inner is None:
        return ""
    return f"squeeze-excite, {inner.filters if isinstance(inner, Conv2D) else inner.units:,}"


def role_of(layer: Layer) -> str:
    """Which of the ROLES a layer has."""
    if isinstance(layer, Conv2D | DepthwiseConv2D | Conv2DTranspose):
        return "conv"
    if isinstance(layer, Dense):
        return "dense"
    return "pool" if "pool" in layer.kind else "other"


def _size(sides: tuple[int, int]) -> str:
    return f"{sides[0]}×{sides[1]}"


def _stride(steps: tuple[int, int]) -> str:
    if max(steps) == 1:
        return ""
    return f", /{steps[0]}" if steps[0] == steps[1] else f", /{steps[0]}×{steps[1]}"


def _times(steps: tuple[int, int]) -> str:
    return _stride(steps).replace("/", "×", 1)


def _more(layer: Conv2D | DepthwiseConv2D) -> str:
    """Stride, dilation and groups, where they are not 1."""
    parts = [_stride(layer.strides)]
    if max(layer.dilation_rate) > 1:
        parts.append(f", dil. {max(layer.dilation_rate)}")
    if isinstance(layer, Conv2D) and layer.groups > 1:
        parts.append(f", {layer.groups} groups")
    return "".join(parts)
