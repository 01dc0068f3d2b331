"""`torch_state`: the weights of a network as the `state_dict` of the model that `to_pytorch` writes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import partial
from itertools import groupby

import numpy as np

from explorer import layers
from explorer.formats.code.naming import whole_names
from explorer.formats.code.torch.flattening import in_torch_order, reordered
from explorer.formats.code.torch.source import attributes
from explorer.formats.code.weights import FLOAT32, Own, own_weights, turned
from explorer.formats.weights.writing import Entry
from explorer.layers.base import Array, Params, Shape
from explorer.network import Network, Step, check_network
from explorer.weights import Weights

_NAMES = {
    "alpha": "weight",
    "beta": "bias",
    "gamma": "weight",
    "kernel": "weight",
    "moving_mean": "running_mean",
    "moving_variance": "running_var",
}
"""PyTorch's names for our parameters; others are called alike."""
_AFFINE = (
    layers.BatchNormalization,
    layers.GroupNormalization,
    layers.InstanceNormalization,
    layers.LayerNormalization,
)
"""Kinds that PyTorch gives a scale and a shift, or neither of them."""


def torch_state(network: Network, weights: Weights | Mapping[str, Params]) -> tuple[Entry, ...]:
    """The `state_dict` for the model of `to_pytorch(network)`, float32, each array made when it is written.

    Names are those of the modules: "conv1.weight", "res1.layers.conv2.bias". Behind `nn.Flatten` the weights are in the order
    in which PyTorch lists maps. Raises what `weight_entries` raises, but nothing for a network without weights.
    """
    names, maps = torch_names(check_network(network)), reordered(network)
    found: list[Entry] = []
    for path, group in groupby(own_weights(network, weights), lambda own: own.step.path):
        found += _of_step(list(group), names[path], maps.get(path))
    return tuple(found)


def torch_names(network: Network) -> dict[str, str]:
    """What modules are called in the model, by path: "res1.shortcut.conv"."""
    return whole_names(network, attributes, ".")


def _of_step(group: list[Own], name: str, maps: Shape | None) -> Iterator[Entry]:
    layer = group[0].step.layer
    for own in group:
        shape, turn = _turn(own, maps)
        called = own.param if isinstance(layer, layers.LayerScale) else _NAMES.get(own.param, own.param)
        entry = turned(own, f"{name}.{called}", shape, turn)
        yield entry if maps is None or own.param != "kernel" else replace(entry, rows=partial(_reordered, maps))
    have = {own.param for own in group}
    if isinstance(layer, _AFFINE) and len(have & {"gamma", "beta"}) == 1 and not _only_scaled(layer):
        missing, fill = ("weight", 1.0) if "beta" in have else ("bias", 0.0)
        yield _filled(f"{name}.{missing}", group[0].entry.shape, fill)


def _only_scaled(layer: object) -> bool:
    """Whether PyTorch can leave the shift out too."""
    return isinstance(layer, layers.LayerNormalization) and layer.scale


def _filled(name: str, shape: Shape, value: float) -> Entry:
    return Entry(name, shape, FLOAT32, lambda: np.full(shape, value, np.float32))


def _turn(own: Own, maps: Shape | None) -> tuple[Shape, Callable[[Array], Array]]:
    """The shape that a weight has in PyTorch, and what turns ours into it."""
    shape, step = own.entry.shape, own.step
    if own.param != "kernel":
        maps = None if isinstance(step.layer, layers.Dense) else maps  # what a dense layer gives is in one order only
        return shape, (lambda array: array) if maps is None else (lambda array: in_torch_order(array, maps))
    if isinstance(step.layer, layers.Dense):
        return _dense(step, shape)
    if isinstance(step.layer, layers.DepthwiseConv2D):
        rows, cols, channels, multiplier = shape
        wanted = (channels * multiplier, 1, rows, cols)
        return wanted, lambda array: array.transpose(2, 3, 0, 1).reshape(wanted)
    rows, cols, third, fourth = shape
    return (fourth, third, rows, cols), lambda array: array.transpose(3, 2, 0, 1)


def _dense(step: Step, shape: Shape) -> tuple[Shape, Callable[[Array], Array]]:
    """(inputs, units) as (units, inputs); of maps as a convolution of 1 x 1."""
    inputs, units = shape
    if len(step.input_shape) == 3:
        return (units, inputs, 1, 1), lambda array: array.T[:, :, None, None]
    return (units, inputs), lambda array: array.T


def _reordered(maps: Shape, rows: Array) -> Array:
    """Some rows of a dense layer's weights, numbers cell by cell, in PyTorch's order."""
    return in_torch_order(rows.T, maps).T
