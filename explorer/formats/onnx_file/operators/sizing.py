"""Operators that add, cut off, pick, join or resample rows, columns and channels."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Any

import numpy as np

from explorer.formats.onnx_file.building import Reading, made, usual
from explorer.formats.onnx_file.folding import axis_in, ints, listed_ints, slices, split_sizes
from explorer.formats.onnx_file.operators.activation import settled
from explorer.formats.onnx_file.operators.normalization import channel_axis
from explorer.formats.onnx_file.order import FIRST, arranged, as_maps
from explorer.formats.onnx_file.terms import Term, Unrepresentable, Value, Wire
from explorer.layers import ChannelSlice, Cropping2D, Padding2D, Resizing, UpSampling2D, ZeroPadding2D
from explorer.layers.base import Array, Layer


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
    wire = _padded(reading, term, rows, cols, letters)
    return (wire,)


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
    settings = {"value": value} if mode == "constant" else {}
    return made(Padding2D, padding=sides, mode=mode, **settings)


def _slice(reading: Reading) -> tuple[Value, ...]:
    wire = settled(reading.wire())
    kept = slices(reading.node, reading.inputs, wire.shape)
    if all(each == range(size) for each, size in zip(kept, wire.shape, strict=True)):
        return (wire,)
    term, letters = _maps(reading)
    return (usual(_cropped(reading, term, dict(zip(letters, kept, strict=True)), wire), reading.batch, letters),)


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
        term = reading.term(term, channel_slice(channels))
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
    if len(wires) == 1:
        return (wires[0],)
    rank = len(wires[0].shape)
    axis = axis_in(int(reading.attribute("axis", 0)), rank)
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
    if (rows[1], cols[1]) == term.shape[:2]:
        return (usual(term, reading.batch, letters),)
    mode = reading.attribute("mode", "nearest")
    how = "asymmetric" if old else reading.attribute("coordinate_transformation_mode", "half_pixel")
    rounding = "floor" if old else reading.attribute("nearest_mode", "round_prefer_floor")
    if reading.attribute("antialias", 0) or reading.attribute("exclude_outside", 0):
        raise Unrepresentable("it smooths maps before it makes them smaller")
    layer = resizing(term.shape, (rows, cols), mode, how, rounding)
    return (usual(reading.term(term, layer), reading.batch, letters),)


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
