"""Constants of a graph: operators whose inputs are all known are computed, as exporters leave arithmetic of shapes behind.

Every size is checked before an array is made.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from explorer.formats.onnx_file.graph import Node
from explorer.formats.onnx_file.tensors import DTYPES, FLOAT
from explorer.formats.onnx_file.terms import Unrepresentable
from explorer.layers.base import Array
from explorer.limits import FOLDED_NUMBERS, LISTED_NUMBERS

Fold = Callable[[Node, Sequence[Array | None], int], Array | tuple[Array, ...]]


def check_size(shape: Sequence[int]) -> None:
    """Raises Unrepresentable for a constant of too many numbers."""
    if any(n < 0 for n in shape) or math.prod(map(int, shape)) > FOLDED_NUMBERS:
        sizes = " × ".join(f"{n:,}" for n in list(shape)[:6])
        raise Unrepresentable(f"a constant of {sizes} numbers is too large to unfold")


def ints(array: Array | None, what: str = "input") -> list[int]:
    """A short list of whole numbers from a constant. Raises Unrepresentable."""
    if array is None or array.ndim > 1 or array.size > 64 or array.dtype.kind not in "iu":
        raise Unrepresentable(f"its {what} is not a short list of whole numbers")
    return [int(n) for n in array.reshape(-1)]


def listed_ints(node: Node, inputs: Sequence[Any], place: int, attribute: str) -> list[int] | None:
    """Whole numbers that newer operators take as an input and older ones as an attribute; None where they are left out."""
    if len(inputs) > place and inputs[place] is not None:
        if not isinstance(inputs[place], np.ndarray):
            raise Unrepresentable(f"its {attribute} are computed from the image")
        return ints(inputs[place], attribute)
    given = node.attributes.get(attribute)
    return None if given is None else [int(n) for n in given] if isinstance(given, tuple) else [int(given)]


def axis_in(axis: int, rank: int) -> int:
    """An axis from 0. Raises Unrepresentable for one that the tensor does not have."""
    if not -rank <= axis < max(rank, 1):
        raise Unrepresentable(f"its axis {axis} is none of a tensor with {rank} axes")
    return axis % rank if rank else 0


def target_shape(shape: Sequence[int], wanted: Sequence[int], zero_copies: bool = True) -> list[int]:
    """The shape that Reshape makes: 0 keeps a size, -1 is what is left. Raises Unrepresentable."""
    sizes = []
    for place, size in enumerate(wanted):
        if size == 0 and zero_copies:
            if place >= len(shape):
                raise Unrepresentable("it keeps the size of an axis that is not there")
            size = shape[place]
        sizes.append(size)
    count, known = math.prod(shape), math.prod(size for size in sizes if size != -1)
    if sizes.count(-1) > 1 or any(size < -1 for size in sizes) or (-1 in sizes and (known == 0 or count % known)):
        raise Unrepresentable(f"{count:,} numbers cannot have the shape {list(wanted)}")
    sizes = [count // known if size == -1 else size for size in sizes]
    if math.prod(sizes) != count:
        raise Unrepresentable(f"{count:,} numbers cannot have the shape {list(wanted)}")
    return sizes


def slices(node: Node, inputs: Sequence[Any], shape: Sequence[int]) -> list[range]:
    """What Slice keeps of each axis. Raises Unrepresentable."""
    starts, ends = (listed_ints(node, inputs, place, name) for place, name in ((1, "starts"), (2, "ends")))
    if starts is None or ends is None:
        raise Unrepresentable("it has no starts or ends")
    axes = listed_ints(node, inputs, 3, "axes") or list(range(len(starts)))
    steps = listed_ints(node, inputs, 4, "steps") or [1] * len(starts)
    if not len(starts) == len(ends) == len(axes) == len(steps) or 0 in steps:
        raise Unrepresentable("its starts, ends, axes and steps do not belong together")
    kept = [range(size) for size in shape]
    for start, end, axis, step in zip(starts, ends, axes, steps, strict=True):
        place = axis_in(axis, len(shape))
        kept[place] = range(shape[place])[start:end:step]
    return kept


def _shape_of(array: Array) -> tuple[int, ...]:
    return array.shape


def _need(inputs: Sequence[Array | None], place: int = 0) -> Array:
    if place >= len(inputs) or inputs[place] is None:
        raise Unrepresentable("one of its inputs is missing")
    array = inputs[place]
    assert array is not None
    return array


def _binary(function: Callable[[Array, Array], Any]) -> Fold:
    def fold(node: Node, inputs: Sequence[Array | None], opset: int) -> Array:
        a, b = _need(inputs), _need(inputs, 1)
        try:
            check_size(np.broadcast_shapes(a.shape, b.shape))
        except ValueError:
            raise Unrepresentable("its constants do not fit together") from None
        return np.asarray(function(a, b))

    return fold


def _unary(function: Callable[[Array], Any]) -> Fold:
    return lambda node, inputs, opset: np.asarray(function(_need(inputs)))


def _divided(a: Array, b: Array) -> Array:
    if a.dtype.kind in "iu":
        if not b.all():
            raise Unrepresentable("it divides by zero")
        return np.asarray(np.trunc(a / b)).astype(a.dtype)
    return np.asarray(a / b)


def _constant(node: Node, inputs: Sequence[Array | None], opset: int) -> Array:
    for name in ("value", "value_float", "value_int", "value_floats", "value_ints"):
        value = node.attributes.get(name)
        if isinstance(value, np.ndarray):
            return value
        if value is not None:
            return np.asarray(value, np.float32 if "float" in name else np.int64)
    raise Unrepresentable("it holds no numbers")


def _constant_of_shape(node: Node, inputs: Sequence[Array | None], opset: int) -> Array:
    shape = ints(_need(inputs), "shape")
    value = node.attributes.get("value", np.zeros(1, np.float32))
    if any(n < 0 for n in shape) or not isinstance(value, np.ndarray) or value.size != 1:
        raise Unrepresentable(f"{shape} is not the shape of a constant")
    if math.prod(shape) > 2**31:
        check_size(shape)
    return np.broadcast_to(value.reshape(()), shape)  # one number in memory


def _cast(node: Node, inputs: Sequence[Array | None], opset: int) -> Array:
    to, given = node.attributes.get("to"), _need(inputs)
    if to not in DTYPES:
        raise Unrepresentable(f"it makes numbers of ONNX type {to}")
    few = given.size <= LISTED_NUMBERS or not any(given.strides)
    if to == FLOAT and given.dtype == np.float64 and few:
        return given  # settings that somebody wrote with more digits than float32 holds
    with np.errstate(all="ignore"):
        return given.astype(DTYPES[to])


def _gather(node: Node, inputs: Sequence[Array | None], opset: int) -> Array:
    data, places = _need(inputs), _need(inputs, 1)
    axis = axis_in(node.attributes.get("axis", 0), data.ndim)
    if places.dtype.kind not in "iu" or data.ndim == 0:
        raise Unrepresentable("it picks by what are not whole numbers")
    size = data.shape[axis]
    if places.size and (places.min() < -size or places.max() >= size):
        raise Unrepresentable(f"it picks beyond the {size} places of its constant")
    check_size((*data.shape[:axis], *places.shape, *data.shape[axis + 1 :]))
    return np.take(data, places, axis)


def _unsqueeze(node: Node, inputs: Sequence[Array | None], opset: int) -> Array:
    data, axes = _need(inputs), listed_ints(node, inputs, 1, "axes") or []
    rank = data.ndim + len(axes)
    places = {axis_in(axis, rank) for axis in axes}
    sizes = iter(data.shape)
    return data.reshape([1 if place in places else next(sizes) for place in range(rank)])


def _squeeze(node: Node, inputs: Sequence[Array | None], opset: int) -> Array:
    data, axes = _need(inputs), listed_ints(node, inputs, 1, "axes")
    places = [n for n, size in enumerate(data.shape) if size == 1] if axes is None else axes
    dropped = {axis_in(axis, data.ndim) for axis in places}
    if any(data.shape[place] != 1 for place in dropped):
        raise Unrepresentable("it drops an axis that is longer than 1")
    return data.reshape([size for place, size in enumerate(data.shape) if place not in dropped])


def _concat(node: Node, inputs: Sequence[Array | None], opset: int) -> Array:
    parts = [_need(inputs, place) for place in range(len(inputs))]
    axis = axis_in(node.attributes.get("axis", 0), max(part.ndim for part in parts))
    try:
        check_size([sum(part.size for part in parts)])
        return np.concatenate(parts, axis)
    except ValueError:
        raise Unrepresentable("its constants do not fit together") from None


def _slice(node: Node, inputs: Sequence[Array | None], opset: int) -> Array:
    data = _need(inputs)
    for axis, kept in enumerate(slices(node, inputs, data.shape)):
        if kept != range(data.shape[axis]):
            stop = kept.stop if kept.stop >= 0 else None
            data = data[(slice(None),) * axis + (slice(kept.start, stop, kept.step),)]
    return data


def _reshape(node: Node, inputs: Sequence[Array | None], opset: int) -> Array:
    data = _need(inputs)
    wanted = listed_ints(node, inputs, 1, "shape") or []
    return reshaped(data, target_shape(data.shape, wanted, not node.attributes.get("allowzero")))


def reshaped(data: Array, shape: Sequence[int]) -> Array:
    """The array in another shape; one that repeats a single number goes on doing so without memory for the others."""
    if data.size and not any(data.strides):
        return np.broadcast_to(data.reshape(-1)[0] if data.ndim == 0 else data[(0,) * data.ndim], shape)
    return data.reshape(shape)


def _transpose(node: Node, inputs: Sequence[Array | None], opset: int) -> Array:
    data = _need(inputs)
    order = node.attributes.get("perm", tuple(range(data.ndim))[::-1])
    if sorted(order) != list(range(data.ndim)):
        raise Unrepresentable(f"{list(order)} is no order of {data.ndim} axes")
    return data.transpose(order)


def _range(node: Node, inputs: Sequence[Array | None], opset: int) -> Array:
    start, limit, step = (_need(inputs, place).reshape(-1)[:1] for place in range(3))
    if (
        not (len(start) and len(limit) and len(step) and step[0])
        or not np.isfinite([start[0], limit[0], step[0]]).all()
    ):
        raise Unrepresentable("it counts in no steps")
    count = max(math.ceil((float(limit[0]) - float(start[0])) / float(step[0])), 0)
    check_size([count])
    return (start + np.arange(count) * step).astype(start.dtype)


def _expand(node: Node, inputs: Sequence[Array | None], opset: int) -> Array:
    data = _need(inputs)
    try:
        shape = np.broadcast_shapes(data.shape, tuple(ints(_need(inputs, 1), "shape")))
    except ValueError:
        raise Unrepresentable("its constant does not spread over that shape") from None
    if math.prod(shape) > 2**31:
        check_size(shape)
    return np.broadcast_to(data, shape)


def _split(node: Node, inputs: Sequence[Array | None], opset: int) -> tuple[Array, ...]:
    data = _need(inputs)
    axis = axis_in(node.attributes.get("axis", 0), data.ndim)
    parts = split_sizes(node, inputs, data.shape[axis])
    ends = np.cumsum(parts)
    return tuple(np.split(data, ends[:-1], axis))


def split_sizes(node: Node, inputs: Sequence[Any], size: int) -> list[int]:
    """The lengths into which Split cuts an axis. Raises Unrepresentable."""
    parts = listed_ints(node, inputs, 1, "split")
    if parts is None:
        count = node.attributes.get("num_outputs", len(node.outputs))
        if not 1 <= count <= max(size, 1):
            raise Unrepresentable(f"it cuts {size} places into {count} parts")
        each = -(-size // count)
        parts = [min(each, size - each * n) for n in range(count)]
    if sum(parts) != size or any(part < 0 for part in parts):
        raise Unrepresentable(f"its parts {parts[:8]} do not add up to {size}")
    return parts


def _where(node: Node, inputs: Sequence[Array | None], opset: int) -> Array:
    condition, a, b = (_need(inputs, place) for place in range(3))
    try:
        check_size(np.broadcast_shapes(condition.shape, a.shape, b.shape))
    except ValueError:
        raise Unrepresentable("its constants do not fit together") from None
    return np.where(condition, a, b)


def _tile(node: Node, inputs: Sequence[Array | None], opset: int) -> Array:
    data, times = _need(inputs), ints(_need(inputs, 1), "repeats")
    check_size([data.size, *times])
    return np.tile(data, times)


def _reduced(function: Callable[..., Any]) -> Fold:
    def fold(node: Node, inputs: Sequence[Array | None], opset: int) -> Array:
        data, axes = _need(inputs), listed_ints(node, inputs, 1, "axes")
        places = tuple(axis_in(axis, data.ndim) for axis in axes) if axes else None
        return np.asarray(function(data, axis=places, keepdims=bool(node.attributes.get("keepdims", 1))))

    return fold


FOLDS: dict[str, Fold] = {
    "Constant": _constant,
    "ConstantOfShape": _constant_of_shape,
    "Cast": _cast,
    "Gather": _gather,
    "Unsqueeze": _unsqueeze,
    "Squeeze": _squeeze,
    "Concat": _concat,
    "Slice": _slice,
    "Reshape": _reshape,
    "Transpose": _transpose,
    "Range": _range,
    "Expand": _expand,
    "Split": _split,
    "Where": _where,
    "Tile": _tile,
    "Identity": _unary(lambda a: a),
    "Dropout": _unary(lambda a: a),
    "Shape": lambda node, inputs, opset: shape_of(node, _need(inputs).shape),
    "Size": _unary(lambda a: np.asarray(a.size, np.int64)),
    "Add": _binary(np.add),
    "Sub": _binary(np.subtract),
    "Mul": _binary(np.multiply),
    "Div": _binary(_divided),
    "Pow": _binary(lambda a, b: np.power(a.astype(np.float64), b).astype(a.dtype)),
    "Mod": _binary(lambda a, b: np.mod(a, b) if b.all() else a),
    "Equal": _binary(np.equal),
    "Less": _binary(np.less),
    "Greater": _binary(np.greater),
    "And": _binary(np.logical_and),
    "Or": _binary(np.logical_or),
    "Not": _unary(np.logical_not),
    "Min": _binary(np.minimum),
    "Max": _binary(np.maximum),
    "Neg": _unary(np.negative),
    "Abs": _unary(np.abs),
    "Sqrt": _unary(lambda a: np.sqrt(a)),
    "Reciprocal": _unary(lambda a: np.reciprocal(a)),
    "Exp": _unary(lambda a: np.exp(a)),
    "Log": _unary(lambda a: np.log(a)),
    "Floor": _unary(np.floor),
    "Ceil": _unary(np.ceil),
    "ReduceProd": _reduced(np.prod),
    "ReduceSum": _reduced(np.sum),
    "ReduceMean": _reduced(np.mean),
    "ReduceMax": _reduced(np.max),
    "ReduceMin": _reduced(np.min),
}
"""How operators are computed whose inputs are all constants."""


def shape_of(node: Node, shape: Sequence[int]) -> Array:
    """What Shape gives for a tensor of `shape`."""
    return np.array(list(shape)[node.attributes.get("start", 0) : node.attributes.get("end", None)], np.int64)


def folded(node: Node, inputs: Sequence[Array | None], opset: int) -> tuple[Array, ...]:
    """The outputs of a node with constant inputs. Raises Unrepresentable."""
    fold = FOLDS.get(node.op)
    if fold is None:
        raise Unrepresentable("it is not computed for constants")
    try:
        with np.errstate(all="ignore"):
            found = fold(node, inputs, opset)
    except (ValueError, TypeError, IndexError, OverflowError, MemoryError) as error:
        raise Unrepresentable(f"its constants do not fit together ({type(error).__name__})") from None
    return found if isinstance(found, tuple) else (found,)
