"""Operators that add, cut off, pick or join rows, columns and channels."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Any

import numpy as np

from explorer.formats.onnx_file.building import Reading, made, on_top, usual
from explorer.formats.onnx_file.folding import axis_in, ints, listed_ints, slices, split_sizes
from explorer.formats.onnx_file.operators.activation import settled
from explorer.formats.onnx_file.operators.copying import copying
from explorer.formats.onnx_file.operators.normalization import channel_axis
from explorer.formats.onnx_file.order import FIRST, arranged, as_maps, is_usual
from explorer.formats.onnx_file.terms import LOWEST, Term, Unrepresentable, Value, Wire
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
    ZeroPadding2D,
)
from explorer.layers.base import Array, Layer
from explorer.layers.pooling.adaptive_pool import AdaptivePool2D
from explorer.limits import JOINED_CHANNELS, MAP_SIDE


def maps_by_letter(reading: Reading) -> tuple[Term, str]:
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
    term, letters = maps_by_letter(reading)
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
    term, letters = maps_by_letter(reading)
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
    term, letters = maps_by_letter(reading)
    return usual(reading.term(term, layer), reading.batch, letters)


def _channels(reading: Reading, kept: range) -> Layer:
    """The layer that keeps these channels up to the end that is said; one beyond all tensors is that of the channels."""
    ends = listed_ints(reading.node, reading.inputs, 2, "ends") or [0]
    stop = kept.stop
    if len(ends) == 1 and ends[0] > stop and kept.step > 0:
        stop = ends[0] if ends[0] <= JOINED_CHANNELS else 0
    return made(ChannelSlice, start=kept.start, stop=stop, step=kept.step)


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
        layer = _channels(reading, channels) if reading.node.op == "Slice" else channel_slice(channels)
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
    term, letters = maps_by_letter(reading)
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
    copied = _copied(reading, wire, axis, places)
    if copied is not None:
        return (copied,)
    if places is None or places.dtype.kind not in "iu" or not 1 <= places.size <= wire.shape[axis] or places.ndim > 1:
        raise Unrepresentable("it picks numbers by their places")
    size = wire.shape[axis]
    chosen = [int(n) % size for n in places.reshape(-1)]
    steps = {b - a for a, b in pairwise(chosen)} or {1}
    if len(steps) > 1 or steps == {0}:
        raise Unrepresentable("it picks numbers by their places")
    (step,) = steps
    term, letters = maps_by_letter(reading)
    kept = {letter: range(n) for letter, n in zip(letters, wire.shape, strict=True)}
    kept[letters[axis]] = range(chosen[0], chosen[-1] + (1 if step > 0 else -1), step)
    found = usual(_cropped(reading, term, kept, wire), reading.batch, letters)
    if places.ndim == 0:
        return (Wire(found.term, type(found.view)(tuple(a for n, a in enumerate(found.view.axes) if n != axis))),)
    return (found,)


def _copied(reading: Reading, wire: Wire, axis: int, places: Array | None) -> Wire | None:
    """Rows or columns of maps by their places, as a resizing that copies them; None where they are picked otherwise."""
    if places is None or places.ndim != 1 or places.dtype.kind not in "iu" or not 0 < places.size <= MAP_SIDE:
        return None
    length = wire.shape[axis]
    if not is_usual(wire, reading.batch) or axis not in (2, 3) or places.min() < 0 or places.max() >= length:
        return None
    layer = copying(places.astype(np.int64), axis - 2, length)
    if layer is None:
        return None
    return usual(reading.term(as_maps(wire.term), layer), reading.batch, FIRST[4])


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
    """Windows of rows (`axis` 0) or columns (1), cut out, pooled and joined again, as adaptive pooling; None for others."""
    parts = [_part(wire.term, axis) for wire in wires]
    first = parts[0]
    if first is None or any(part is None or part[0] is not first[0] or part[2] != first[2] for part in parts):
        return None
    root, kind = first[0], first[2]
    windows = [part[1] for part in parts if part is not None]
    size = [root.shape[0], root.shape[1]]
    size[axis] = len(windows)
    layer = made(kind, output_size=tuple(size))
    assert isinstance(layer, AdaptivePool2D)
    if list(layer.windows(axis, root.shape[axis])) != windows:
        return None
    rows = root.layer
    if axis == 1 and isinstance(rows, kind) and rows.output_size[1] == root.below.shape[1]:
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


SIZING: dict[str, Callable[[Reading], tuple[Value, ...]]] = {
    "Pad": _pad,
    "Slice": _slice,
    "Split": _split,
    "Gather": _gather,
    "Concat": _concat,
}
