"""A network in the calls of a framework: lines one after the other, and blocks that hold stacks of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from explorer.errors import SettingError
from explorer.formats.code.calls import Made, Place
from explorer.formats.code.naming import local_names, unique
from explorer.layers.base import Layer, Shape
from explorer.layers.composite.composite import Composite
from explorer.layers.stack import Layers, stack_path
from explorer.network import Network

Row = Callable[[Any, Place], Sequence[Made]]
"""What a layer of one kind is in a framework: the calls that make it, one after the other."""


@dataclass(frozen=True, eq=False)
class Line:
    """A layer of the framework: its name in its stack, the call that makes it, and what comes out of it (our order of axes).

    `path` is that of our layer if this is the last of its calls, else "". Without a shape it differs from call to call.
    """

    name: str
    made: Made
    shape: Shape | None
    path: str = ""


@dataclass(frozen=True, eq=False)
class Block:
    """A composite: the stacks that it holds, and what comes out of them and of it."""

    name: str
    layer: Composite
    branches: tuple[tuple[Item, ...], ...]
    entering: Shape
    ends: tuple[Shape, ...]
    shape: Shape
    path: str

    @property
    def height(self) -> int:
        """1 for a block that holds no blocks, 2 for one around such a block, and so on."""
        return 1 + max((inner.height for inner in inner_blocks(self.branches)), default=0)


Item = Line | Block


def inner_blocks(stacks: Sequence[Sequence[Item]]) -> list[Block]:
    """The blocks that stand in stacks, without those inside these."""
    return [item for stack in stacks for item in stack if isinstance(item, Block)]


def all_blocks(stack: Sequence[Item]) -> Iterator[Block]:
    """Every block in a stack, those inside blocks too."""
    for block in inner_blocks([stack]):
        yield block
        for branch in block.branches:
            yield from all_blocks(branch)


def rows_of(table: Mapping[type[Layer], Row], file: str, layer: Layer) -> Row:
    """The row of a layer's kind. Raises SettingError, naming the file, for a kind without one."""
    row = table.get(type(layer))
    if row is None:
        raise SettingError(
            f"{type(layer).__name__} has no words in this framework.", f"Add a row for it to TABLE in {file}."
        )
    return row


@dataclass(frozen=True)
class Stacks:
    """Makes the stacks of a network. `row` gives the row of a layer; `reordered` are the vectors that have PyTorch's order."""

    network: Network
    row: Callable[[Layer], Row]
    reordered: frozenset[str] = frozenset()

    def whole(self) -> tuple[Item, ...]:
        """The network's own layers."""
        return self._stack(self.network.layers, "", local_names(self.network))

    def _stack(self, layers: Layers, prefix: str, names: Mapping[str, str]) -> tuple[Item, ...]:
        taken = {names[f"{prefix}{index}"] for index in range(len(layers))}
        items: list[Item] = []
        for index, layer in enumerate(layers):
            path = f"{prefix}{index}"
            if isinstance(layer, Composite):
                items.append(self._block(layer, path, names))
            else:
                items += self._lines(layer, path, names[path], taken)
        return tuple(items)

    def _block(self, layer: Composite, path: str, names: Mapping[str, str]) -> Block:
        step = self.network.step(path)
        branches = tuple(
            self._stack(branch, stack_path(path, place), names) for place, branch in enumerate(layer.branches)
        )
        return Block(names[path], layer, branches, step.input_shape, step.source_shapes, step.output_shape, path)

    def _lines(self, layer: Layer, path: str, name: str, taken: set[str]) -> list[Item]:
        step = self.network.step(path)
        place = Place(step.input_shape, step.output_shape, path in self.reordered)
        lines = [
            Line(unique(f"{name}_{made.suffix}", taken) if made.suffix else name, made, made.shape or step.output_shape)
            for made in self.row(layer)(layer, place)
        ]
        return [*lines[:-1], replace(lines[-1], path=path)]
