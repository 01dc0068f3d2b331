"""An ONNX file as a Model: the ways to read its input are tried, and the one that leads furthest is taken."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from explorer.errors import ExplorerError, FormatError, listed
from explorer.formats.model import Model
from explorer.formats.onnx_file.building import made, repeats
from explorer.formats.onnx_file.entering import Entrance, entrances, image_of, is_free
from explorer.formats.onnx_file.graph import Graph, graph_of, shown
from explorer.formats.onnx_file.operators.activation import settled
from explorer.formats.onnx_file.order import FIRST, LAST, arranged, as_vector
from explorer.formats.onnx_file.schema import parse, short
from explorer.formats.onnx_file.structure import Built, parameters, stack_of
from explorer.formats.onnx_file.tensors import decimal
from explorer.formats.onnx_file.terms import SEAM, Stop, Term, Unrepresentable, Value, Wire
from explorer.formats.onnx_file.tracing import Trace, traced, unfolded
from explorer.formats.onnx_file.views import laid_out, merged
from explorer.layers import LayerScale, Normalization
from explorer.layers.base import Array, Layer, Params
from explorer.limits import CLASS_NAME_CHARS, CLASS_NAMES, MODEL_BYTES
from explorer.network import Network


@dataclass(frozen=True)
class Outcome:
    """What one way of reading the input leads to: the layers, and why they end early if they do.

    `output` is the output of the graph that they make, `letters` how its axes lie in our maps.
    """

    entrance: Entrance
    stack: tuple[Built, ...]
    output: str
    letters: str = ""
    stopped: str | None = None
    notes: tuple[str, ...] = ()
    final: bool = False
    """Whether it would end early however the input was read."""


def read_onnx(data: bytes, size: tuple[int, int] | None = None) -> Model:
    """The network and the weights of an ONNX file; nothing in it is executed.

    `size` is (rows, columns) of the image where the file leaves them open, 224 x 224 by default. The part before an
    operator that no layer represents is a Model too, whose `stopped` names it. Raises FormatError for a file that is
    damaged or holds no network, MissingExtraError without the package protobuf.
    """
    return model_of(*outcome_of(data, size))


def outcome_of(data: bytes, size: tuple[int, int] | None = None) -> tuple[Graph, Outcome]:
    """The graph of a file and what it leads to. Raises FormatError."""
    if len(data) > MODEL_BYTES:
        raise FormatError(
            f"The file has {len(data) / 1e6:,.0f} MB, more than {MODEL_BYTES / 1e6:,.0f}.",
            "Save the weights as float16, or use the app on your own computer.",
        )
    graph = unfolded(graph_of(parse(data)))
    best: Outcome | None = None
    for entrance in entrances(graph, image_of(graph), size):
        outcome = _outcome(graph, entrance)
        if best is None or _better(outcome, best):
            best = outcome
        if (best.stopped is None and _is_image(best)) or outcome.final:
            break
    assert best is not None
    if best.stopped is not None and not best.stack:
        raise FormatError(best.stopped, "No layer comes before it: use a network of the layers that the menu lists.")
    return graph, best


def _better(outcome: Outcome, best: Outcome) -> bool:
    """Whether a later reading goes further, or as far, for an image and without turning it first."""
    if outcome.stopped is None and best.stopped is None:
        return _is_image(outcome) and len(outcome.stack) < len(best.stack)
    return (outcome.stopped is None, len(outcome.stack)) > (best.stopped is None, len(best.stack))


def _is_image(outcome: Outcome) -> bool:
    """Whether it reads what can be an image: in other readings of Keras' files rows or columns are taken for channels."""
    rows, cols, channels = outcome.entrance.shape
    return channels in _COLORS and (rows, cols) != (1, 1)


def _outcome(graph: Graph, entrance: Entrance) -> Outcome:
    trace = traced(graph, image_of(graph).name, entrance)
    outcomes = [_to_output(trace, entrance, name, trace.values[name]) for name in graph.outputs[:8]]
    chosen = next((each for each in outcomes if each.stopped is None), None)
    # Of those that end early the longest, and of equal ones the last: scikit-learn's first output is the name of a class.
    chosen = chosen or max(reversed(outcomes), key=lambda each: len(each.stack))
    if len(graph.outputs) > 1:
        note = f"Of its {len(graph.outputs):,} outputs “{short(chosen.output)}” is shown."
        chosen = replace(chosen, notes=(*chosen.notes, note))
    return chosen


def _to_output(trace: Trace, entrance: Entrance, name: str, value: Value) -> Outcome:
    if isinstance(value, np.ndarray):
        return Outcome(entrance, (), name, stopped=f"The output “{short(name)}” does not depend on the image.")
    if isinstance(value, Stop):
        return _before(trace, entrance, name, value)
    try:
        wire, letters = _finished(value, trace.batch)
    except Unrepresentable as error:
        return _before(trace, entrance, name, Stop(_cannot(name, error.reason), (value.term,)))
    stack, reason = _network(trace, entrance, wire.term)
    stopped = None if reason is None else _cannot(name, reason)
    return Outcome(entrance, stack, name, letters, stopped, final=stopped is not None)


def _cannot(name: str, reason: str) -> str:
    return f"The output “{short(name)}” cannot be shown as layers: {reason}."


def _finished(wire: Wire, batch: int) -> tuple[Wire, str]:
    """An output with its axes as our maps have them, or one row of numbers. Raises Unrepresentable."""
    rank = len(wire.view.axes)
    known = [letters for letters in (FIRST.get(rank, ""), LAST.get(rank, ""), *_MORE.get(rank, ())) if letters]
    if rank == 2 and wire.view.axes[1] == merged([(math.prod(wire.term.shape), 1)]):
        return arranged(wire, FIRST[rank], batch), FIRST[rank]
    for letters in known:
        if laid_out(wire.term.shape, batch, letters) == wire.view:
            return settled(wire), letters
    total = math.prod(wire.term.shape)
    for letters, first in (("n.", 1), (".", 0)):  # as in `entering`: a vector in another shape
        rest = merged([factor for axis in wire.view.axes[first:] for factor in axis])
        if wire.term.shape[:-1] in ((), (1, 1)) and rest == merged([(total, 1)]) and batch in (1, *wire.shape[:first]):
            return Wire(as_vector(wire.term), wire.view), letters
    return arranged(wire, FIRST.get(rank, ""), batch), FIRST.get(rank, "")


_COLORS = (1, 3)
_MORE = {3: ("nhr", "nrc", "hrc", "rch"), 2: ("ch", "hc", "rc"), 1: ("c",)}
"""Other ways in which the axes of an output may lie."""


def _network(trace: Trace, entrance: Entrance, end: Term) -> tuple[tuple[Built, ...], str | None]:
    """The longest stack on the way to `end` that is a network, and why it is not longer if it ends before."""
    stack, reason = stack_of(trace.input, end)
    stack = (*_preprocessing(stack[:1]), *stack[1:])
    try:
        Network(tuple(each.layer for each in stack), entrance.shape)
    except ExplorerError as error:
        return (), error.problem.rstrip(".")
    return stack, reason


def _preprocessing(first: Sequence[Built]) -> Sequence[Built]:
    """A scale and a shift per channel of the image itself as the mean and variance that they stand for."""
    if not first or not isinstance(first[0].layer, LayerScale) or not {"gamma", "beta"} <= first[0].term.params.keys():
        return first
    if first[0].term.below.join == SEAM:
        return first
    gamma, beta = (first[0].term.params[name].astype(np.float64) for name in ("gamma", "beta"))
    if not (gamma > 0).all():
        return first
    mean, variance = (tuple(map(decimal, values)) for values in (-beta / gamma, 1 / np.square(gamma)))
    try:
        return [replace(first[0], layer=made(Normalization, mean=mean, variance=variance), params={})]
    except Unrepresentable:
        return first


def _before(trace: Trace, entrance: Entrance, name: str, stop: Stop) -> Outcome:
    """The longest network before the place where the graph cannot be followed."""
    stacks = [_network(trace, entrance, end)[0] for end in stop.before[:4]]
    stack = max(stacks, key=len, default=())
    return Outcome(entrance, stack, name, stopped=stop.sentence, final=stop.final)


def model_of(graph: Graph, outcome: Outcome) -> Model:
    """The Model of what a graph leads to. Raises FormatError for weights that are no finite numbers."""
    entry = image_of(graph)
    params = {path: _clean(path, own) for path, own in parameters(outcome.stack)}
    layers: tuple[Layer, ...] = tuple(each.layer for each in outcome.stack)
    notes = [*outcome.notes]
    if is_free(entry) and entry.shape is not None:
        rows, cols, _ = outcome.entrance.shape
        notes.append(f"The file leaves the size of the image open ({shown(entry.shape)}): {rows:,} × {cols:,} px here.")
    if outcome.entrance.batch > 1:
        notes.append(f"The file reads {outcome.entrance.batch:,} images at a time; here it is one.")
    others = [f"“{short(each.name)}”" for each in graph.inputs if each is not entry]
    if others:
        notes.append(f"Beside the image the file reads {listed(others[:4])}.")
    return Model(
        layers,
        outcome.entrance.shape,
        params,
        origins=dict(_origins(outcome.stack)),
        notes=tuple(notes),
        classes=_classes(graph, outcome),
        stopped=outcome.stopped,
        free=is_free(entry),
    )


def _classes(graph: Graph, outcome: Outcome) -> tuple[str, ...]:
    """The names of the classes, which files of scikit-learn and our own have, if there is one for each output."""
    count = outcome.stack[-1].term.shape[-1] if outcome.stack else 0
    named = _named(graph.classes)
    if named and len(named) == count:
        return named
    for node in graph.nodes:
        for attribute in ("classlabels_strings", "classlabels_int64s", "classlabels_ints"):
            found = node.attributes.get(attribute)
            if isinstance(found, tuple) and len(found) == count:
                return tuple(map(str, found))
    return ()


def _named(listed: str) -> tuple[str, ...]:
    """The names in a list of texts as JSON; none in anything else, which a file may hold by the same name."""
    if len(listed) > CLASS_NAMES * CLASS_NAME_CHARS:
        return ()
    try:
        names = json.loads(listed)
    except (ValueError, RecursionError):
        return ()
    fine = isinstance(names, list) and all(isinstance(each, str) and len(each) <= CLASS_NAME_CHARS for each in names)
    return tuple(map(str, names)) if fine else ()


def _clean(path: str, params: Mapping[str, Array]) -> Params:
    """Parameters as float32, contiguous. Raises FormatError where one is not finite."""
    clean: dict[str, Array] = {}
    for name, array in params.items():
        sample = array[(0,) * array.ndim] if repeats(array) else array
        if not np.isfinite(sample).all():
            raise FormatError(
                f"The {name.replace('_', ' ')} of layer {path} holds numbers that are not finite.",
                "Train the network again with a smaller learning rate, or mend its weights.",
            )
        clean[name] = array if repeats(array) else np.ascontiguousarray(array, np.float32)
    return clean


def _origins(stack: Sequence[Built], prefix: str = "") -> Iterator[tuple[str, str]]:
    for place, each in enumerate(stack):
        path = f"{prefix}{place}"
        yield path, each.term.origin
        for number, branch in enumerate(each.branches):
            yield from _origins(branch, f"{path}.b{number}.")
