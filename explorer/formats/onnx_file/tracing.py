"""Following a graph from its input to its outputs: every tensor becomes a constant, layers, or the reason why neither."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np

from explorer.errors import ExplorerError
from explorer.formats.onnx_file.building import Reading
from explorer.formats.onnx_file.entering import Entrance
from explorer.formats.onnx_file.folding import FOLDS, folded, shape_of
from explorer.formats.onnx_file.graph import Graph, Node
from explorer.formats.onnx_file.operators.table import OPERATORS
from explorer.formats.onnx_file.schema import short
from explorer.formats.onnx_file.terms import Stop, Term, Unrepresentable, Value, Wire
from explorer.layers.base import Array
from explorer.limits import FOLDED_NUMBERS

_BAD_ATTRIBUTES = (TypeError, ValueError, IndexError, KeyError, AttributeError, OverflowError, ZeroDivisionError)
"""What Python says of settings of the wrong sort, such as a text for a number: a damaged file may hold anything."""


@dataclass
class Trace:
    """What is known of each tensor, by name, and the term of the input. Filled by `traced`."""

    graph: Graph
    batch: int
    input: Term
    values: dict[str, Value] = field(default_factory=dict)


def unfolded(graph: Graph) -> Graph:
    """The graph with the constants that can be computed without the image, and without the nodes that make them.

    All together they may have FOLDED_NUMBERS numbers more than twice those of the file; what goes beyond stays a node.
    """
    constants = dict(graph.constants)
    left = FOLDED_NUMBERS + 2 * sum(array.size for array in constants.values() if array.dtype.kind == "f")
    kept: list[Node] = []
    for node in graph.nodes:
        inputs = [constants.get(name) if name else None for name in node.inputs]
        if left < 0 or node.op not in FOLDS or any(name and name not in constants for name in node.inputs):
            kept.append(node)
            continue
        try:
            found = folded(node, inputs, graph.opset)
        except Unrepresentable:
            kept.append(node)  # for `traced`, which says why
            continue
        left -= sum(each.size for each in found if each.base is None)
        constants |= {name: each for name, each in zip(node.outputs, found, strict=False) if name}
        if len(found) < len(node.outputs):
            kept.append(replace(node, outputs=("",) * len(found) + node.outputs[len(found) :]))
    return replace(graph, nodes=tuple(kept), constants=constants)


def traced(graph: Graph, name: str, entrance: Entrance) -> Trace:
    """The values of all tensors when the input `name` is read in this way.

    Inputs other than that one are not known.
    """
    start = Term(entrance.shape, origin=name)
    trace = Trace(graph, entrance.batch, start)
    trace.values |= graph.constants
    for entry in graph.inputs:
        trace.values[entry.name] = Stop(f"“{short(entry.name)}” is a second input; a network here reads one image.")
    trace.values[name] = Wire(start, entrance.view)
    for node in graph.nodes:
        trace.values |= zip(node.outputs, _outputs(trace, node), strict=False)
    return trace


def _outputs(trace: Trace, node: Node) -> tuple[Value, ...]:
    """The values of a node's outputs, as many as it has names for."""
    inputs = tuple(trace.values[name] if name else None for name in node.inputs)
    stops = [value for value in inputs if isinstance(value, Stop)]
    if stops:
        return (stops[0],) * len(node.outputs)
    try:
        found = _made(trace, node, inputs)
        lacking = len(node.outputs) - len(found)
        if lacking > 0:
            rest = Stop(f"{node.called} has a second output, which is not followed.", _terms(inputs))
            found = (*found, *[rest] * lacking)
        return found
    except Unrepresentable as error:
        reason = error.reason
    except ExplorerError as error:
        reason = f"of this: {error.problem.rstrip('.')}"
    except _BAD_ATTRIBUTES:
        reason = "its settings are none that ONNX has"
    final = node.op not in OPERATORS and node.op not in FOLDS
    stop = Stop(f"{node.called} cannot be shown, because {reason}.", _terms(inputs), final)
    return (stop,) * len(node.outputs)


def _made(trace: Trace, node: Node, inputs: tuple[Value | None, ...]) -> tuple[Value, ...]:
    graph = trace.graph
    arrays: list[Array | None] = [value for value in inputs if not isinstance(value, Wire | Stop)]
    if len(arrays) == len(inputs) and node.op in FOLDS:
        if graph.constants.keys() >= {name for name in node.inputs if name}:
            folded(node, arrays, graph.opset)  # says why it was not before
            raise Unrepresentable(f"the constants unfold to more than {FOLDED_NUMBERS:,} numbers")
        return folded(node, arrays, graph.opset)
    first = inputs[0] if inputs else None
    if node.op in ("Shape", "Size") and isinstance(first, Wire):
        whole = np.asarray(int(np.prod(first.shape)), np.int64)
        return (shape_of(node, first.shape) if node.op == "Shape" else whole,)
    operator = OPERATORS.get(node.op)
    if operator is None:
        raise Unrepresentable("no layer computes this operator")
    return operator(Reading(node, inputs, graph.opset, trace.batch))


def _terms(inputs: tuple[Value | None, ...]) -> tuple[Term, ...]:
    return tuple(value.term for value in inputs if isinstance(value, Wire))
