"""PyTorch's normalizations. One that has only a scale or only a shift gets the other as ones or zeros (`arrays.py`)."""

from __future__ import annotations

import math
from typing import Any

from explorer import layers
from explorer.formats.code.calls import Arg, Made, Place

_EPSILON = 1e-5
"""PyTorch's, in all of them."""


def batch_norm(layer: layers.BatchNormalization, place: Place) -> list[Made]:
    axes = "2d" if len(place.entering) == 3 else "1d"
    affine = Arg("affine", layer.scale or layer.center, True)
    return [Made(f"nn.BatchNorm{axes}", (_channels("num_features", place), _eps(layer), affine))]


def layer_norm(layer: layers.LayerNormalization, place: Place) -> list[Made]:
    """The channels of every cell: for maps a helper, as torchvision has it."""
    name = "LayerNorm2d" if len(place.entering) == 3 else "nn.LayerNorm"
    affine = Arg("elementwise_affine", layer.scale or layer.center, True)
    # Without both there is nothing to leave out.
    bias = Arg("bias", layer.center or not layer.scale, True)
    return [Made(name, (_channels("normalized_shape", place), _eps(layer), affine, bias))]


def group_norm(layer: layers.GroupNormalization, place: Place) -> list[Made]:
    return [_grouped(layer, place, layer.groups)]


def instance_norm(layer: layers.InstanceNormalization, place: Place) -> list[Made]:
    if place.entering[0] * place.entering[1] == 1:
        return [_grouped(layer, place, place.entering[2])]
    affine = Arg("affine", layer.scale or layer.center, False)
    return [Made("nn.InstanceNorm2d", (_channels("num_features", place), _eps(layer), affine))]


def _grouped(layer: Any, place: Place, groups: int) -> Made:
    """nn.GroupNorm, which refuses groups of a single number: a helper does as it would."""
    name = "nn.GroupNorm" if math.prod(place.entering) > groups else "LoneGroupNorm"
    affine = Arg("affine", layer.scale or layer.center, True)
    return Made(name, (Arg("num_groups", groups), _channels("num_channels", place), _eps(layer), affine))


def _eps(layer: Any) -> Arg:
    return Arg("eps", layer.epsilon, _EPSILON)


def _channels(name: str, place: Place) -> Arg:
    return Arg(name, place.entering[-1])


def local_response(layer: layers.LocalResponseNormalization, place: Place) -> list[Made]:
    """PyTorch takes the mean of the squares, ours is of their sum."""
    size = 2 * layer.depth_radius + 1
    args = (
        Arg("size", size),
        Arg("alpha", layer.alpha * size, 1e-4),
        Arg("beta", layer.beta, 0.75),
        Arg("k", layer.bias, 1.0),
    )
    return as_maps(Made("nn.LocalResponseNorm", args), place)


def as_maps(made: Made, place: Place) -> list[Made]:
    """A layer that reads maps; a vector is maps of one cell for it and a vector again behind it."""
    if len(place.entering) == 3:
        return [made]
    units = place.entering[0]
    maps = Made("nn.Unflatten", (Arg("dim", 1), Arg("unflattened_size", (units, 1, 1))), "maps", (1, 1, units))
    return [maps, Made(made.function, made.args, "", (1, 1, place.leaving[0])), Made("nn.Flatten", (), "flatten")]
