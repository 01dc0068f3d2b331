"""Sums, products and means: of a tensor with constants, and of tensors with each other."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import reduce

import numpy as np

from explorer.formats.onnx_file.building import Reading, is_filled, made, on_top, usual
from explorer.formats.onnx_file.curves import origins, shared
from explorer.formats.onnx_file.folding import axis_in, listed_ints
from explorer.formats.onnx_file.operators.activation import clipped, elementwise, is_hard_sigmoid, settled, simplified
from explorer.formats.onnx_file.operators.normalization import channel_axis, has_affine, rescaled, scaled, shifted
from explorer.formats.onnx_file.order import arranged, as_maps
from explorer.formats.onnx_file.tensors import decimal
from explorer.formats.onnx_file.terms import SEAM, Function, Numbers, Term, Unrepresentable, Value, Wire
from explorer.formats.onnx_file.views import View, laid_out, merged, spread
from explorer.layers import (
    AveragePool2D,
    GlobalAveragePool2D,
    GlobalMaxPool2D,
    LayerNormalization,
    LayerScale,
    PReLU,
    Rescaling,
    ZeroPadding2D,
)
from explorer.layers.base import Array, as_map

Pairwise = Callable[[Array, Array], Array]
_PAIRWISE: dict[str, Pairwise] = {
    "add": np.add,
    "multiply": np.multiply,
    "divide": np.divide,
    "larger": np.maximum,
    "smaller": np.minimum,
}


def _with_constant(reading: Reading, wire: Wire, constant: Array, divided: bool, adds: bool) -> Wire:
    """A tensor plus a constant, or times one (over one, if `divided`)."""
    wire = settled(wire)
    if wire.term.join == SEAM and not adds and is_filled(constant, 1.0):
        return Wire(reading.term(wire.term, LayerScale(scale=False, center=False)), wire.view)
    if divided and (counted := _counted(reading, wire.term, constant)) is not None:
        return Wire(counted, wire.view)
    values = constant.astype(np.float64)
    if divided:
        values = np.vectorize(decimal, otypes=[float])(values) if constant.size == 1 else values
        with np.errstate(all="ignore"):
            values = 1 / values
    if not np.isfinite(values).all():
        raise Unrepresentable("its constant is not finite")
    own = spread(wire.view, values, wire.term.shape)
    if own is None or (constant.size and np.broadcast_shapes(constant.shape, wire.shape) != wire.shape):
        raise Unrepresentable(f"its constant of {constant.shape} does not fit what it reads, {wire.shape}")
    if own.shape[:2] != (1, 1):
        raise Unrepresentable("its constant is another one at each place")
    if own.size == 1 and not _for_each_channel(wire.term, constant):
        number = (
            decimal(own.reshape(-1)[0]) if constant.dtype == np.float32 and not divided else float(own.reshape(-1)[0])
        )
        term = rescaled(reading, wire.term, *((1.0, number) if adds else (number, 0.0)))
        written_out = wire.term.function is not None or _follows_function(wire.term)
        return Wire(simplified(term) if written_out or is_hard_sigmoid(term) else term, wire.view)
    numbers = np.broadcast_to(own.reshape(-1), wire.term.shape[-1:])
    change = shifted if adds else scaled
    return Wire(change(reading, wire.term, np.ascontiguousarray(numbers)), wire.view)


def _for_each_channel(term: Term, constant: Array) -> bool:
    """Whether equal numbers are one for each channel all the same, such as a bias: there are as many as channels."""
    if constant.size > 1:
        return constant.size == term.shape[-1]
    if constant.ndim > 0 and term.shape[-1] == 1 and (term.join == SEAM or has_affine(term)):
        return True
    has_bias = term.layer is not None and "kernel" in term.params and "bias" not in term.params
    return has_bias and constant.ndim > 0 and term.shape[-1] == 1


def _follows_function(term: Term) -> bool:
    return any(each.function is not None for each, _ in list(origins(term))[:3])


def _counted(reading: Reading, term: Term, shares: Array) -> Term | None:
    """A mean over windows within zeros, divided by the share of their cells that counts: one pooling, where it makes that.

    So it is written where windows reach further into the padding than a runtime allows.
    """
    pool, border = term.layer, term.inputs[0] if term.inputs else None
    if not isinstance(pool, AveragePool2D) or border is None or not isinstance(border.layer, ZeroPadding2D):
        return None
    if shares.shape[:2] != (1, 1) or shares.shape[2:] != term.shape[:2]:
        return None
    below = border.below.shape
    same = pool.with_settings(padding="same", count_padding=bool((shares == 1).all()))
    wanted = (
        np.ones(shares.shape)
        if same.count_padding
        else same.with_settings(count_padding=True).forward(np.ones((1, *below[:2], 1)), {}).transpose(0, 3, 1, 2)
    )
    if same.padded(below) != border.layer.padding or not np.allclose(shares, wanted, rtol=1e-6):
        return None
    return reading.term(border.below, same)


def _added(reading: Reading) -> tuple[Value, ...]:
    a, b = reading.inputs[:2]
    if isinstance(a, np.ndarray):
        a, b = b, a
    if isinstance(b, np.ndarray):
        return (_with_constant(reading, _need_wire(a), b, divided=False, adds=True),)
    return (joined(reading, "add", [_need_wire(a), _need_wire(b)]),)


def _subtracted(reading: Reading) -> tuple[Value, ...]:
    a, b = reading.inputs[:2]
    if isinstance(b, np.ndarray):
        return (_with_constant(reading, _need_wire(a), -b.astype(np.float64), divided=False, adds=True),)
    centered = _centered(reading, a, b)
    if centered is not None:
        return (centered,)
    negative = elementwise(reading, _need_wire(b), Rescaling(scale=-1.0))
    if isinstance(a, np.ndarray):
        return (_with_constant(reading, negative, a, divided=False, adds=True),)
    return (joined(reading, "add", [_need_wire(a), negative]),)


def _multiplied(reading: Reading) -> tuple[Value, ...]:
    a, b = reading.inputs[:2]
    if isinstance(a, np.ndarray):
        a, b = b, a
    if isinstance(b, np.ndarray):
        return (_with_constant(reading, _need_wire(a), b, divided=False, adds=False),)
    normalized = _normalized(reading, _need_wire(a), _need_wire(b), np.reciprocal)
    return (normalized or joined(reading, "multiply", [_need_wire(a), _need_wire(b)]),)


def _divided(reading: Reading) -> tuple[Value, ...]:
    a, b = reading.inputs[:2]
    if isinstance(b, np.ndarray):
        return (_with_constant(reading, _need_wire(a), b, divided=True, adds=False),)
    if isinstance(a, np.ndarray):
        if a.size != 1:
            raise Unrepresentable("it divides different numbers by what it reads")
        number = float(a.reshape(-1)[0])
        return (elementwise(reading, _need_wire(b), lambda x: number / x),)
    normalized = _normalized(reading, _need_wire(a), _need_wire(b), lambda x: x)
    return (normalized or joined(reading, "divide", [_need_wire(a), _need_wire(b)]),)


def _power(reading: Reading) -> tuple[Value, ...]:
    exponent = reading.number(1, "exponent", 1.0)
    return (elementwise(reading, reading.wire(), lambda x: np.power(x, exponent)),)


def _extreme(largest: bool) -> Callable[[Reading], tuple[Value, ...]]:
    """Max or Min of a tensor and single numbers: a clip. LeakyReLU is written as the larger of two multiples."""

    def kept(reading: Reading) -> tuple[Value, ...]:
        wires = [value for value in reading.inputs if isinstance(value, Wire)]
        numbers = [value for value in reading.inputs if isinstance(value, np.ndarray)]
        if len(wires) == 1 and all(value.size == 1 for value in numbers):
            limits = [float(value.reshape(-1)[0]) for value in numbers]
            bounds = (max(limits, default=-np.inf), np.inf) if largest else (-np.inf, min(limits, default=np.inf))
            return (elementwise(reading, wires[0], clipped(*bounds)),)
        if len(wires) == 2 and not numbers:
            return (joined(reading, "larger" if largest else "smaller", wires),)
        raise Unrepresentable(f"it keeps the {'larger' if largest else 'smaller'} of several numbers")

    return kept


def _summed(mean: bool) -> Callable[[Reading], tuple[Value, ...]]:
    def summed(reading: Reading) -> tuple[Value, ...]:
        wires = [value for value in reading.inputs if isinstance(value, Wire)]
        if not wires:
            raise Unrepresentable("none of its inputs is made of the image")
        whole = joined(reading, "add", wires)
        for value in reading.inputs:
            if isinstance(value, np.ndarray):
                whole = _with_constant(reading, whole, value, divided=False, adds=True)
        count = len(reading.inputs)
        return (elementwise(reading, whole, Rescaling(scale=1 / count)) if mean and count > 1 else whole,)

    return summed


def joined(reading: Reading, how: str, wires: Sequence[Wire]) -> Wire:
    """Tensors combined cell by cell: a function of one of them that a layer computes, or a join of branches."""
    return reduce(lambda a, b: _join_two(reading, how, a, b), wires)


def _join_two(reading: Reading, how: str, a: Wire, b: Wire) -> Wire:
    a, b = _aligned(reading, a, b, apart=how == "multiply")
    shapes = [a.term.shape, b.term.shape]
    pairwise = _PAIRWISE[how]
    root = shared(a.term, b.term) if shapes[0] == shapes[1] else None
    function = None if root is None else _combined(pairwise, root[1], root[2])
    if how in ("add", "multiply"):
        shape = shapes[0] if shapes[0] == shapes[1] else _broadcast(how, shapes)
        term = Term(
            shape,
            (a.term, b.term),
            join=how,
            function=function,
            root=root[0] if root else None,
            origin=reading.node.called,
        )
    elif function is not None and root is not None:
        term = Term(shapes[0], (root[0],), function=function, root=root[0], origin=reading.node.called)
    else:
        raise Unrepresentable(f"there is no layer for {reading.node.op} of two tensors")
    if how == "add":
        term = _prelu(reading, a.term, b.term) or _prelu(reading, b.term, a.term) or term
    wider = a if as_map(a.term.shape) == as_map(term.shape) else b
    letters = channel_axis(wider, reading.batch) if a.view != b.view else ""
    view = laid_out(term.shape, reading.batch, letters) if letters else a.view
    return Wire(simplified(term) if function is not None else term, view)


def _prelu(reading: Reading, above: Term, below: Term) -> Term | None:
    """max(x, 0) + alpha * min(x, 0) with an alpha for each channel, as Keras' exporter writes PReLU."""
    layer = below.layer
    if not isinstance(layer, LayerScale) or layer.center or (root := shared(above, below.below)) is None:
        return None
    probe = np.linspace(-4, 4, 17)
    negative = root[2](probe)
    slope = float(negative[0]) / -4
    if (
        slope
        and np.allclose(root[1](probe), np.maximum(probe, 0))
        and np.allclose(negative, slope * np.minimum(probe, 0))
    ):
        return on_top(root[0], PReLU(), reading.node.called, {"alpha": below.params["gamma"] * np.float32(slope)})
    return None


def _combined(pairwise: Pairwise, first: Function, second: Function) -> Function:
    return Function(lambda x: pairwise(first(x), second(x)), first.steps + second.steps + 1)


def _aligned(reading: Reading, a: Wire, b: Wire, apart: bool) -> tuple[Wire, Wire]:
    """Both tensors with their axes lying alike. Raises Unrepresentable.

    With `apart` a row of numbers beside maps stays one: products take it as it is.
    """
    a, b = settled(a), settled(b)
    if a.view == b.view and a.term.shape == b.term.shape:
        return a, b
    if len(a.view.axes) != len(b.view.axes):
        raise Unrepresentable(f"it combines tensors of {a.shape} and {b.shape}")
    wider = a if np.prod(a.shape) >= np.prod(b.shape) else b
    letters = channel_axis(wider, reading.batch)
    a, b = (arranged(each, letters, reading.batch) for each in (a, b))
    if len(a.term.shape) != len(b.term.shape) and not apart:
        a, b = (usual(as_maps(each.term), reading.batch, letters) for each in (a, b))
    return a, b


def _broadcast(how: str, shapes: Sequence[tuple[int, ...]]) -> tuple[int, ...]:
    """The shape of a product of maps with one number per channel or one per place. Raises Unrepresentable."""
    pairs = list(zip(*map(as_map, shapes), strict=True))
    if how == "multiply" and all(len({*pair, 1}) <= 2 for pair in pairs):
        whole = tuple(map(max, pairs))
        return whole if any(len(shape) == 3 for shape in shapes) else whole[2:]
    what = " and ".join(" × ".join(map(str, as_map(shape))) for shape in shapes)
    raise Unrepresentable(f"it combines maps of different sizes, {what}")


def _need_wire(value: Value | None) -> Wire:
    if not isinstance(value, Wire):
        raise Unrepresentable("one of its inputs is missing")
    return value


def _reduced(kind: type[GlobalAveragePool2D] | type[GlobalMaxPool2D]) -> Callable[[Reading], tuple[Value, ...]]:
    """The mean (or the largest) over rows and columns as global pooling; the mean over channels begins a normalisation."""

    def reduced(reading: Reading) -> tuple[Value, ...]:
        wire = reading.wire()
        rank = len(wire.shape)
        axes = listed_ints(reading.node, reading.inputs, 1, "axes")
        over = {axis_in(axis, rank) for axis in axes} if axes else set(range(rank))
        rows, cols, channels = as_map(wire.term.shape)
        kept = View(tuple(axis if n not in over else () for n, axis in enumerate(wire.view.axes)))
        factors = merged(sorted((f for n in over for f in wire.view.axes[n]), key=lambda factor: -factor[1]))
        if factors == merged([(rows, cols * channels), (cols, channels)]) and len(wire.term.shape) == 3:
            term = reading.term(wire.term, kind(keepdims=True))
            view = View(
                tuple(tuple((n, _without(stride, rows * cols, channels)) for n, stride in a) for a in kept.axes)
            )
        elif factors == merged([(channels, 1)]) and kind is GlobalAveragePool2D:
            shape = (*wire.term.shape[:-1], 1)
            term = Term(shape, (wire.term,), join="mean", origin=reading.node.called)
            view = View(tuple(tuple((size, stride // channels) for size, stride in axis) for axis in kept.axes))
        else:
            raise Unrepresentable("it does not go over rows and columns alone")
        if not reading.attribute("keepdims", 1):
            view = View(tuple(axis for n, axis in enumerate(view.axes) if n not in over))
        return (Wire(term, view),)

    return reduced


def _without(stride: int, cells: int, channels: int) -> int:
    """A stride of maps when each has become one cell: only that of the batch changes."""
    return stride // cells if stride >= channels else stride


def _centered(reading: Reading, a: Value | None, b: Value | None) -> Wire | None:
    """x - mean(x) over the channels, which begins a layer normalisation that is written out."""
    if not isinstance(a, Wire) or not isinstance(b, Wire):
        return None
    if b.term.join == "mean" and b.term.below is a.term:
        return Wire(Term(a.term.shape, (a.term,), join="centered", origin=reading.node.called), a.view)
    return None


def _normalized(reading: Reading, a: Wire, b: Wire, outer: Numbers) -> Wire | None:
    """(x - mean) / sqrt(variance + epsilon) as a layer; `outer` makes the divisor of the second factor."""
    if a.term.join != "centered":
        return None
    probe = np.array([0.0, 0.5, 1.0, 4.0, 100.0])
    for root, function in origins(b.term):
        if root.join != "mean" or not _is_square_of(root.below, a.term):
            continue
        with np.errstate(all="ignore"):
            squares = np.square(outer(function(probe)))
        epsilon = float(squares[0])
        if np.allclose(squares, probe + epsilon, rtol=1e-5) and 0 < epsilon < 1:
            layer = made(LayerNormalization, epsilon=epsilon, scale=False, center=False)
            return Wire(reading.term(a.term.below, layer), a.view)
    return None


def _is_square_of(term: Term, centered: Term) -> bool:
    """Whether a term is the square of another."""
    probe = np.linspace(-3, 3, 13)
    for root, function in origins(term):
        if root is centered or (root.join == "centered" and root.below is centered.below):
            return bool(np.allclose(function(probe), probe**2))
    return False


ARITHMETIC: dict[str, Callable[[Reading], tuple[Value, ...]]] = {
    "Add": _added,
    "Sub": _subtracted,
    "Mul": _multiplied,
    "Div": _divided,
    "Pow": _power,
    "Max": _extreme(True),
    "Min": _extreme(False),
    "Sum": _summed(False),
    "Mean": _summed(True),
    "ReduceMean": _reduced(GlobalAveragePool2D),
    "ReduceMax": _reduced(GlobalMaxPool2D),
}
