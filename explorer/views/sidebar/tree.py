"""The stack as a tree that can be changed: every layer with the id by which its widgets are known."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from explorer.layers.base import Layer
from explorer.layers.stack import split, stack_path

Stack = list["Node"]


@dataclass
class Node:
    """A layer; `stacks` are those that it holds, if it is a composite."""

    id: str
    layer: Layer
    stacks: list[Stack] = field(default_factory=list)

    def built(self) -> Layer:
        """The layer with what its stacks hold now."""
        layer = self.layer
        for branch, stack in enumerate(self.stacks):
            layer = layer.with_branch(branch, built(stack))
        return layer


def grown(layers: Sequence[Layer], ids: Iterable[str]) -> Stack:
    """The tree of a stack; `ids` has one for every layer, in the order of explorer.layers.stack.walk."""
    known = iter(ids)

    def nodes(stack: Sequence[Layer]) -> Stack:
        return [Node(next(known), layer, [nodes(branch) for branch in layer.branches]) for layer in stack]

    return nodes(layers)


def built(stack: Stack) -> tuple[Layer, ...]:
    """The layers of a tree. Raises SettingError if composites go too deep."""
    return tuple(node.built() for node in stack)


def walk(stack: Stack, prefix: str = "") -> Iterator[tuple[str, Node]]:
    """Every node with its path; a composite comes before what it holds."""
    for index, node in enumerate(stack):
        path = f"{prefix}{index}"
        yield path, node
        for branch, inner in enumerate(node.stacks):
            yield from walk(inner, stack_path(path, branch))


def opened(tree: Stack, path: str) -> tuple[Stack, int]:
    """The stack that the layer at `path` is in, or would be put into, and its place there."""
    prefix, index = split(path)
    if not prefix:
        return tree, index
    outer, _, branch = prefix.rstrip(".").rpartition(".b")
    stack, place = opened(tree, outer)
    return stack[place].stacks[int(branch)], index
