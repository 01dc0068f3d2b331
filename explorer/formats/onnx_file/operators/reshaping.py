"""Operators that change only how a tensor's axes lie: they make no layer (`views.py`)."""

from __future__ import annotations

import math
from collections.abc import Callable

from explorer.formats.onnx_file.building import Reading, made, usual
from explorer.formats.onnx_file.folding import axis_in, ints, listed_ints, target_shape
from explorer.formats.onnx_file.moving import said
from explorer.formats.onnx_file.operators.activation import settled
from explorer.formats.onnx_file.order import FIRST, arranged, as_maps, as_vector, in_order, is_usual
from explorer.formats.onnx_file.tensors import ALL_DROPPED, BFLOAT16, DOUBLE, FLOAT, FLOAT16
from explorer.formats.onnx_file.terms import Unrepresentable, Value, Wire, seam
from explorer.formats.onnx_file.views import View
from explorer.layers import DepthToSpace, Dropout, SpaceToDepth


def viewed(wire: Wire, shape: list[int]) -> Wire:
    """The tensor in another shape. Raises Unrepresentable where its numbers would have to be reordered first."""
    view = wire.view.reshaped(shape)
    if view is None:
        raise Unrepresentable(f"no axes can be cut and joined from {wire.shape} to {tuple(shape)}")
    return Wire(wire.term, view)


def _reshape(reading: Reading) -> tuple[Value, ...]:
    wire = reading.wire()
    wanted = listed_ints(reading.node, reading.inputs, 1, "shape")
    if wanted is None:
        raise Unrepresentable("it has no shape")
    found = viewed(wire, target_shape(wire.shape, wanted, not reading.attribute("allowzero", 0)))
    return (_moved(reading, wire, found.view, tuple(wanted)),)


def _moved(reading: Reading, wire: Wire, view: View, numbers: tuple[int, ...]) -> Wire:
    """The tensor with its axes elsewhere. How they came there is kept from where they last lay as usual."""
    begun = wire.moves or is_usual(wire, reading.batch)
    return Wire(wire.term, view, (*wire.moves, (reading.node.op, numbers)) if begun else ())


def _flatten(reading: Reading) -> tuple[Value, ...]:
    wire = reading.wire()
    rank = len(wire.shape)
    axis = int(reading.attribute("axis", 1))
    axis = axis if axis == rank else axis_in(axis, rank)
    found = viewed(wire, [math.prod(wire.shape[:axis]), math.prod(wire.shape[axis:])])
    if axis == 1 and rank > 2 and in_order(found.view, 1, wire.term.shape):
        return (Wire(as_vector(wire.term), found.view),)
    return (found,)


def _squeeze(reading: Reading) -> tuple[Value, ...]:
    wire = reading.wire()
    rank = len(wire.shape)
    axes = listed_ints(reading.node, reading.inputs, 1, "axes")
    dropped = (
        {n for n, size in enumerate(wire.shape) if size == 1} if axes is None else {axis_in(n, rank) for n in axes}
    )
    if any(wire.shape[axis] != 1 for axis in dropped):
        raise Unrepresentable("it drops an axis that is longer than 1")
    return (Wire(wire.term, View(tuple(axis for n, axis in enumerate(wire.view.axes) if n not in dropped))),)


def _unsqueeze(reading: Reading) -> tuple[Value, ...]:
    wire = reading.wire()
    axes = listed_ints(reading.node, reading.inputs, 1, "axes") or []
    rank = len(wire.shape) + len(axes)
    added = {axis_in(axis, rank) for axis in axes}
    if len(added) != len(axes):
        raise Unrepresentable("it adds an axis twice")
    kept = iter(wire.view.axes)
    return (Wire(wire.term, View(tuple(() if n in added else next(kept) for n in range(rank)))),)


def _transpose(reading: Reading) -> tuple[Value, ...]:
    wire = reading.wire()
    rank = len(wire.shape)
    order = reading.attribute("perm", tuple(range(rank))[::-1])
    if sorted(order) != list(range(rank)):
        raise Unrepresentable(f"{list(order)[:8]} is no order of {rank} axes")
    return (_moved(reading, wire, wire.view.transposed(order), tuple(order)),)


def _depth_to_space(reading: Reading) -> tuple[Value, ...]:
    wire, block = reading.wire(), int(reading.attribute("blocksize", 0))
    if len(wire.shape) != 4 or block < 1 or wire.shape[1] % block**2:
        raise Unrepresentable(f"its blocks of {block} do not fit {wire.shape}")
    batch, channels, rows, cols = wire.shape
    blocks = _blocks(reading, DepthToSpace)
    if blocks is not None:
        return (blocks,)
    depth = channels // block**2
    if reading.attribute("mode", "DCR") == "DCR":
        cut = viewed(wire, [batch, block, block, depth, rows, cols]).view.transposed((0, 3, 4, 1, 5, 2))
    else:
        cut = viewed(wire, [batch, depth, block, block, rows, cols]).view.transposed((0, 1, 4, 2, 5, 3))
    return (viewed(Wire(wire.term, cut), [batch, depth, rows * block, cols * block]),)


def _space_to_depth(reading: Reading) -> tuple[Value, ...]:
    wire, block = reading.wire(), int(reading.attribute("blocksize", 0))
    if len(wire.shape) != 4 or block < 1 or wire.shape[2] % block or wire.shape[3] % block:
        raise Unrepresentable(f"its blocks of {block} do not fit {wire.shape}")
    batch, channels, rows, cols = wire.shape
    blocks = _blocks(reading, SpaceToDepth)
    if blocks is not None:
        return (blocks,)
    cut = viewed(wire, [batch, channels, rows // block, block, cols // block, block])
    order = (0, 3, 5, 1, 2, 4) if reading.attribute("mode", "DCR") == "DCR" else (0, 1, 3, 5, 2, 4)
    turned = cut.view.transposed(order)
    return (viewed(Wire(wire.term, turned), [batch, channels * block**2, rows // block, cols // block]),)


def _blocks(reading: Reading, kind: type[DepthToSpace] | type[SpaceToDepth]) -> Wire | None:
    """The operator as the layer that it is; None where the numbers would have to be brought in order for it first."""
    try:
        term = as_maps(arranged(reading.wire(), FIRST[4], reading.batch).term)
    except Unrepresentable:
        return None
    if term is not reading.wire().term:
        return None
    layer = made(kind, block_size=int(reading.attribute("blocksize", 0)), mode=reading.attribute("mode", "DCR"))
    return usual(reading.term(term, layer), reading.batch, FIRST[4])


def _identity(reading: Reading) -> tuple[Value, ...]:
    """The end of moves that are a layer at their word, or a seam; nothing where axes are on their way elsewhere."""
    wire = reading.wire()
    if not wire.term.inputs and wire.term.origin == reading.node.inputs[0]:
        return (wire,)  # on the image itself it says how its axes lie: `entering` has seen it
    layer = said(wire.moves, wire.term.shape)
    if layer is not None:
        term = reading.term(wire.term, layer)
        return (usual(term, reading.batch, FIRST[4 if len(term.shape) == 3 else 2]),)
    if not is_usual(wire, reading.batch):
        return (wire,)
    return (Wire(seam(wire.term, reading.node.called), wire.view),)


def _same(reading: Reading) -> tuple[Value, ...]:
    return (reading.wire(),)


def _normalizer(reading: Reading) -> tuple[Value, ...]:
    """scikit-learn divides probabilities by their sum once more."""
    layer = reading.wire().term.layer
    if layer is None or not layer.gives_probabilities or reading.attribute("norm", "MAX") != "L1":
        raise Unrepresentable("no layer divides numbers by their sum")
    return (reading.wire(),)


def _dropout(reading: Reading) -> tuple[Value, ...]:
    mode = reading.constant(2, "training mode")
    if mode is not None and bool(mode.any()) and reading.number(1, "ratio", 0.5) > 0:
        raise Unrepresentable("it drops numbers at random, as in training")
    wire = settled(reading.wire())
    rate = reading.number(1, "ratio", 0.5)
    layer = made(Dropout, rate=1.0 if rate >= ALL_DROPPED else rate)
    return (Wire(reading.term(wire.term, layer), wire.view),)


def _cast(reading: Reading) -> tuple[Value, ...]:
    if reading.attribute("to", FLOAT) not in (FLOAT, FLOAT16, DOUBLE, BFLOAT16):
        raise Unrepresentable("it makes whole numbers of its input")
    return (reading.wire(),)


def _expand(reading: Reading) -> tuple[Value, ...]:
    wire = reading.wire()
    wanted = ints(reading.constant(1, "shape"), "shape")
    surplus = len(wanted) - len(wire.shape)
    own = (1,) * surplus + wire.shape
    if any(size not in (1, have) for size, have in zip(wanted[::-1], own[::-1], strict=False)):
        raise Unrepresentable(f"it repeats its input from {wire.shape} to {tuple(wanted)}")
    return (viewed(wire, list(own)),)


def _tile(reading: Reading) -> tuple[Value, ...]:
    if any(n != 1 for n in ints(reading.constant(1, "repeats"), "repeats")):
        raise Unrepresentable("it repeats its input")
    return (reading.wire(),)


RESHAPING: dict[str, Callable[[Reading], tuple[Value, ...]]] = {
    "Reshape": _reshape,
    "Flatten": _flatten,
    "Squeeze": _squeeze,
    "Unsqueeze": _unsqueeze,
    "Transpose": _transpose,
    "DepthToSpace": _depth_to_space,
    "SpaceToDepth": _space_to_depth,
    "Identity": _identity,
    "Dropout": _dropout,
    "ZipMap": _same,
    "Normalizer": _normalizer,
    "Cast": _cast,
    "Expand": _expand,
    "Tile": _tile,
}
