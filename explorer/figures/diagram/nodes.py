"""The tree of a diagram: operations, repetitions and forks, in the order of the network."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from explorer.figures.diagram.words import gate_words, name_of, role_of, short_words, words_of
from explorer.layers import Composite, Dropout
from explorer.layers.activation.activation import Activation
from explorer.layers.base import Layer, Shape
from explorer.layers.stack import Layers, stack_path
from explorer.network import Network

LONGEST = 12
"""Nodes of a repeated sequence at most."""


@dataclass(frozen=True)
class Operation:
    """One box: a layer in `words` and in `short` ones, the activations and normalisations `after` it, its output's shape.

    `layers` is how many layers the words stand for: a gate is several.
    """

    words: str
    short: str
    role: str
    shape: Shape
    after: tuple[str, ...] = ()
    layers: int = 1


@dataclass(frozen=True)
class Fork:
    """Branches that read the same and are joined: by a `sign`, + or ×, or side by side where it is "". `after` the joint."""

    lanes: tuple[Nodes, ...]
    sign: str
    shape: Shape
    after: tuple[str, ...] = ()


@dataclass(frozen=True)
class Repeated:
    """A sequence that comes several `times`, with the shape after the last one."""

    nodes: Nodes
    times: int
    shape: Shape


Node = Operation | Fork | Repeated
Nodes = tuple[Node, ...]


def nodes_of(network: Network) -> Nodes:
    """The input and all layers, what is repeated told once."""
    first = Operation("input", "input", "input", network.input_shape)
    return (first, *folded(_nodes(network, network.layers, "")))


def _nodes(network: Network, stack: Layers, prefix: str) -> Nodes:
    nodes: list[Node] = []
    for index, layer in enumerate(stack):
        path = f"{prefix}{index}"
        shape = network.step(path).output_shape
        before = nodes[-1] if nodes else None
        if isinstance(before, Operation | Fork) and _accompanies(network, path, layer, before):
            nodes[-1] = _with(before, name_of(layer))
        else:
            nodes.append(_node(network, path, layer, shape))
    return tuple(nodes)


def _with(node: Operation | Fork, name: str) -> Operation | Fork:
    """The node with one more layer after it."""
    if isinstance(node, Fork):
        return replace(node, after=(*node.after, name))
    return replace(node, after=(*node.after, name))


def _accompanies(network: Network, path: str, layer: Layer, before: Node) -> bool:
    """Whether a layer shares the box before it. At a joint only activations do: a normalisation begins what follows."""
    step = network.step(path)
    if isinstance(before, Fork) and layer.family != Activation.family:
        return False
    return (layer.accompanies or isinstance(layer, Dropout)) and step.output_shape == step.input_shape


def _node(network: Network, path: str, layer: Layer, shape: Shape) -> Node:
    gate = gate_words(layer)
    if gate:
        held = 1 + sum(map(len, layer.branches))
        return Operation(gate, gate.replace("squeeze-excite", "SE"), "other", shape, layers=held)
    if isinstance(layer, Composite):
        lanes = tuple(folded(_nodes(network, each, stack_path(path, at))) for at, each in enumerate(layer.branches))
        return Fork(lanes, layer.sign, shape)
    return Operation(words_of(layer), short_words(layer), role_of(layer), shape)


def folded(nodes: Nodes) -> Nodes:
    """The nodes with those that come several times in a row told once; channels may grow from one to the next.

    Of all repetitions that begin at a node that which spans the most nodes counts, the shortest sequence of them first.
    """
    result: list[Node] = []
    at = 0
    while at < len(nodes):
        span, times = _repetition(nodes, at)
        if times > 1:
            last = nodes[at + span * times - 1]
            result.append(Repeated(nodes[at : at + span], times, last.shape))
        else:
            result.append(nodes[at])
        at += span * times
    return tuple(result)


def _repetition(nodes: Nodes, at: int) -> tuple[int, int]:
    """How many nodes from `at` on are repeated, and how often they come: (1, 1) without a repetition."""
    best = (1, 1)
    for span in range(1, min(LONGEST, (len(nodes) - at) // 2) + 1):
        keys = [_key(node) for node in nodes[at : at + span]]
        times = 1
        while [_key(node) for node in nodes[at + times * span : at + (times + 1) * span]] == keys:
            times += 1
        if times > 1 and span * times > best[0] * best[1]:
            best = (span, times)
    return best


def _key(node: Node) -> object:
    """What two nodes that are drawn as one have in common: everything but the number of channels."""
    match node:
        case Operation():
            return node.words, node.after, node.shape[:-1]
        case Fork():
            return tuple(tuple(map(_key, lane)) for lane in node.lanes), node.sign, node.after, node.shape[:-1]
        case Repeated():
            return tuple(map(_key, node.nodes)), node.times


def all_nodes(nodes: Iterable[Node]) -> Iterator[Node]:
    """The nodes and all inside them."""
    for node in nodes:
        yield node
        match node:
            case Fork():
                for lane in node.lanes:
                    yield from all_nodes(lane)
            case Repeated():
                yield from all_nodes(node.nodes)
