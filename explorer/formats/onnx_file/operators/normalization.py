"""Normalisations, and the scales and shifts per channel that exporters leave of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from explorer.formats.onnx_file.building import Reading, is_filled, made, on_top, usual
from explorer.formats.onnx_file.operators.dense import in_our_order
from explorer.formats.onnx_file.operators.sliding import maps_of
from explorer.formats.onnx_file.order import FIRST, LAST, is_usual
from explorer.formats.onnx_file.tensors import decimal
from explorer.formats.onnx_file.terms import SEAM, Term, Unrepresentable, Value, Wire
from explorer.formats.onnx_file.views import laid_out, merged
from explorer.layers import (
    BatchNormalization,
    GroupNormalization,
    InstanceNormalization,
    LayerNormalization,
    LayerScale,
    LocalResponseNormalization,
    Normalization,
    Rescaling,
)
from explorer.layers.base import Array, as_map
from explorer.limits import LISTED_NUMBERS
from explorer.settings import settings_of


def _batch_norm(reading: Reading) -> tuple[Value, ...]:
    wire = reading.wire()
    if reading.attribute("training_mode", 0) or (len(reading.node.outputs) > 1 and reading.opset >= 14):
        raise Unrepresentable("it measures the mean and the variance of the images, as in training")
    if len(wire.view.axes) < 2:
        raise Unrepresentable("it reads a tensor without channels")
    named_params = dict(zip(("gamma", "beta", "moving_mean", "moving_variance"), range(1, 5), strict=True))
    params = {name: reading.weights(place, name) for name, place in named_params.items()}
    size = wire.shape[1]
    if any(each.shape != (size,) for each in params.values()):
        raise Unrepresentable(f"it does not have one mean and variance for each of {size} channels")
    term, view, stacked = in_our_order(wire, 1, np.stack(list(params.values()), 1))
    turned = {name: np.ascontiguousarray(stacked[:, place]) for place, name in enumerate(params)}
    epsilon, used = reading.attribute("epsilon", 1e-5), _used(reading)
    if epsilon == 0 and not any(used.values()):
        fixed = {
            name: _numbers(reading.constant(named_params[f"moving_{name}"], name)) for name in ("mean", "variance")
        }
        return (Wire(reading.term(term, made(Normalization, **fixed)), view),)
    layer = made(BatchNormalization, epsilon=epsilon, **used)
    return (Wire(reading.term(term, layer, turned), view),)


def _used(reading: Reading) -> dict[str, bool]:
    """Whether gamma and beta are there: an operator that needs them gets filled ones where our layer has none."""
    return {
        "scale": not is_filled(reading.constant(1, "gamma"), 1.0),
        "center": not is_filled(reading.constant(2, "beta"), 0.0),
    }


def _numbers(array: Array | None) -> tuple[float, ...]:
    """Settings from a constant: one number where it is filled with that, else one for each channel. Raises Unrepresentable."""
    if array is None or (array.size > LISTED_NUMBERS and any(array.strides)):
        raise Unrepresentable("it has no epsilon")
    few = array.reshape(-1)[:1] if not any(array.strides) else array.reshape(-1)
    return tuple(decimal(each) if array.dtype == np.float32 else float(each) for each in few)


def _layer_norm(reading: Reading) -> tuple[Value, ...]:
    wire = reading.wire()
    rank = len(wire.view.axes)
    axis = int(reading.attribute("axis", -1))
    if not -rank <= axis < rank:
        raise Unrepresentable(f"its axis {axis} is none of a tensor with {rank} axes")
    over = merged([factor for each in wire.view.axes[axis % rank :] for factor in each])
    if over != merged([(wire.term.shape[-1], 1)]):
        raise Unrepresentable("it normalises over more than the channels at one place")
    settings: dict[str, Any] = {"epsilon": float(reading.attribute("epsilon", 1e-5))}
    params = {}
    for place, name, used in ((1, "gamma", "scale"), (2, "beta", "center")):
        given = reading.constant(place, name)
        settings[used] = given is not None and not (name == "gamma" and is_filled(given, 1.0))
        if settings[used]:
            spread_out = np.broadcast_to(reading.weights(place, name), wire.shape[axis % rank :])
            params[name] = np.ascontiguousarray(spread_out.reshape(-1))
    return (Wire(reading.term(wire.term, made(LayerNormalization, **settings), params), wire.view),)


def _response(reading: Reading) -> tuple[Value, ...]:
    size = int(reading.attribute("size", 1))
    if size < 1 or size % 2 == 0:
        raise Unrepresentable(f"its {size} channels do not lie evenly around each one")
    settings = {"bias": reading.attribute("bias", 1.0), "beta": reading.attribute("beta", 0.75)}
    alpha = shared_out(float(reading.attribute("alpha", 1e-4)), size)
    layer = made(LocalResponseNormalization, depth_radius=size // 2, alpha=alpha, **settings)
    wire = reading.wire()
    if len(wire.term.shape) == 1 and is_usual(wire, reading.batch):  # a row of numbers with axes for rows and columns
        return (Wire(reading.term(wire.term, layer), wire.view),)
    term, rank = maps_of(reading)
    return (usual(reading.term(term, layer), reading.batch, FIRST[rank]),)


def shared_out(alpha: float, size: int) -> float:
    """An alpha for the sum of squares from one for their mean: the shortest decimal that makes it again as float32.

    >>> shared_out(0.0005, 5)
    0.0001
    """
    share = alpha / size
    found = (float(f"{share:.{digits}g}") for digits in range(1, 10))
    return next((each for each in found if np.float32(each * size) == np.float32(alpha)), share)


def _grouped(kind: type[GroupNormalization] | type[InstanceNormalization]) -> Callable[[Reading], tuple[Value, ...]]:
    """GroupNormalization and InstanceNormalization."""

    def normalized(reading: Reading) -> tuple[Value, ...]:
        wire = reading.wire()
        groups = _groups_in(wire, reading.seams > 0) if kind is InstanceNormalization else None
        if groups is not None:
            return (_in_groups(reading, wire, groups),)
        if _has_whole_maps(wire):  # rows and columns may be one axis: each map is taken as a whole
            term, view = wire.term, wire.view
        else:
            term, rank = maps_of(reading)
            view = laid_out(term.shape, reading.batch, FIRST[rank])
        channels = term.shape[2]
        settings: dict[str, Any] = {"epsilon": float(reading.attribute("epsilon", 1e-5)), **_used(reading)}
        if kind is GroupNormalization:
            settings["groups"] = int(reading.attribute("num_groups", 1))
        params = {}
        for place, name in ((1, "gamma"), (2, "beta")):
            values = reading.weights(place, name)
            if values.ndim != 1 or channels % max(len(values), 1) or not len(values):
                raise Unrepresentable(f"its {name} is not one number for each channel")
            params[name] = np.repeat(values, channels // len(values))  # up to version 20 one for each group
        return (Wire(reading.term(term, made(kind, **settings), params), view),)

    return normalized


def _has_whole_maps(wire: Wire) -> bool:
    """Whether the axes are the images, our channels, and all rows and columns in whatever order."""
    if len(wire.view.axes) < 3 or len(wire.term.shape) != 3:
        return False
    rows, cols, channels = wire.term.shape
    places = sorted(factor for axis in wire.view.axes[2:] for factor in axis)
    cells = merged([(rows, cols * channels), (cols, channels)])
    whole = merged(sorted(places, key=lambda factor: -factor[1]))
    return wire.view.axes[1] == merged([(channels, 1)]) and whole == cells


def _groups_in(wire: Wire, apart: bool) -> int | None:
    """How many groups of channels a tensor (images, groups, all numbers of a group) has; None for another one.

    Groups of one channel are maps by themselves, unless a seam sets them `apart`.
    """
    rows, cols, channels = as_map(wire.term.shape)
    if len(wire.view.axes) != 3 or len(wire.view.axes[1]) > 1:
        return None
    groups, each = wire.view.axes[1][0] if wire.view.axes[1] else (1, channels)
    of_group = sorted(wire.view.axes[2])
    wanted = merged([(rows, cols * channels), (cols, channels)])
    if (
        groups * each != channels
        or (groups == channels and not apart)
        or of_group != sorted([*merged([(each, 1)]), *wanted])
    ):
        return None
    return groups


def _in_groups(reading: Reading, wire: Wire, groups: int) -> Wire:
    """An instance normalisation of groups, as PyTorch writes group normalisation."""
    epsilon = float(reading.attribute("epsilon", 1e-5))
    gamma, beta = reading.weights(1, "gamma"), reading.weights(2, "beta")
    if gamma.shape != (groups,) or beta.shape != (groups,):
        raise Unrepresentable(f"its gamma and beta are not one number for each of {groups} groups")
    plain = bool(
        (gamma == 1).all() and (beta == 0).all()
    )  # PyTorch multiplies and adds one for each channel afterwards
    settings = {"groups": groups, "epsilon": epsilon, "scale": not plain, "center": not plain}
    layer = made(GroupNormalization, **settings)
    repeated = wire.term.shape[-1] // groups
    params = {"gamma": np.repeat(gamma, repeated), "beta": np.repeat(beta, repeated)}
    return Wire(reading.term(wire.term, layer, params), wire.view)


def scaled(reading: Reading, term: Term, factors: Array) -> Term:
    """A term times one number per channel: within the normalisation that it is, or as a layer of its own."""
    factors = factors.astype(np.float32)
    if not has_affine(term):
        return _plain(reading, term, {"gamma": factors})
    params = {**term.params, "gamma": term.params["gamma"] * factors if "gamma" in term.params else factors}
    if "beta" in params:
        params["beta"] = params["beta"] * factors
    return _again(term, params, scale=True)


def shifted(reading: Reading, term: Term, offsets: Array) -> Term:
    """A term plus one number per channel: as its bias, within the normalisation that it is, or as a layer of its own."""
    offsets = offsets.astype(np.float32)
    if has_affine(term):
        return _again(term, {**term.params, "beta": _sum(term.params.get("beta"), offsets)}, center=True)
    if "kernel" in term.params:
        return _again(term, {**term.params, "bias": _sum(term.params.get("bias"), offsets)}, use_bias=True)
    return _plain(reading, term, {"beta": offsets})


def _sum(given: Array | None, offsets: Array) -> Array:
    return offsets if given is None else given + offsets


def has_affine(term: Term) -> bool:
    """Whether a layer ends in gamma * x + beta, each of which it may lack."""
    layer = term.layer
    return layer is not None and {"scale", "center"} <= {declared.name for declared in settings_of(layer)}


def _again(term: Term, params: Mapping[str, Array], **settings: bool) -> Term:
    assert term.layer is not None
    return on_top(term.below, term.layer.with_settings(**settings), term.origin, params)


def _plain(reading: Reading, term: Term, params: Mapping[str, Array]) -> Term:
    """A layer that only scales or shifts."""
    layer = made(LayerScale, scale="gamma" in params, center="beta" in params)
    return reading.term(term, layer, params)


def rescaled(reading: Reading, term: Term, scale: float, offset: float) -> Term:
    """A term times `scale` plus `offset`, in one layer with a rescaling that it is."""
    if (scale, offset) == (1.0, 0.0) and term.join != SEAM:
        return term
    layer = term.layer
    if isinstance(layer, Rescaling) and (layer.scale == 1 or (layer.offset == 0 and scale == 1)):
        merged_layer = made(Rescaling, scale=layer.scale * scale, offset=layer.offset * scale + offset)
        return on_top(term.below, merged_layer, term.origin)
    return reading.term(term, made(Rescaling, scale=scale, offset=offset))


def channel_axis(wire: Wire, batch: int) -> str:
    """The letters of the axes of a tensor that is maps, the channels first or last. Raises Unrepresentable."""
    rank = len(wire.view.axes)
    for letters in (FIRST.get(rank), LAST.get(rank)):
        if letters and laid_out(wire.term.shape, batch, letters) == wire.view:
            return letters
    return FIRST.get(rank) or _refuse(rank)


def _refuse(rank: int) -> str:
    raise Unrepresentable(f"it reads a tensor with {rank} axes")


NORMALIZATIONS: dict[str, Callable[[Reading], tuple[Value, ...]]] = {
    "BatchNormalization": _batch_norm,
    "LayerNormalization": _layer_norm,
    "LRN": _response,
    "GroupNormalization": _grouped(GroupNormalization),
    "InstanceNormalization": _grouped(InstanceNormalization),
}
