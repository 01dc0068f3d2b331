"""PyTorch's normalizations. Those that compute what no layer here does are refused."""

from __future__ import annotations

from explorer import layers
from explorer.errors import quoted
from explorer.formats.text.pasted.calls import Arguments, Call, made
from explorer.formats.text.pasted.torch.context import Context, number, same_number
from explorer.layers.base import Layer

_EPSILON = 1e-5
"""PyTorch's, in all of them."""


def batch_norm(call: Call, context: Context) -> tuple[Layer, ...]:
    found = Arguments(call, "num_features,eps,momentum,affine,track_running_stats,*,device,dtype,bias")
    same_number(found, "num_features", context)
    found.only("track_running_stats", True)
    affine = found.get("affine", True)
    return (made(layers.BatchNormalization, call, epsilon=found.get("eps", _EPSILON), scale=affine, center=affine),)


def layer_norm(call: Call, context: Context) -> tuple[Layer, ...]:
    """LayerNorm, which takes rows, columns and channels of maps together: without weights that is one group of all maps."""
    found = Arguments(call, "normalized_shape,eps,elementwise_affine,bias,*,device,dtype")
    said, affine, epsilon = (
        found.need("normalized_shape"),
        found.get("elementwise_affine", True),
        found.get("eps", _EPSILON),
    )
    shape = context.map_shape
    if shape is None:
        same_number(found, "normalized_shape", context)
    else:
        channels_first = (shape[2], shape[0], shape[1])
        if said == channels_first and affine is False:
            return (made(layers.GroupNormalization, call, groups=1, epsilon=epsilon, scale=False, center=False),)
        if said != channels_first or shape[:2] != (1, 1):
            raise call.spot.error(
                "LayerNorm in PyTorch normalises rows and columns, CNN Explorer the channels of each cell.",
                "Take it out, or put it behind Flatten.",
            )
    center = affine and found.get("bias", True)
    return (made(layers.LayerNormalization, call, epsilon=epsilon, scale=affine, center=center),)


def layer_norm_2d(call: Call, context: Context) -> tuple[Layer, ...]:
    """torchvision's LayerNorm2d: the channels of each cell, as ours."""
    found = Arguments(call, "normalized_shape,eps,elementwise_affine,bias,*,device,dtype")
    same_number(found, "normalized_shape", context)
    affine = found.get("elementwise_affine", True)
    center = affine and found.get("bias", True)
    return (made(layers.LayerNormalization, call, epsilon=found.get("eps", _EPSILON), scale=affine, center=center),)


def group_norm(call: Call, context: Context) -> tuple[Layer, ...]:
    found = Arguments(call, "num_groups,num_channels,eps,affine,*,device,dtype")
    same_number(found, "num_channels", context)
    settings = {"groups": found.need("num_groups"), "epsilon": found.get("eps", _EPSILON)}
    affine = found.get("affine", True)
    return (made(layers.GroupNormalization, call, scale=affine, center=affine, **settings),)


def instance_norm(call: Call, context: Context) -> tuple[Layer, ...]:
    found = Arguments(call, "num_features,eps,momentum,affine,track_running_stats,*,device,dtype")
    same_number(found, "num_features", context)
    found.only("track_running_stats", False)
    affine = found.get("affine", False)
    return (made(layers.InstanceNormalization, call, epsilon=found.get("eps", _EPSILON), scale=affine, center=affine),)


def local_response(call: Call, context: Context) -> tuple[Layer, ...]:
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
            alpha=number(found, "alpha", 1e-4) / size,  # PyTorch takes the mean of the squares, ours is of their sum
            beta=found.get("beta", 0.75),
            bias=found.get("k", 1.0),
        ),
    )
