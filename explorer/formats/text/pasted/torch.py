"""Layers as PyTorch writes them, each as the layers of ours that compute the same on maps (rows, columns, channels)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from explorer import layers
from explorer.errors import quoted
from explorer.formats.text.entries import Spot
from explorer.formats.text.names import kind_words, plain, simple_settings
from explorer.formats.text.pasted.calls import Argument, Arguments, Call, made, unknown_layer
from explorer.layers.base import Layer, Shape

FLATTENED = (
    "PyTorch flattens map by map, CNN Explorer cell by cell: the answer is the same when the weights of the dense layer "
    "behind it are ordered accordingly."
)


@dataclass
class Context:
    """What is known where a layer stands: the shape that enters it (None if unknown), and where notes go."""

    shape: Shape | None
    notes: list[str] = field(default_factory=list)


Translate = Callable[[Call, Context], tuple[Layer, ...]]


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


def _same_number(found: Arguments, name: str, context: Context) -> None:
    """Raise TextError if the layer says to read another number of channels than there are."""
    said = found.need(name)
    if context.shape is not None and said != context.shape[-1]:
        what = "channels" if len(context.shape) == 3 else "numbers"
        raise found.spot(name).error(
            f"{found.call.name} reads {quoted(said)} {what}, but gets {context.shape[-1]:,}.",
            f"Write {name} {context.shape[-1]}, or change the layer before it.",
        )


def _padding(value: Any) -> Any:
    """PyTorch's padding as ours: (1, 2) is 1 above and below, 2 left and right."""
    return "valid" if value in (0, (0, 0), "valid") and not isinstance(value, bool) else value


_WINDOW = ("kernel_size", "strides", "padding", "dilation_rate", "use_bias", "groups")


def _window(found: Arguments) -> dict[str, Any]:
    """The settings of a convolution that PyTorch calls by other names."""
    return {
        "kernel_size": found.need("kernel_size"),
        "strides": found.get("stride", 1),
        "padding": _padding(found.get("padding", 0)),
        "dilation_rate": found.get("dilation", 1),
        "use_bias": found.get("bias", True),
    }


def _conv(call: Call, context: Context) -> tuple[Layer, ...]:
    found = Arguments(
        call,
        "in_channels,out_channels,kernel_size,stride,padding,dilation,groups,bias,padding_mode,*,device,dtype",
    )
    _same_number(found, "in_channels", context)
    found.only("padding_mode", "zeros")
    settings, groups = _window(found), found.get("groups", 1)
    read, filters = found.need("in_channels"), found.need("out_channels")
    if type(groups) is int and type(filters) is int and groups == read > 1 and filters % groups == 0:
        return (made(layers.DepthwiseConv2D, call, depth_multiplier=filters // groups, **settings),)
    return (made(layers.Conv2D, call, filters=filters, groups=groups, **settings),)


def _conv_transpose(call: Call, context: Context) -> tuple[Layer, ...]:
    found = Arguments(
        call,
        "in_channels,out_channels,kernel_size,stride,padding,output_padding,groups,bias,dilation,padding_mode"
        ",*,device,dtype",
    )
    _same_number(found, "in_channels", context)
    found.only("padding_mode", "zeros")
    extra = _declared(layers.Conv2DTranspose, found, {"output_padding": 0, "groups": 1})
    return (made(layers.Conv2DTranspose, call, filters=found.need("out_channels"), **_window(found), **extra),)


def _declared(kind: type[Layer], found: Arguments, usual: Mapping[str, Any]) -> dict[str, Any]:
    """Arguments that our kind may have under the same name; where it has not, only the usual value is taken."""
    own = {each.name for each in simple_settings(kind)}
    for name, value in usual.items():
        if name not in own:
            found.only(name, value, *([(value, value)] if isinstance(value, int) else []))
    return {name: found.get(name) for name in usual if name in own and name in found}


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
    _same_number(found, "in_features", context)
    return (dense,)


def _batch_norm(call: Call, context: Context) -> tuple[Layer, ...]:
    found = Arguments(call, "num_features,eps,momentum,affine,track_running_stats,*,device,dtype,bias")
    _same_number(found, "num_features", context)
    found.only("track_running_stats", True)
    affine = found.get("affine", True)
    return (made(layers.BatchNormalization, call, epsilon=found.get("eps", 1e-5), scale=affine, center=affine),)


def _layer_norm(call: Call, context: Context) -> tuple[Layer, ...]:
    found = Arguments(call, "normalized_shape,eps,elementwise_affine,bias,*,device,dtype")
    if context.shape is not None and len(context.shape) == 3:
        raise call.spot.error(
            "LayerNorm in PyTorch normalises rows and columns, CNN Explorer the channels of each cell.",
            "Take it out, or put it behind Flatten.",
        )
    affine = found.get("elementwise_affine", True)
    center = affine and found.get("bias", True)
    return (made(layers.LayerNormalization, call, epsilon=found.get("eps", 1e-5), scale=affine, center=center),)


def _group_norm(call: Call, context: Context) -> tuple[Layer, ...]:
    found = Arguments(call, "num_groups,num_channels,eps,affine,*,device,dtype")
    _same_number(found, "num_channels", context)
    kind, affine = kind_words().get("groupnormalization"), found.get("affine", True)
    if kind is None:
        raise unknown_layer(call, [*TABLE])
    return (
        made(kind, call, groups=found.need("num_groups"), epsilon=found.get("eps", 1e-5), scale=affine, center=affine),
    )


def _instance_norm(call: Call, context: Context) -> tuple[Layer, ...]:
    found = Arguments(call, "num_features,eps,momentum,affine,track_running_stats,*,device,dtype")
    _same_number(found, "num_features", context)
    found.only("track_running_stats", False)
    kind, affine = kind_words().get("instancenormalization"), found.get("affine", False)
    if kind is None:
        raise unknown_layer(call, [*TABLE])
    return (made(kind, call, epsilon=found.get("eps", 1e-5), scale=affine, center=affine),)


def _local_response(call: Call, context: Context) -> tuple[Layer, ...]:
    found = Arguments(call, "size,alpha,beta,k")
    size = found.need("size")
    if type(size) is not int or size % 2 == 0 or size < 1:
        raise found.spot("size").error(
            f"LocalResponseNorm over {quoted(size)} channels is not known here.", "Use an odd number."
        )
    return (
        made(
            layers.LocalResponseNormalization,
            call,
            depth_radius=size // 2,
            alpha=_number(found, "alpha", 1e-4) / size,  # PyTorch takes the mean of the squares, ours is of their sum
            beta=found.get("beta", 0.75),
            bias=found.get("k", 1.0),
        ),
    )


def _number(found: Arguments, name: str, default: float) -> float:
    value = found.get(name, default)
    if not isinstance(value, int | float):
        raise found.spot(name).error(f"{name} is {quoted(value)}, which is not a number.", f"Use {default:g}, say.")
    return value


def _max_pool(call: Call, context: Context) -> tuple[Layer, ...]:
    found = Arguments(call, "kernel_size,stride,padding,dilation,return_indices,ceil_mode")
    found.only("return_indices", False)
    settings = _pool_window(found, layers.MaxPool2D)
    own = {each.name for each in simple_settings(layers.MaxPool2D)}
    if "dilation_rate" in own:
        settings["dilation_rate"] = found.get("dilation", 1)
    else:
        found.only("dilation", 1, (1, 1))
    return (made(layers.MaxPool2D, call, **settings),)


def _avg_pool(call: Call, context: Context) -> tuple[Layer, ...]:
    found = Arguments(call, "kernel_size,stride,padding,ceil_mode,count_include_pad,divisor_override")
    found.only("divisor_override", None)
    settings = _pool_window(found, layers.AveragePool2D)
    counted = found.get("count_include_pad", True) if settings["padding"] != "valid" else False
    return (made(layers.AveragePool2D, call, count_padding=counted, **settings),)


def _pool_window(found: Arguments, kind: type[Layer]) -> dict[str, Any]:
    size = found.need("kernel_size")
    stride = found.get("stride")
    return {
        "pool_size": size,
        "strides": size if stride is None else stride,
        "padding": _padding(found.get("padding", 0)),
        **_declared(kind, found, {"ceil_mode": False}),
    }


def _adaptive(pool: type[Layer], overall: type[Layer]) -> Translate:
    def translate(call: Call, context: Context) -> tuple[Layer, ...]:
        found = Arguments(call, "output_size,*,return_indices")
        size = found.need("output_size")
        rows, cols = size if isinstance(size, tuple) and len(size) == 2 else (size, size)
        if (rows, cols) == (1, 1):
            return (made(overall, call, keepdims=True),)
        if None in (rows, cols):
            if context.shape is None or len(context.shape) != 3:
                raise call.spot.error(
                    f"What {call.name} does depends on its input.",
                    "Begin the text with the input, such as input 224x224x3.",
                )
            pairs = zip((rows, cols), context.shape, strict=False)
            rows, cols = (own if wanted is None else wanted for wanted, own in pairs)
        return (made(pool, call, output_size=(rows, cols)),)

    return translate


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


def _up_sample(call: Call, context: Context) -> tuple[Layer, ...]:
    found = Arguments(call, "size,scale_factor,mode,align_corners,recompute_scale_factor")
    found.only("size", None)
    found.only("align_corners", None, False)
    found.only("recompute_scale_factor", None, False)
    factors = found.need("scale_factor")
    both = factors if isinstance(factors, tuple) else (factors, factors)
    return (made(layers.UpSampling2D, call, size=both, interpolation=found.get("mode", "nearest")),)


def _up_sample_nearest(call: Call, context: Context) -> tuple[Layer, ...]:
    found = Arguments(call, "size,scale_factor")
    found.only("size", None)
    return (made(layers.UpSampling2D, call, size=found.need("scale_factor")),)


def _zero_pad(call: Call, context: Context) -> tuple[Layer, ...]:
    sides = Arguments(call, "padding").need("padding")
    if isinstance(sides, tuple) and len(sides) == 4:
        left, right, top, bottom = sides
        sides = ((top, bottom), (left, right))
    return (made(layers.ZeroPadding2D, call, padding=sides),)


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
    return (made(layers.Clip, call, minimum=found.get("min_val", -1.0), maximum=found.get("max_val", 1.0)),)


def _shuffled(kind: type[Layer], argument: str) -> Translate:
    """Depth to space and back: PyTorch keeps the channels of one map together, which ONNX calls CRD."""

    def translate(call: Call, context: Context) -> tuple[Layer, ...]:
        return (made(kind, call, block_size=Arguments(call, argument).need(argument), mode="CRD"),)

    return translate


def _channel_shuffle(call: Call, context: Context) -> tuple[Layer, ...]:
    return (made(layers.ChannelShuffle, call, groups=Arguments(call, "groups").need("groups")),)


def _nothing(call: Call, context: Context) -> tuple[Layer, ...]:
    return ()


TABLE: dict[str, Translate] = {
    "AdaptiveAvgPool2d": _adaptive(layers.AdaptiveAveragePool2D, layers.GlobalAveragePool2D),
    "AdaptiveMaxPool2d": _adaptive(layers.AdaptiveMaxPool2D, layers.GlobalMaxPool2D),
    "AvgPool2d": _avg_pool,
    "BatchNorm1d": _batch_norm,
    "BatchNorm2d": _batch_norm,
    "Conv2d": _conv,
    "ConvTranspose2d": _conv_transpose,
    "Dropout": _dropout,
    "Dropout1d": _dropout,
    "Dropout2d": _dropout,
    "ELU": _elu,
    "Flatten": _flatten,
    "GELU": _gelu,
    "GroupNorm": _group_norm,
    "ChannelShuffle": _channel_shuffle,
    "Hardsigmoid": _hard_sigmoid,
    "Hardtanh": _hard_tanh,
    "Identity": _nothing,
    "InstanceNorm2d": _instance_norm,
    "LayerNorm": _layer_norm,
    "LeakyReLU": _leaky,
    "Linear": _linear,
    "LocalResponseNorm": _local_response,
    "MaxPool2d": _max_pool,
    "PReLU": _prelu,
    "PixelShuffle": _shuffled(layers.DepthToSpace, "upscale_factor"),
    "PixelUnshuffle": _shuffled(layers.SpaceToDepth, "downscale_factor"),
    "Softmax": _softmax,
    "Softmax2d": _softmax,
    "Softplus": _softplus,
    "Upsample": _up_sample,
    "UpsamplingNearest2d": _up_sample_nearest,
    "ZeroPad2d": _zero_pad,
}
"""Layers that need more than their name; activations without settings are found by name."""
