"""The layers of a network as a mutable tree: every layer with the id from which the keys of its widgets are made."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from explorer.layers.base import Layer
from explorer.layers.stack import split_path, stack_path
from explorer.views.shell.state import fresh_ids

Nodes = list["Node"]


@dataclass
class Node:
    """A layer and its id; `stacks` are the branches of a composite, `copy_of` is the id of the layer that it copies."""

    id: str
    layer: Layer
    stacks: list[Nodes] = field(default_factory=list)
    copy_of: str = ""

    def to_layer(self) -> Layer:
        """The immutable layer, with the present contents of its branches. Raises SettingError if it is too deep."""
        layer = self.layer
        for branch, stack in enumerate(self.stacks):
            layer = layer.with_branch(branch, to_layers(stack))
        return layer


def to_tree(layers: Sequence[Layer], ids: Iterable[str]) -> Nodes:
    """The tree of `layers`; `ids` has one id for every layer, in the order of explorer.layers.stack.walk."""
    remaining = iter(ids)

    def nodes(stack: Sequence[Layer]) -> Nodes:
        return [Node(next(remaining), layer, [nodes(branch) for branch in layer.branches]) for layer in stack]

    return nodes(layers)


def copy_of(node: Node) -> Node:
    """A copy of a layer, and of those inside it, with new ids."""
    (new_id,) = fresh_ids(1)
    return Node(new_id, node.layer, [[copy_of(inner) for inner in stack] for stack in node.stacks], node.id)


def to_layers(stack: Nodes) -> tuple[Layer, ...]:
    """The immutable layers of a tree. Raises SettingError if composites are nested too deep."""
    return tuple(node.to_layer() for node in stack)


def walk(stack: Nodes, prefix: str = "") -> Iterator[tuple[str, Node]]:
    """Every (path, node) of a tree; a composite comes before the layers inside it."""
    for index, node in enumerate(stack):
        path = f"{prefix}{index}"
        yield path, node
        for branch, inner in enumerate(node.stacks):
            yield from walk(inner, stack_path(path, branch))


def locate(tree: Nodes, path: str) -> tuple[Nodes, int]:
    """The list that holds the layer at `path`, or would hold it if it were inserted there, and its index in that list."""
    prefix, index = split_path(path)
    if not prefix:
        return tree, index
    outer, _, branch = prefix.rstrip(".").rpartition(".b")
    nodes, position = locate(tree, outer)
    return nodes[position].stacks[int(branch)], index
