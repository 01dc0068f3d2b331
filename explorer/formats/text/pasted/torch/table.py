"""Layers as PyTorch writes them, each as the layers of ours that compute the same on maps (rows, columns, channels)."""

from __future__ import annotations

from typing import Any

from explorer import layers
from explorer.errors import quoted
from explorer.formats.text.entries import Spot
from explorer.formats.text.names import kind_words, plain, simple_settings
from explorer.formats.text.pasted.calls import Argument, Arguments, Call, made, unknown_layer
from explorer.formats.text.pasted.torch import norms, sizes
from explorer.formats.text.pasted.torch.context import Context, Translate, number, padding_of, same_number
from explorer.formats.text.pasted.torch.ours import OURS
from explorer.layers.base import Layer

FLATTENED = (
    "PyTorch flattens map by map, CNN Explorer cell by cell: the answer is the same when the weights of the dense layer "
    "behind it are ordered accordingly."
)


def layers_of(call: Call, context: Context) -> tuple[Layer, ...]:
    """The layers that a call stands for. Raises TextError for one that is not known, or that cannot read its input."""
    if call.name in TABLE:
        return TABLE[call.name](call, context)
    kind = kind_words().get(plain(call.name))
    if kind is None or kind.family != layers.ReLU.family or simple_settings(kind):
        raise unknown_layer(call, [*TABLE])
    Arguments(call, "inplace")
    return (kind(),)


def channels_read(call: Call) -> int | None:
    """The channels that a call says to read, if it is a layer that says so."""
    if call.name not in ("Conv2d", "ConvTranspose2d", "BatchNorm2d"):
        return None
    argument = call.args[0] if call.args else call.named.get("in_channels", call.named.get("num_features"))
    return argument.value if argument and type(argument.value) is int else None


def first_conv(channels: int) -> Call:
    """A convolution of which only the channels are known that it reads."""
    spot = Spot(1, 1)
    return Call("Conv2d", (Argument(channels, spot),), {}, spot)


def _window(found: Arguments) -> dict[str, Any]:
    """The settings of a convolution that PyTorch calls by other names."""
    return {
        "kernel_size": found.need("kernel_size"),
        "strides": found.get("stride", 1),
        "padding": padding_of(found.get("padding", 0)),
        "dilation_rate": found.get("dilation", 1),
        "use_bias": found.get("bias", True),
    }


def _conv(call: Call, context: Context) -> tuple[Layer, ...]:
    found = Arguments(
        call,
        "in_channels,out_channels,kernel_size,stride,padding,dilation,groups,bias,padding_mode,*,device,dtype",
    )
    same_number(found, "in_channels", context)
    settings, before = _window(found), _border(found)
    if before:
        settings["padding"] = "valid"
    groups = found.get("groups", 1)
    read, filters = found.need("in_channels"), found.need("out_channels")
    if type(groups) is int and type(filters) is int and groups == read > 1 and filters % groups == 0:
        return *before, made(layers.DepthwiseConv2D, call, depth_multiplier=filters // groups, **settings)
    return *before, made(layers.Conv2D, call, filters=filters, groups=groups, **settings)


def _border(found: Arguments) -> tuple[Layer, ...]:
    """The layer that a convolution needs before it where its padding holds anything but zeros."""
    mode = found.word("padding_mode", "zeros")
    if mode == "zeros" or mode not in ("reflect", "replicate", "circular"):
        found.only("padding_mode", "zeros")
        return ()
    return (sizes.convolution_border(found, mode),)


def _conv_transpose(call: Call, context: Context) -> tuple[Layer, ...]:
    found = Arguments(
        call,
        "in_channels,out_channels,kernel_size,stride,padding,output_padding,groups,bias,dilation,padding_mode"
        ",*,device,dtype",
    )
    same_number(found, "in_channels", context)
    found.only("padding_mode", "zeros")
    settings = {"output_padding": found.get("output_padding", 0), "groups": found.get("groups", 1)}
    return (made(layers.Conv2DTranspose, call, filters=found.need("out_channels"), **_window(found), **settings),)


def _linear(call: Call, context: Context) -> tuple[Layer, ...]:
    found = Arguments(call, "in_features,out_features,bias,*,device,dtype")
    dense = made(layers.Dense, call, units=found.need("out_features"), use_bias=found.get("bias", True))
    if context.shape is not None and len(context.shape) == 3:
        rows, cols, channels = context.shape
        if found.need("in_features") != rows * cols * channels:
            raise found.spot("in_features").error(
                f"Linear reads {quoted(found.get('in_features'))} numbers, but gets {rows:,} × {cols:,} × {channels:,} = "
                f"{rows * cols * channels:,}.",
                "Change in_features, or the size of the input.",
            )
        context.notes.append("A flatten layer was put in front of Linear: PyTorch's networks flatten in forward.")
        context.notes.append(FLATTENED)
        return layers.Flatten(), dense
    same_number(found, "in_features", context)
    return (dense,)


def _flatten(call: Call, context: Context) -> tuple[Layer, ...]:
    found = Arguments(call, "start_dim,end_dim")
    found.only("start_dim", 1)
    found.only("end_dim", -1, 3)
    if context.shape is None or (len(context.shape) == 3 and context.shape[0] * context.shape[1] > 1):
        context.notes.append(FLATTENED)
    return (layers.Flatten(),) if context.shape is None or len(context.shape) == 3 else ()


def _softmax(call: Call, context: Context) -> tuple[Layer, ...]:
    found = Arguments(call, "dim")
    found.only("dim", 1, *([-1, None] if context.shape is None or len(context.shape) == 1 else [-3]))
    return (layers.Softmax(),)


def _dropout(call: Call, context: Context) -> tuple[Layer, ...]:
    return (made(layers.Dropout, call, rate=Arguments(call, "p,inplace").get("p", 0.5)),)


def _leaky(call: Call, context: Context) -> tuple[Layer, ...]:
    slope = Arguments(call, "negative_slope,inplace").get("negative_slope", 0.01)
    return (made(layers.LeakyReLU, call, negative_slope=slope),)


def _prelu(call: Call, context: Context) -> tuple[Layer, ...]:
    found = Arguments(call, "num_parameters,init,*,device,dtype")
    if found.get("num_parameters", 1) == 1 and (context.shape is None or context.shape[-1] != 1):
        context.notes.append("PReLU has one slope for all maps there, one for each map here.")
    return (layers.PReLU(),)


def _elu(call: Call, context: Context) -> tuple[Layer, ...]:
    return (made(layers.ELU, call, alpha=Arguments(call, "alpha,inplace").get("alpha", 1.0)),)


def _gelu(call: Call, context: Context) -> tuple[Layer, ...]:
    found = Arguments(call, "approximate")
    found.only("approximate", "none", "tanh")
    return (layers.GELU(approximate=found.get("approximate", "none") == "tanh"),)


def _softplus(call: Call, context: Context) -> tuple[Layer, ...]:
    found = Arguments(call, "beta,threshold")
    found.only("beta", 1, 1.0)
    return (layers.Softplus(),)


def _hard_sigmoid(call: Call, context: Context) -> tuple[Layer, ...]:
    Arguments(call, "inplace")
    return (layers.HardSigmoid(),)


def _hard_tanh(call: Call, context: Context) -> tuple[Layer, ...]:
    found = Arguments(call, "min_val,max_val,inplace")
    low, high = number(found, "min_val", -1.0), number(found, "max_val", 1.0)
    if low >= high:
        raise call.spot.error(f"Hardtanh goes from {low:g} to {high:g}.", "Write the smaller number first.")
    return (made(layers.Clip, call, minimum=low, maximum=high),)


def _nothing(call: Call, context: Context) -> tuple[Layer, ...]:
    return ()


TABLE: dict[str, Translate] = {
    "AdaptiveAvgPool2d": sizes.adaptive(layers.AdaptiveAveragePool2D, layers.GlobalAveragePool2D),
    "AdaptiveMaxPool2d": sizes.adaptive(layers.AdaptiveMaxPool2D, layers.GlobalMaxPool2D),
    "AvgPool2d": sizes.avg_pool,
    "BatchNorm1d": norms.batch_norm,
    "BatchNorm2d": norms.batch_norm,
    "ChannelShuffle": sizes.channel_shuffle,
    "CircularPad2d": sizes.border("wrap"),
    "ConstantPad2d": sizes.border("constant"),
    "Conv2d": _conv,
    "ConvTranspose2d": _conv_transpose,
    "Dropout": _dropout,
    "Dropout1d": _dropout,
    "Dropout2d": _dropout,
    "ELU": _elu,
    "Flatten": _flatten,
    "GELU": _gelu,
    "GroupNorm": norms.group_norm,
    "Hardsigmoid": _hard_sigmoid,
    "Hardtanh": _hard_tanh,
    "Identity": _nothing,
    "InstanceNorm2d": norms.instance_norm,
    "LayerNorm": norms.layer_norm,
    "LayerNorm2d": norms.layer_norm_2d,
    "LeakyReLU": _leaky,
    "Linear": _linear,
    "LocalResponseNorm": norms.local_response,
    "MaxPool2d": sizes.max_pool,
    "pad": sizes.pad,
    "PixelShuffle": sizes.shuffled(layers.DepthToSpace, "upscale_factor"),
    "PixelUnshuffle": sizes.shuffled(layers.SpaceToDepth, "downscale_factor"),
    "PReLU": _prelu,
    "ReflectionPad2d": sizes.border("reflect"),
    "ReplicationPad2d": sizes.border("edge"),
    "Softmax": _softmax,
    "Softmax2d": _softmax,
    "Softplus": _softplus,
    "Upsample": sizes.up_sample,
    "UpsamplingBilinear2d": sizes.up_sample_as("bilinear"),
    "UpsamplingNearest2d": sizes.up_sample_as("nearest"),
    "ZeroPad2d": sizes.zero_pad,
}
TABLE |= OURS
"""Layers that need more than their name; activations without settings are found by name."""
