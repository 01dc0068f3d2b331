"""Convolutions and poolings: kernels, strides and paddings as ONNX writes them, for maps and for maps of one row."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from explorer.formats.onnx_file.building import Reading, made, usual
from explorer.formats.onnx_file.folding import reshaped
from explorer.formats.onnx_file.order import FIRST, arranged, as_maps
from explorer.formats.onnx_file.terms import Term, Unrepresentable, Value
from explorer.layers import (
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
from explorer.windows import same_padding, span

Pair = tuple[int, int]


def maps_of(reading: Reading) -> tuple[Term, int]:
    """What the operator reads as maps, and the number of axes of the tensor. Raises Unrepresentable."""
    wire = reading.wire()
    rank = len(wire.view.axes)
    if rank not in (3, 4):
        raise Unrepresentable(f"it slides over {max(rank - 2, 0)} axes, not over rows and columns")
    return as_maps(arranged(wire, FIRST[rank], reading.batch).term), rank


def pair(reading: Reading, name: str, rank: int, default: int = 1) -> Pair:
    """A setting for rows and columns; a tensor of one row has it for the columns only."""
    values = reading.attribute(name, (default,) * (rank - 2))
    if not isinstance(values, tuple) or len(values) != rank - 2:
        raise Unrepresentable(f"its {name} are not those of {rank - 2} axes")
    return (int(values[0]), int(values[1])) if rank == 4 else (default, int(values[0]))


def _pads(reading: Reading, rank: int) -> tuple[Pair, Pair]:
    values = reading.attribute("pads", (0,) * 2 * (rank - 2))
    if not isinstance(values, tuple) or len(values) != 2 * (rank - 2) or min(values) < 0:
        raise Unrepresentable("its pads are not those of its axes")
    if rank == 3:
        return (0, 0), (values[0], values[1])
    return (values[0], values[2]), (values[1], values[3])


def padding(reading: Reading, rank: int, shape: Sequence[int], kernel: Pair, strides: Pair, dilation: Pair) -> Any:
    """The padding in our words: 'valid', 'same' where that keeps the size or the file says so, or cells per side."""
    auto = reading.attribute("auto_pad", "NOTSET")
    same = [same_padding(shape[axis], kernel[axis], strides[axis], dilation[axis]) for axis in (0, 1)]
    if auto == "SAME_UPPER":
        return "same"
    if auto == "SAME_LOWER":
        same = [(after, before) for before, after in same]
        return (same[0], same[1])
    sides = ((0, 0), (0, 0)) if auto == "VALID" else _pads(reading, rank)
    if not any(map(any, sides)):
        return "valid"
    keeps_size = strides == (1, 1) or any(before != after for before, after in sides)
    return "same" if keeps_size and sides == tuple(same) else sides


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
        "padding": padding(reading, rank, term.shape, size, strides, dilation),
        "dilation_rate": dilation,
    }
    params, settings["use_bias"] = _with_bias(reading, filters)
    if groups == channels > 1:
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
    cut, extra = _cut(reading, rank, term.shape, size, strides, dilation)
    params, use_bias = _with_bias(reading, per_group * groups)
    settings: dict[str, Any] = {"filters": per_group * groups, "kernel_size": size, "strides": strides}
    settings |= {"dilation_rate": dilation, "use_bias": use_bias}
    settings |= transposed_padding(cut, extra, size, strides, dilation)
    settings |= {"groups": groups}
    turned = weights.transpose(2, 3, 1, 0)
    top = reading.term(term, made(Conv2DTranspose, **settings), {"kernel": turned, **params})
    return (usual(top, reading.batch, FIRST[rank]),)


def _cut(
    reading: Reading, rank: int, shape: Sequence[int], kernel: Pair, strides: Pair, dilation: Pair
) -> tuple[list[Pair], Pair]:
    """Cells cut off at each side, and cells added behind, of a transposed convolution."""
    extra = pair(reading, "output_padding", rank, 0)
    wanted = reading.attribute("output_shape")
    auto = reading.attribute("auto_pad", "NOTSET")
    if wanted is None and not auto.startswith("SAME"):
        return list(((0, 0), (0, 0)) if auto == "VALID" else _pads(reading, rank)), extra
    if wanted is not None:
        lengths = [1, *wanted][-2:] if rank == 3 else list(wanted)[-2:]
    else:
        lengths = [shape[axis] * strides[axis] for axis in (0, 1)]
    cut: list[Pair] = []
    added = list(extra)
    for axis in (0, 1):
        total = strides[axis] * (shape[axis] - 1) + span(kernel[axis], dilation[axis]) + extra[axis] - lengths[axis]
        if total < 0:
            added[axis], total = added[axis] - total, 0
        half = total // 2
        cut.append((half, total - half) if auto == "SAME_UPPER" else (total - half, half))
    return cut, (added[0], added[1])


def transposed_padding(cut: list[Pair], extra: Pair, kernel: Pair, strides: Pair, dilation: Pair) -> dict[str, Any]:
    """The padding of a transposed convolution in our words; what is added behind is taken from what is cut there."""
    totals = [span(kernel[axis], dilation[axis]) - strides[axis] for axis in (0, 1)]
    same = [(max(total, 0) // 2, max(total, 0) - max(total, 0) // 2) for total in totals]
    beyond = tuple(max(-total, 0) for total in totals)
    if cut == same and extra == beyond:
        return {"padding": "valid" if not any(map(any, cut)) else "same"}
    if not any(map(any, cut)) and extra == beyond:
        return {"padding": "valid"}
    sides = tuple((before, after - more) for (before, after), more in zip(cut, extra, strict=True))
    if all(after >= 0 for _, after in sides):
        return {"padding": sides}
    return {"padding": tuple(cut), "output_padding": extra}


def _pool(kind: type[MaxPool2D] | type[AveragePool2D]) -> Callable[[Reading], tuple[Value, ...]]:
    def pooled(reading: Reading) -> tuple[Value, ...]:
        term, rank = maps_of(reading)
        size, strides = pair(reading, "kernel_shape", rank), pair(reading, "strides", rank)
        dilation = pair(reading, "dilations", rank)
        pads = padding(reading, rank, term.shape, size, strides, dilation)
        settings: dict[str, Any] = {"pool_size": size, "strides": strides, "padding": pads}
        settings["dilation_rate"] = dilation
        settings["ceil_mode"] = bool(reading.attribute("ceil_mode", 0)) and _rounds(
            pads, term.shape, size, strides, dilation
        )
        if kind is AveragePool2D and reading.attribute("count_include_pad", 0) and pads != "valid":
            settings["count_padding"] = True
        return (usual(reading.term(term, made(kind, **settings)), reading.batch, FIRST[rank]),)

    return pooled


def _rounds(pads: PaddingValue, shape: Sequence[int], kernel: Pair, strides: Pair, dilation: Pair) -> bool:
    """Whether a size rounded up is another one than a size rounded down."""
    if pads == "same":
        return False
    sides = ((0, 0), (0, 0)) if isinstance(pads, str) else pads
    left = [shape[axis] + sum(sides[axis]) - span(kernel[axis], dilation[axis]) for axis in (0, 1)]
    return any(rest % stride for rest, stride in zip(left, strides, strict=True))


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
