"""Convolutions and poolings: kernels, strides and paddings as ONNX writes them, for maps and for maps of one row."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from explorer.formats.onnx_file.building import Reading, made, usual
from explorer.formats.onnx_file.folding import reshaped
from explorer.formats.onnx_file.operators.padding import (
    Pair,
    at_its_word,
    cut_of,
    padding,
    pair,
    pool_at_its_word,
    rounds_up,
    said_padding,
    transposed_padding,
)
from explorer.formats.onnx_file.order import FIRST, arranged, as_maps
from explorer.formats.onnx_file.terms import LOWEST, Term, Unrepresentable, Value
from explorer.kernels.blocks import Sides
from explorer.layers import (
    AdaptiveAveragePool2D,
    AdaptiveMaxPool2D,
    AveragePool2D,
    Conv2D,
    Conv2DTranspose,
    DepthwiseConv2D,
    GlobalAveragePool2D,
    GlobalMaxPool2D,
    MaxPool2D,
)
from explorer.layers.base import Array
from explorer.settings import PaddingValue
from explorer.windows import same_padding


def maps_of(reading: Reading) -> tuple[Term, int]:
    """What the operator reads as maps, and the number of axes of the tensor. Raises Unrepresentable."""
    wire = reading.wire()
    rank = len(wire.view.axes)
    if rank not in (3, 4):
        raise Unrepresentable(f"it slides over {max(rank - 2, 0)} axes, not over rows and columns")
    return as_maps(arranged(wire, FIRST[rank], reading.batch).term), rank


def _kernel(reading: Reading, rank: int) -> Array:
    """The kernel as the file has it, with one row where it slides along rows of numbers."""
    weights = reading.weights(1, "kernel")
    if weights.ndim != rank:
        raise Unrepresentable(f"its kernel has {weights.ndim} axes, what it reads has {rank}")
    return weights[:, :, None] if rank == 3 else weights


def _conv(reading: Reading) -> tuple[Value, ...]:
    term, rank = maps_of(reading)
    weights = _kernel(reading, rank)
    filters, per_group, *kernel = weights.shape
    size = (int(kernel[0]), int(kernel[1]))
    groups, channels = int(reading.attribute("group", 1)), term.shape[2]
    if groups < 1 or channels != per_group * groups or filters % groups:
        raise Unrepresentable(f"its kernel reads {per_group} x {groups} channels, but there are {channels}")
    strides, dilation = pair(reading, "strides", rank), pair(reading, "dilations", rank)
    settings: dict[str, Any] = {
        "kernel_size": size,
        "strides": strides,
        "padding": padding(reading, rank, term.shape, size, strides, dilation, at_its_word(reading)),
        "dilation_rate": dilation,
    }
    params, settings["use_bias"] = _with_bias(reading, filters)
    if groups == channels > 1 and reading.seams != 1:
        multiplier = filters // channels
        turned = reshaped(weights, (channels, multiplier, *size)).transpose(2, 3, 0, 1)
        top = reading.term(
            term, made(DepthwiseConv2D, depth_multiplier=multiplier, **settings), {"kernel": turned, **params}
        )
    else:
        layer = made(Conv2D, filters=filters, groups=groups, **settings)
        top = reading.term(term, layer, {"kernel": weights.transpose(2, 3, 1, 0), **params})
    return (usual(top, reading.batch, FIRST[rank]),)


def _with_bias(reading: Reading, filters: int) -> tuple[dict[str, Array], bool]:
    if reading.constant(2, "bias") is None:
        return {}, False
    bias = reading.weights(2, "bias")
    if bias.shape != (filters,):
        raise Unrepresentable(f"its bias {bias.shape} is not one number for each of {filters} filters")
    return {"bias": bias}, True


def _conv_transpose(reading: Reading) -> tuple[Value, ...]:
    term, rank = maps_of(reading)
    weights = _kernel(reading, rank)
    channels, per_group, *kernel = weights.shape
    size = (int(kernel[0]), int(kernel[1]))
    groups = int(reading.attribute("group", 1))
    if groups < 1 or channels != term.shape[2] or channels % groups:
        raise Unrepresentable(f"its kernel reads {channels} channels in {groups} groups, but there are {term.shape[2]}")
    strides, dilation = pair(reading, "strides", rank), pair(reading, "dilations", rank)
    params, use_bias = _with_bias(reading, per_group * groups)
    settings: dict[str, Any] = {"filters": per_group * groups, "kernel_size": size, "strides": strides}
    settings |= {"dilation_rate": dilation, "use_bias": use_bias, "groups": groups}
    said = said_padding(reading, rank, term.shape, settings)
    if said is None:
        cut, extra = cut_of(reading, rank, term.shape, size, strides, dilation)
        said = transposed_padding(cut, extra, size, strides, dilation)
    settings |= said
    turned = weights.transpose(2, 3, 1, 0)
    top = reading.term(term, made(Conv2DTranspose, **settings), {"kernel": turned, **params})
    return (usual(top, reading.batch, FIRST[rank]),)


def _pool(kind: type[MaxPool2D] | type[AveragePool2D]) -> Callable[[Reading], tuple[Value, ...]]:
    def pooled(reading: Reading) -> tuple[Value, ...]:
        term, rank = maps_of(reading)
        size, strides = pair(reading, "kernel_shape", rank), pair(reading, "strides", rank)
        dilation = pair(reading, "dilations", rank)
        auto = reading.attribute("auto_pad", "NOTSET")
        if reading.seams and auto == "VALID":
            return (usual(_adaptive(reading, kind, term, size), reading.batch, FIRST[rank]),)
        at_word = pool_at_its_word(reading)
        settings: dict[str, Any] = {"pool_size": size, "strides": strides, "dilation_rate": dilation}
        pads: PaddingValue
        if term.join == LOWEST:
            sides, term = _bordered(term), term.below
            same = tuple(same_padding(term.shape[axis], size[axis], strides[axis], dilation[axis]) for axis in (0, 1))
            pads = "same" if sides == same else sides
        else:
            pads = padding(reading, rank, term.shape, size, strides, dilation, at_word)
        settings["padding"] = pads
        literal = at_word or auto != "NOTSET"
        settings["ceil_mode"] = bool(reading.attribute("ceil_mode", 0)) and (
            literal or rounds_up(pads, term.shape, size, strides, dilation)
        )
        if kind is AveragePool2D and reading.attribute("count_include_pad", 0) and (literal or pads != "valid"):
            settings["count_padding"] = True
        return (usual(reading.term(term, made(kind, **settings)), reading.batch, FIRST[rank]),)

    return pooled


def _adaptive(reading: Reading, kind: type[MaxPool2D] | type[AveragePool2D], term: Term, size: Pair) -> Term:
    """Windows that tile the map, behind a seam: so adaptive pooling is written where it needs no others."""
    adaptive = AdaptiveMaxPool2D if kind is MaxPool2D else AdaptiveAveragePool2D
    wanted = (term.shape[0] // size[0], term.shape[1] // size[1])
    return reading.term(term, made(adaptive, output_size=wanted))


def _bordered(term: Term) -> Sides:
    """The cells that a border of minus infinity has on each side."""
    (top, bottom), (left, right) = term.params["sides"].tolist()
    return (top, bottom), (left, right)


def _global(kind: type[GlobalAveragePool2D] | type[GlobalMaxPool2D]) -> Callable[[Reading], tuple[Value, ...]]:
    def pooled(reading: Reading) -> tuple[Value, ...]:
        term, rank = maps_of(reading)
        return (usual(reading.term(term, kind(keepdims=True)), reading.batch, FIRST[rank]),)

    return pooled


SLIDING: dict[str, Callable[[Reading], tuple[Value, ...]]] = {
    "Conv": _conv,
    "ConvTranspose": _conv_transpose,
    "MaxPool": _pool(MaxPool2D),
    "AveragePool": _pool(AveragePool2D),
    "GlobalAveragePool": _global(GlobalAveragePool2D),
    "GlobalMaxPool": _global(GlobalMaxPool2D),
}
