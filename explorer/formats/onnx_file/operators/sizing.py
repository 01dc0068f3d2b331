"""Operators that add, cut off, pick, join or resample rows, columns and channels."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Any

import numpy as np

from explorer.formats.onnx_file.building import Reading, made, on_top, usual
from explorer.formats.onnx_file.folding import axis_in, ints, listed_ints, slices, split_sizes
from explorer.formats.onnx_file.operators.activation import settled
from explorer.formats.onnx_file.operators.normalization import channel_axis
from explorer.formats.onnx_file.order import FIRST, arranged, as_maps
from explorer.formats.onnx_file.tensors import decimal
from explorer.formats.onnx_file.terms import LOWEST, SEAM, Term, Unrepresentable, Value, Wire
from explorer.layers import (
    AdaptiveAveragePool2D,
    AdaptiveMaxPool2D,
    AveragePool2D,
    ChannelSlice,
    Conv2D,
    Cropping2D,
    DepthwiseConv2D,
    MaxPool2D,
    Padding2D,
    Resizing,
    UpSampling2D,
    ZeroPadding2D,
)
from explorer.layers.base import Array, Layer
from explorer.layers.pooling.adaptive_pool import AdaptivePool2D


def _maps(reading: Reading) -> tuple[Term, str]:
    """What is read as maps or a vector, and what each axis of the tensor is. Raises Unrepresentable."""
    wire = settled(reading.wire())
    letters = channel_axis(wire, reading.batch)
    return arranged(wire, letters, reading.batch).term, letters


def _by_letter(letters: str, values: Sequence[Any], nothing: Any) -> tuple[Any, Any, Any]:
    """What belongs to rows, columns and channels. Raises Unrepresentable if something belongs to the batch."""
    found = dict(zip(letters, values, strict=True))
    if found.get("n", nothing) != nothing:
        raise Unrepresentable("it changes the number of images")
    return found.get("r", nothing), found.get("c", nothing), found.get("h", nothing)


def _pad(reading: Reading) -> tuple[Value, ...]:
    term, letters = _maps(reading)
    pads = listed_ints(reading.node, reading.inputs, 1, "pads") or list(reading.attribute("paddings", ()))
    axes = ints(reading.constant(3, "axes"), "axes") if reading.constant(3, "axes") is not None else None
    places = [axis_in(axis, len(letters)) for axis in axes] if axes is not None else list(range(len(letters)))
    if len(pads) != 2 * len(places):
        raise Unrepresentable(f"its {len(pads)} pads are not those of {len(places)} axes")
    sides = [(0, 0)] * len(letters)
    for number, place in enumerate(places):
        sides[place] = (pads[number], pads[number + len(places)])
    rows, cols, channels = _by_letter(letters, sides, (0, 0))
    if channels != (0, 0):
        raise Unrepresentable("it adds channels")
    if reading.seams:
        return (usual(reading.term(as_maps(term), _border(reading, (rows, cols))), reading.batch, letters),)
    if (
        rows + cols != (0, 0, 0, 0)
        and reading.constant(2, "value") is not None
        and reading.number(2, "value", 0.0) == -np.inf
    ):
        return (usual(_lowest(reading, as_maps(term), rows, cols), reading.batch, letters),)
    wire = _padded(reading, term, rows, cols, letters)
    return (wire,)


def _border(reading: Reading, sides: tuple[Any, Any]) -> Layer:
    """The layer that Pad is at its word: one of zeros only where it names no number."""
    mode = reading.attribute("mode", "constant")
    if mode == "constant" and reading.constant(2, "value") is None:
        return made(ZeroPadding2D, padding=sides)
    return padding_layer(mode, reading.number(2, "value", 0.0), sides)


def _lowest(reading: Reading, term: Term, rows: tuple[int, int], cols: tuple[int, int]) -> Term:
    """Maps in a border of minus infinity, for a max pooling. Raises Unrepresentable."""
    if reading.attribute("mode", "constant") != "constant" or min(rows + cols) < 0:
        raise Unrepresentable("its border is infinite")
    shape = (term.shape[0] + sum(rows), term.shape[1] + sum(cols), term.shape[2])
    return Term(shape, (term,), join=LOWEST, params={"sides": np.array([rows, cols])}, origin=reading.node.called)


def _padded(reading: Reading, term: Term, rows: tuple[int, int], cols: tuple[int, int], letters: str) -> Wire:
    cut = [tuple(max(-n, 0) for n in side) for side in (rows, cols)]
    add = [tuple(max(n, 0) for n in side) for side in (rows, cols)]
    if any(map(any, add)):
        mode = reading.attribute("mode", "constant")
        value = reading.number(2, "value", 0.0)
        term = as_maps(term)
        if mode == "constant" and value == 0:
            layer = made(ZeroPadding2D, padding=tuple(add))
        else:
            layer = padding_layer(mode, value, tuple(add))
        term = reading.term(term, layer)
    if any(map(any, cut)):
        term = reading.term(term, made(Cropping2D, cropping=tuple(cut)))
    return usual(term, reading.batch, letters)


def padding_layer(mode: str, value: float, sides: tuple[Any, ...]) -> Layer:
    """A padding by something other than zeros."""
    return made(Padding2D, padding=sides, mode=mode, value=value)


def _slice(reading: Reading) -> tuple[Value, ...]:
    wire = settled(reading.wire())
    kept = slices(reading.node, reading.inputs, wire.shape)
    if reading.seams:
        return (_at_its_word(reading, wire, kept),)
    if all(each == range(size) for each, size in zip(kept, wire.shape, strict=True)):
        return (wire,)
    term, letters = _maps(reading)
    return (usual(_cropped(reading, term, dict(zip(letters, kept, strict=True)), wire), reading.batch, letters),)


def _at_its_word(reading: Reading, wire: Wire, kept: list[range]) -> Wire:
    """A Slice as the layer that its axes name, though it may keep everything. Raises Unrepresentable."""
    axes = [
        axis_in(axis, len(kept)) for axis in listed_ints(reading.node, reading.inputs, 3, "axes") or range(len(kept))
    ]
    if axes == [1]:
        layer = _channels(reading, kept[1])
    elif axes == [2, 3] and all(each.step == 1 for each in kept):
        sides = [(kept[axis].start, wire.shape[axis] - kept[axis].stop) for axis in axes]
        layer = made(Cropping2D, cropping=tuple(sides))
    else:
        raise Unrepresentable("it keeps neither channels nor rows and columns")
    term, letters = _maps(reading)
    return usual(reading.term(term, layer), reading.batch, letters)


def _channels(reading: Reading, kept: range) -> Layer:
    """The layer that keeps these channels; an end beyond every tensor is the end of the channels, whatever their number."""
    ends = listed_ints(reading.node, reading.inputs, 2, "ends") or [0]
    open_end = len(ends) == 1 and ends[0] == ALL and kept.step > 0
    return made(ChannelSlice, start=kept.start, stop=0 if open_end else kept.stop, step=kept.step)


ALL = 2**63 - 1
"""The end of a Slice that keeps all there is."""


def _cropped(reading: Reading, term: Term, kept: dict[str, range], wire: Wire) -> Term:
    if "n" in kept and len(kept["n"]) != reading.batch:
        raise Unrepresentable("it picks images")
    if any(len(each) == 0 for each in kept.values()):
        raise Unrepresentable("it keeps nothing")
    shape = dict(zip("rch", (*(1, 1), term.shape[0]) if len(term.shape) == 1 else term.shape, strict=True))
    sides = []
    for letter in "rc":
        each = kept.get(letter, range(shape[letter]))
        if each.step != 1:
            raise Unrepresentable(f"it keeps every {abs(each.step)}th of the {'rows' if letter == 'r' else 'columns'}")
        sides.append((each.start, shape[letter] - each.stop))
    if any(map(any, sides)):
        term = reading.term(as_maps(term), made(Cropping2D, cropping=tuple(sides)))
    channels = kept.get("h", range(shape["h"]))
    if channels != range(shape["h"]):
        opened = reading.node.op == "Slice" and kept.get("n", range(reading.batch)) == range(reading.batch)
        layer = _channels(reading, channels) if opened else channel_slice(channels)
        term = reading.term(term, layer)
    return term


def channel_slice(kept: range) -> Layer:
    """The layer that keeps some channels."""
    return made(ChannelSlice, start=kept.start, stop=kept.stop, step=kept.step)


def _split(reading: Reading) -> tuple[Value, ...]:
    wire = settled(reading.wire())
    axis = axis_in(int(reading.attribute("axis", 0)), len(wire.shape))
    parts = split_sizes(reading.node, reading.inputs, wire.shape[axis])
    if len(parts) == 1:
        return (wire,)
    term, letters = _maps(reading)
    found = []
    start = 0
    for part in parts:
        kept = {letter: range(size) for letter, size in zip(letters, wire.shape, strict=True)}
        kept[letters[axis]] = range(start, start + part)
        found.append(usual(_cropped(reading, term, kept, wire), reading.batch, letters))
        start += part
    return tuple(found)


def _gather(reading: Reading) -> tuple[Value, ...]:
    wire = settled(reading.wire())
    places = reading.constant(1, "indices")
    axis = axis_in(int(reading.attribute("axis", 0)), len(wire.shape))
    if places is None or places.dtype.kind not in "iu" or not 1 <= places.size <= wire.shape[axis] or places.ndim > 1:
        raise Unrepresentable("it picks numbers by their places")
    size = wire.shape[axis]
    chosen = [int(n) % size for n in places.reshape(-1)]
    steps = {b - a for a, b in pairwise(chosen)} or {1}
    if len(steps) > 1 or steps == {0}:
        raise Unrepresentable("it picks numbers by their places")
    (step,) = steps
    term, letters = _maps(reading)
    kept = {letter: range(n) for letter, n in zip(letters, wire.shape, strict=True)}
    kept[letters[axis]] = range(chosen[0], chosen[-1] + (1 if step > 0 else -1), step)
    found = usual(_cropped(reading, term, kept, wire), reading.batch, letters)
    if places.ndim == 0:
        return (Wire(found.term, type(found.view)(tuple(a for n, a in enumerate(found.view.axes) if n != axis))),)
    return (found,)


def _concat(reading: Reading) -> tuple[Value, ...]:
    wires = [reading.wire(place) for place in range(len(reading.inputs))]
    rank = len(wires[0].shape)
    axis = axis_in(int(reading.attribute("axis", 0)), rank)
    pooled = _adaptive(reading, wires, axis - 2) if rank == 4 and axis > 1 else None
    if pooled is not None:
        return (usual(pooled, reading.batch, FIRST[4]),)
    if len(wires) == 1:
        return (_of_one(reading, wires[0], axis),)
    letters = FIRST.get(rank, "")
    if (rank == 4 and axis == 3) or (rank == 3 and axis == 2):
        letters = {4: "nrch", 3: "nch"}[rank]
    if not letters or letters[axis] != "h":
        raise Unrepresentable(f"it joins along axis {axis}, which is not that of the channels")
    terms = [arranged(settled(wire), letters, reading.batch).term for wire in wires]
    if len({len(term.shape) for term in terms}) > 1:
        terms = [as_maps(term) for term in terms]
    if len({term.shape[:-1] for term in terms}) > 1:
        raise Unrepresentable("it joins maps of different sizes")
    shape = (*terms[0].shape[:-1], sum(term.shape[-1] for term in terms))
    return (usual(reading.join("concatenate", terms, shape), reading.batch, letters),)


def _of_one(reading: Reading, wire: Wire, axis: int) -> Wire:
    """What is joined with nothing. The filters of one map, joined along the channels, are a depthwise convolution of it."""
    layer, term = wire.term.layer, wire.term
    if axis != 1 or not isinstance(layer, Conv2D) or term.below.shape[2] != 1:
        return wire
    settings = {name: value for name, value in layer.settings().items() if name not in ("filters", "groups")}
    depthwise = made(DepthwiseConv2D, depth_multiplier=layer.filters, **settings)
    return Wire(on_top(term.below, depthwise, term.origin, term.params), wire.view)


def _adaptive(reading: Reading, wires: list[Wire], axis: int) -> Term | None:
    """Windows of rows (`axis` 0) or columns (1) that are cut out, pooled and joined again, as adaptive pooling; None for others."""
    parts = [_part(wire.term, axis) for wire in wires]
    first = parts[0]
    if first is None or any(part is None or part[0] is not first[0] or part[2] != first[2] for part in parts):
        return None
    root, kind = first[0], first[2]
    windows = [part[1] for part in parts if part is not None]
    size = [root.shape[0], root.shape[1]]
    size[axis] = len(windows)
    layer = made(kind, output_size=tuple(size))
    if list(layer.windows(axis, root.shape[axis])) != windows:
        return None
    if axis == 1 and type(root.layer) is kind and root.layer.output_size[1] == root.below.shape[1]:
        return reading.term(root.below, layer)  # the rows were joined before
    return reading.term(root, layer)


def _part(term: Term, axis: int) -> tuple[Term, range, type[AdaptivePool2D]] | None:
    """What one pooling over a strip of rows (`axis` 0) or columns (1) reads, which of them, and its kind."""
    pool = term.layer
    if not isinstance(pool, AveragePool2D | MaxPool2D) or pool.padding != "valid" or max(pool.dilation_rate) > 1:
        return None
    strip = term.below
    if pool.pool_size[axis] != strip.shape[axis] or pool.pool_size[1 - axis] != 1 or pool.strides != (1, 1):
        return None
    kind = AdaptiveMaxPool2D if isinstance(pool, MaxPool2D) else AdaptiveAveragePool2D
    if isinstance(strip.layer, Cropping2D) and not any(strip.layer.cropping[1 - axis]):
        start = strip.layer.cropping[axis][0]
        return strip.below, range(start, start + strip.shape[axis]), kind
    return strip, range(strip.shape[axis]), kind


def _resize(reading: Reading) -> tuple[Value, ...]:
    term, letters = _maps(reading)
    wire = reading.wire()
    old = reading.node.op == "Upsample" or reading.opset < 11
    scales, sizes = _targets(reading, wire.shape, old)
    targets = dict(zip(letters, zip(scales, sizes, strict=True), strict=True))
    rows, cols, channels = (targets.get(letter, (1.0, 1)) for letter in "rch")
    where = dict(zip(letters, wire.shape, strict=True))
    if channels[1] != where.get("h", 1) or sizes[0] != wire.shape[0]:
        raise Unrepresentable("it resizes more than rows and columns")
    term = as_maps(term)
    said = _said_resizing(reading, term, (rows, cols))
    if said is not None:
        return (usual(said, reading.batch, letters),)
    if (rows[1], cols[1]) == term.shape[:2]:
        return (usual(term, reading.batch, letters),)
    mode = reading.attribute("mode", "nearest")
    how = "asymmetric" if old else reading.attribute("coordinate_transformation_mode", "half_pixel")
    rounding = "floor" if old else reading.attribute("nearest_mode", "round_prefer_floor")
    if reading.attribute("antialias", 0) or reading.attribute("exclude_outside", 0):
        raise Unrepresentable("it smooths maps before it makes them smaller")
    layer = resizing(term.shape, (rows, cols), mode, how, rounding)
    return (usual(reading.term(term, layer), reading.batch, letters),)


def _said_resizing(reading: Reading, term: Term, targets: tuple[tuple[float, int], tuple[float, int]]) -> Term | None:
    """Behind a seam, or along one axis alone: sizes or scales at their word, two such operators as one layer. Else None."""
    axes = tuple(reading.attribute("axes", ()))
    first = term.layer
    second = axes == (3,) and isinstance(first, Resizing) and reading.node.op == "Resize" and not term.params
    if not reading.seams and not (second and _along_rows(term)):
        return None
    mode = reading.attribute("mode", "nearest")
    how = reading.attribute("coordinate_transformation_mode", "half_pixel").replace("_", "-")
    how_rounded = reading.attribute("nearest_mode", "round_prefer_floor").replace("_", "-")
    settings: dict[str, Any] = {"interpolation": "bilinear" if mode == "linear" else mode, "positions": how}
    settings["rounding"] = how_rounded
    by_size = len(reading.inputs) > 3 and reading.constant(3, "sizes") is not None
    for axis, (side, (scale, size)) in enumerate(zip(("height", "width"), targets, strict=True)):
        if axes and axis + 2 not in axes:
            settings[f"{side}_factor"] = 1.0
        else:
            settings |= {side: size} if by_size else {f"{side}_factor": decimal(scale)}
    if second and not reading.seams:
        assert isinstance(first, Resizing)
        rows = {"height": first.height, "height_factor": first.height_factor}
        return reading.term(term.below, made(Resizing, **{**settings, **rows}))
    return reading.term(term, made(Resizing, **settings))


def _along_rows(term: Term) -> bool:
    """Whether maps were resized along their rows alone, at its word, which waits for the columns."""
    layer = term.layer
    return isinstance(layer, Resizing) and (layer.width, layer.width_factor) == (0, 1.0) and term.below.join == SEAM


def _targets(reading: Reading, shape: tuple[int, ...], old: bool) -> tuple[list[float], list[int]]:
    """Scales and sizes of all axes. Raises Unrepresentable."""
    place = 1 if old else 2
    given = reading.constant(place, "scales") if len(reading.inputs) > place else None
    scales = [float(n) for n in given.reshape(-1)] if given is not None and given.size else []
    scales = scales or [float(n) for n in reading.attribute("scales", ())]
    axes = [axis_in(n, len(shape)) for n in reading.attribute("axes", tuple(range(len(shape))))]
    sizes_given = reading.constant(3, "sizes") if len(reading.inputs) > 3 else None
    if scales:
        if len(scales) != len(axes) or not all(0 < n <= 1024 for n in scales):
            raise Unrepresentable("its scales are not those of its axes")
        factors = [1.0] * len(shape)
        for axis, scale in zip(axes, scales, strict=True):
            factors[axis] = scale
        return factors, [math.floor(size * factor) for size, factor in zip(shape, factors, strict=True)]
    wanted = ints(sizes_given, "sizes")
    if len(wanted) != len(axes):
        raise Unrepresentable("its sizes are not those of its axes")
    sizes = list(shape)
    for axis, size in zip(axes, wanted, strict=True):
        sizes[axis] = size
    policy = reading.attribute("keep_aspect_ratio_policy", "stretch")
    if policy != "stretch":
        chosen = (min if policy == "not_larger" else max)(sizes[axis] / shape[axis] for axis in axes)
        for axis in axes:
            sizes[axis] = math.floor(chosen * shape[axis] + 0.5)
    return [size / have for size, have in zip(sizes, shape, strict=True)], sizes


def nearest_places(length: int, size: int, scale: float, how: str, rounding: str) -> Array | None:
    """The input place of every output place, as ONNX's Resize defines it; None for ways that are not known."""
    out = np.arange(size, dtype=np.float64)
    if how == "asymmetric":
        at = out / scale
    elif how == "align_corners":
        at = out * (length - 1) / max(size - 1, 1)
    elif how in ("half_pixel", "pytorch_half_pixel"):
        at = (out + 0.5) / scale - 0.5 if size > 1 or how == "half_pixel" else 0 * out
    else:
        return None
    if rounding not in _ROUNDED:
        return None
    return np.clip(_ROUNDED[rounding](at), 0, length - 1).astype(np.int64)


_ROUNDED: dict[str, Callable[[Array], Array]] = {
    "floor": np.floor,
    "ceil": np.ceil,
    "round_prefer_floor": lambda x: np.ceil(x - 0.5),
    "round_prefer_ceil": lambda x: np.floor(x + 0.5),
}


def resizing(
    shape: tuple[int, ...],
    targets: tuple[tuple[float, int], tuple[float, int]],
    mode: str,
    how: str,
    rounding: str,
) -> Layer:
    """The layer that resizes maps so; `targets` are scale and size of rows and of columns. Raises Unrepresentable."""
    factors = tuple(size // max(have, 1) for (_, size), have in zip(targets, shape, strict=False))
    whole = all(factor * have == size for factor, have, (_, size) in zip(factors, shape, targets, strict=False))
    exact = whole and all(scale == factor for (scale, _), factor in zip(targets, factors, strict=True))
    if exact and mode == "nearest":
        places = [nearest_places(shape[axis], targets[axis][1], targets[axis][0], how, rounding) for axis in (0, 1)]
        repeats = [np.repeat(np.arange(shape[axis]), factors[axis]) for axis in (0, 1)]
        if all(a is not None and np.array_equal(a, b) for a, b in zip(places, repeats, strict=True)):
            return made(UpSampling2D, size=factors)
    if exact and mode == "linear" and how in ("half_pixel", "pytorch_half_pixel"):
        return made(UpSampling2D, size=factors, interpolation="bilinear")
    if mode not in ("nearest", "linear") or how == "tf_crop_and_resize":
        raise Unrepresentable(
            f"there is no layer that resizes maps by {how if mode in ('nearest', 'linear') else mode}"
        )
    by_factor = [targets[axis][0] * shape[axis] != targets[axis][1] for axis in (0, 1)]
    if how == "align_corners" and any(by_factor):
        raise Unrepresentable(
            "its factors do not make whole numbers of rows and columns, between which it lays corners"
        )
    settings: dict[str, Any] = {"interpolation": "nearest" if mode == "nearest" else "bilinear"}
    for axis, (side, (scale, size)) in enumerate(zip(("height", "width"), targets, strict=True)):
        settings |= {f"{side}_factor": scale, side: 0} if by_factor[axis] else {side: size}
    if mode == "nearest":
        settings["rounding"] = rounding.replace("_", "-")
    return made(Resizing, positions=how.replace("_", "-"), **settings)


SIZING: dict[str, Callable[[Reading], tuple[Value, ...]]] = {
    "Pad": _pad,
    "Slice": _slice,
    "Split": _split,
    "Gather": _gather,
    "Concat": _concat,
    "Resize": _resize,
    "Upsample": _resize,
}
