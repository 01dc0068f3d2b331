"""The graph of an ONNX file as values: nodes in an order in which each follows what it reads, constants, inputs, outputs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from heapq import heappop, heappush
from typing import Any

from explorer.errors import FormatError, listed, quoted
from explorer.formats.onnx_file.schema import short, text
from explorer.formats.onnx_file.tensors import array_of, attribute_of
from explorer.layers.base import Array
from explorer.limits import GRAPH_NODES

OPSETS = (1, 30)
"""Versions of the standard operators that are tried; those that differ are told apart where they do. 7 to 22 are tested."""
STANDARD = ("", "ai.onnx", "ai.onnx.ml")


@dataclass(frozen=True)
class Node:
    """One operator: its inputs and outputs by the names of tensors, "" where an optional one is left out."""

    op: str
    name: str
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    attributes: Mapping[str, Any]

    @property
    def called(self) -> str:
        """How a sentence names it: Conv “features.0”."""
        made = next(iter(self.outputs), "")
        return f"{short(self.op)} “{short(self.name)}”" if self.name else f"{short(self.op)} that makes “{short(made)}”"


@dataclass(frozen=True)
class Entry:
    """An input of the graph: its shape has None where a size is left open."""

    name: str
    shape: tuple[int | None, ...] | None
    elem_type: int


@dataclass(frozen=True)
class Graph:
    """A checked graph: every input of a node is a constant, an input of the graph or made by a node before it."""

    nodes: tuple[Node, ...]
    constants: Mapping[str, Array]
    inputs: tuple[Entry, ...]
    outputs: tuple[str, ...]
    opset: int
    producer: str
    classes: str = ""
    """The property of this name, in which our own writer lists the names of classes as JSON."""


def graph_of(model: Any) -> Graph:
    """The graph of a parsed message. Raises FormatError where it is not one that can be computed."""
    graph = model.graph
    if not graph.node:
        raise FormatError("The model has no operators.", "Use a file that torch.onnx.export or tf2onnx wrote.")
    if len(graph.node) > GRAPH_NODES:
        raise FormatError(
            f"The model has {len(graph.node):,} operators, more than {GRAPH_NODES:,}.", "Simplify it with onnxsim."
        )
    if graph.sparse_initializer:
        raise FormatError("The model holds sparse tensors, which are not read.", "Export it with dense weights.")
    constants = _constants(graph)
    nodes = tuple(map(_node, graph.node))
    inputs = tuple(entry for value in graph.input if (entry := _entry(value)).name not in constants)
    outputs = tuple(text(value.name) for value in graph.output)
    _check_names(nodes, constants, inputs)
    made = {*constants, *(entry.name for entry in inputs), *(name for node in nodes for name in node.outputs)}
    lacking = sorted({name for node in nodes for name in node.inputs if name} - made)
    if lacking:
        reader = next(node for node in nodes if lacking[0] in node.inputs)
        raise FormatError(
            f"{reader.called} reads “{short(lacking[0])}”, which nothing makes.", "Export the model again."
        )
    if not outputs or not made.issuperset(outputs):
        raise FormatError("The model has no output that one of its operators makes.", "Export the model again.")
    opset = max((each.version for each in model.opset_import if text(each.domain) in STANDARD[:2]), default=OPSETS[0])
    classes = next((each.value for each in model.metadata_props if each.key == b"classes"), b"")
    said = classes.decode(errors="replace")
    return Graph(_sorted(nodes, made), constants, inputs, outputs, _known(opset), text(model.producer_name), said)


def _known(opset: int) -> int:
    if not OPSETS[0] <= opset <= OPSETS[1]:
        raise FormatError(
            f"The model uses version {opset} of ONNX's operators; known are {OPSETS[0]} to {OPSETS[1]}.",
            "Export it with opset_version=17.",
        )
    return int(opset)


def _constants(graph: Any) -> dict[str, Array]:
    constants: dict[str, Array] = {}
    for tensor in graph.initializer:
        name = text(tensor.name)
        if name in constants:
            raise FormatError(f"Two constants are called “{short(name)}”.", "Give every tensor a name of its own.")
        constants[name] = array_of(tensor, f"The constant “{short(name)}”")
    return constants


def _node(node: Any) -> Node:
    name, op = text(node.name), text(node.op_type)
    domain = text(node.domain)
    op = op if domain in STANDARD else f"{domain}.{op}"
    called = f"{short(op)} “{short(name)}”"
    attributes = {text(each.name): attribute_of(each, called) for each in node.attribute}
    return Node(op, name, tuple(map(text, node.input)), tuple(map(text, node.output)), attributes)


def _entry(value: Any) -> Entry:
    tensor = value.type.tensor_type
    if not tensor.HasField("shape"):
        return Entry(text(value.name), None, tensor.elem_type)
    sizes = tuple(
        dim.dim_value if dim.HasField("dim_value") and dim.dim_value != 0 else None for dim in tensor.shape.dim
    )
    return Entry(text(value.name), sizes, tensor.elem_type)


def _check_names(nodes: tuple[Node, ...], constants: Mapping[str, Array], inputs: tuple[Entry, ...]) -> None:
    """Raises FormatError for a name that two things have: which of them is read would depend on the order."""
    names = Counter([*constants, *(entry.name for entry in inputs)])
    names.update(name for node in nodes for name in node.outputs if name)
    twice = [name for name, count in names.items() if count > 1]
    if twice:
        raise FormatError(f"Two tensors are called “{short(twice[0])}”.", "Give every tensor a name of its own.")


def _sorted(nodes: tuple[Node, ...], made: set[str]) -> tuple[Node, ...]:
    """The nodes in an order in which each follows those that it reads. Raises FormatError for a circle (Kahn 1962)."""
    maker = {name: place for place, node in enumerate(nodes) for name in node.outputs if name}
    waits = [len({maker[name] for name in node.inputs if name in maker}) for node in nodes]
    readers: dict[int, list[int]] = {}
    for place, node in enumerate(nodes):
        for source in {maker[name] for name in node.inputs if name in maker}:
            readers.setdefault(source, []).append(place)
    ready = [place for place, count in enumerate(waits) if not count]
    order: list[Node] = []
    while ready:
        place = heappop(ready)  # the first of them: what the exporter put in order stays so
        order.append(nodes[place])
        for reader in readers.get(place, ()):
            waits[reader] -= 1
            if not waits[reader]:
                heappush(ready, reader)
    if len(order) < len(nodes):
        circle = [node.called for node, count in zip(nodes, waits, strict=True) if count][:3]
        raise FormatError(f"{listed(circle)} wait for each other in a circle.", "Export the model again.")
    return tuple(order)


def shown(shape: tuple[int | None, ...]) -> str:
    """A shape as messages write it: 1 × 3 × ? × ?."""
    return " × ".join("?" if n is None else f"{n:,}" for n in shape) or quoted(())
