"""Terms out of layers: what operators build with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from explorer.errors import ExplorerError
from explorer.formats.onnx_file.graph import Node
from explorer.formats.onnx_file.tensors import decimal
from explorer.formats.onnx_file.terms import EMPTY, SEAM, Function, Numbers, Term, Unrepresentable, Value, Wire
from explorer.formats.onnx_file.views import laid_out
from explorer.layers.base import Array, Layer, Shape
from explorer.limits import LAYER_BYTES


@dataclass(frozen=True)
class Reading:
    """One operator and what it reads, for the function that says what it means in layers.

    `inputs` are the values of its inputs, None where one is left out. `batch` is the number of images of the graph.
    """

    node: Node
    inputs: tuple[Value | None, ...]
    opset: int
    batch: int

    def wire(self, place: int = 0) -> Wire:
        """An input that depends on the image. Raises Unrepresentable where it does not."""
        value = self.inputs[place] if place < len(self.inputs) else None
        if not isinstance(value, Wire):
            raise Unrepresentable("what it reads does not depend on the image")
        return value

    @property
    def seams(self) -> int:
        """How many Identities stand right before it: with one it is taken at its word, as `writing` means it."""
        value, count = self.inputs[0] if self.inputs else None, 0
        term = value.term if isinstance(value, Wire) else None
        while term is not None and term.join == SEAM:
            term, count = term.below, count + 1
        return count

    def constant(self, place: int, what: str) -> Array | None:
        """An input that is a constant, None where it is left out. Raises Unrepresentable where it is computed."""
        value = self.inputs[place] if place < len(self.inputs) else None
        if value is not None and not isinstance(value, np.ndarray):
            raise Unrepresentable(f"its {what} are computed from the image")
        return value

    def weights(self, place: int, what: str) -> Array:
        """A constant of floating-point numbers that must be there, as float32."""
        value = self.constant(place, what)
        if value is None:
            raise Unrepresentable(f"it has no {what}")
        if value.dtype.kind != "f":
            raise Unrepresentable(f"its {what} are whole numbers")
        if repeats(value):
            if value.size * 4 > LAYER_BYTES:
                raise Unrepresentable(f"its {what} are {value.size:,} numbers, too many for one layer")
            return np.broadcast_to(np.float32(value[(0,) * value.ndim]), value.shape)
        with np.errstate(over="ignore"):  # what float32 cannot hold is told of when all is read
            return value.astype(np.float32, copy=False)

    def number(self, place: int, attribute: str, default: float) -> float:
        """A single number from an input or, in older versions, an attribute. Raises Unrepresentable."""
        value = self.constant(place, attribute)
        if value is not None:
            if value.size != 1:
                raise Unrepresentable(f"its {attribute} is not one number")
            return decimal(value.reshape(-1)[0]) if value.dtype == np.float32 else float(value.reshape(-1)[0])
        return float(self.node.attributes.get(attribute, default))

    def attribute(self, name: str, default: Any = None) -> Any:
        """A setting of the operator."""
        value = self.node.attributes.get(name)
        return default if value is None else value

    def term(self, below: Term, layer: Layer, params: Mapping[str, Array] = EMPTY) -> Term:
        """A layer on top of a term. Raises Unrepresentable where it does not fit."""
        return on_top(below, layer, self.node.called, params)

    def join(self, how: str, terms: Sequence[Term], shape: Shape) -> Term:
        """Several terms joined cell by cell."""
        return Term(shape, tuple(terms), join=how, origin=self.node.called)

    def unnamed(self, below: Term, function: Numbers) -> Term:
        """A function of single numbers that no layer computes."""
        return Term(below.shape, (below,), function=Function(function), origin=self.node.called)


def is_filled(array: Array | None, number: float) -> bool:
    """Whether a constant is made by filling a shape with this number, as a parameter is written that a layer lacks."""
    return (
        array is not None and array.size > 0 and array.ndim > 0 and not any(array.strides) and array.flat[0] == number
    )


def repeats(array: Array) -> bool:
    """Whether an array is one number over and over, which takes no memory: do not copy it."""
    return array.size > 1 and not any(array.strides)


def on_top(below: Term, layer: Layer, origin: str, params: Mapping[str, Array] = EMPTY) -> Term:
    """A layer on top of a term, with its parameters compared with those that it needs. Raises Unrepresentable."""
    try:
        shape = layer.output_shape(below.shape)
    except ExplorerError as error:
        raise Unrepresentable(f"as a layer {error.problem[:1].lower()}{error.problem[1:].rstrip('.')}") from None
    needed = layer.param_shapes(below.shape)
    for name, size in needed.items():
        if name not in params or params[name].shape != size:
            given = params[name].shape if name in params else "none"
            raise Unrepresentable(f"its {name} should have the shape {size}, but has {given}")
    return Term(shape, (below,), layer, {name: params[name] for name in needed}, origin=origin)


def made(kind: type[Layer], **settings: Any) -> Layer:
    """A layer with these settings. Raises Unrepresentable where they are outside their ranges."""
    try:
        return kind(**settings)
    except ExplorerError as error:
        raise Unrepresentable(f"its settings are none of ours: {error.problem.rstrip('.')}") from None


def usual(term: Term, batch: int, letters: str) -> Wire:
    """A term as a tensor whose axes have this order."""
    return Wire(term, laid_out(term.shape, batch, letters))
