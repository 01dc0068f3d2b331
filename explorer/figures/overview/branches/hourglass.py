"""Hourglass networks such as U-Net: levels of falling size, each with a skip connection from its left to its right side."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from explorer.figures.overview.folding import FoldedColumn, fold
from explorer.layers import Concatenate
from explorer.layers.base import Layer, as_map
from explorer.layers.stack import Layers, stack_path
from explorer.network import Network


@dataclass(frozen=True)
class Level:
    """One size of an hourglass: the columns on its way down, and those on its way up, which begin below the joint.

    `joint` is the path of the concatenation or sum that the skip connection ends in. The lowest level has no way up and no
    joint.
    """

    down: tuple[FoldedColumn, ...]
    up: tuple[FoldedColumn, ...] = ()
    joint: str = ""

    @property
    def steps(self) -> tuple[str, ...]:
        """The paths of all its steps."""
        return tuple(path for column in (*self.down, *self.up) for path in column.steps)

    @property
    def before_joint(self) -> int:
        """How many columns of the way up come before that of the joint: the up-sampling ones."""
        return next((at for at, column in enumerate(self.up) if self.joint in column.steps), 0)


@lru_cache(maxsize=64)
def levels(network: Network) -> tuple[Level, ...]:
    """The levels of an hourglass from the top down, at least two; () for other networks.

    An hourglass is one composite of two branches: one passes its input on, the other makes it smaller, and then as large as
    it was. That branch may be an hourglass itself. A network with any other composite is none.
    """
    places = dict(_places(network, network.layers, "", 0))
    composites = [step.path for step in network.steps if step.layer.branches]
    joints = [path for path, (_, _, joins) in places.items() if joins]
    if not joints or sorted(joints) != sorted(composites):
        return ()
    sides: dict[tuple[int, bool], list[FoldedColumn]] = {}
    joint_of: dict[int, str] = {}
    for column in fold(network):
        level, up, joins = places[next((path for path in column.steps if path in joints), column.steps[0])]
        sides.setdefault((level, up), []).append(column)
        if joins:
            joint_of[level] = next(path for path in column.steps if path in joints)
    return tuple(
        Level(tuple(sides[level, False]), tuple(sides.get((level, True), ())), joint_of.get(level, ""))
        for level in range(len(joints) + 1)
    )


def _places(network: Network, stack: Layers, prefix: str, level: int) -> Iterator[tuple[str, tuple[int, bool, bool]]]:
    """For every step of a stack (level, on the way up, joint), the input and the steps of inner stacks included."""
    if not prefix:
        yield "", (0, False, False)
    seen_joint = False
    for index, layer in enumerate(stack):
        path = f"{prefix}{index}"
        skip = None if seen_joint else _skip(layer, network, path)
        if skip is not None:
            seen_joint = True
            yield from _inside(network, layer.branches[1 - skip], path, 1 - skip, level)
        yield path, (level, seen_joint, skip is not None)


def _inside(
    network: Network, stack: Layers, joint: str, branch: int, level: int
) -> Iterator[tuple[str, tuple[int, bool, bool]]]:
    """The steps of the branch below a joint. Its last layers, which have the size of `level` again, belong to `level`."""
    prefix = stack_path(joint, branch)
    size = _size(network, joint)
    returns = len(stack)
    while returns and _size(network, f"{prefix}{returns - 1}") == size:
        returns -= 1
    yield from _places(network, stack[:returns], prefix, level + 1)
    for index in range(returns, len(stack)):
        yield f"{prefix}{index}", (level, True, False)


def _skip(layer: Layer, network: Network, path: str) -> int | None:
    """The number of the branch that is the skip connection, if the composite is an hourglass; else None."""
    if len(layer.branches) != 2:
        return None
    for skip, branch in enumerate(layer.branches):
        inner = layer.branches[1 - skip]
        prefix = stack_path(path, 1 - skip)
        if network.step(path).source_shapes[1 - skip][:-1] != network.step(path).source_shapes[skip][:-1]:
            continue  # a gate of one number per map does not come back to the size of the maps
        if not branch and any(_smaller(network, f"{prefix}{n}", path) for n in range(len(inner))):
            return skip
    return None


def _smaller(network: Network, path: str, other: str) -> bool:
    (rows, cols), (other_rows, other_cols) = _size(network, path), _size(network, other)
    return rows < other_rows or cols < other_cols


def _size(network: Network, path: str) -> tuple[int, int]:
    return as_map(network.step(path).output_shape)[:2]


def copies(network: Network, joint: str) -> bool:
    """Whether the skip connection into the joint puts its maps beside the others, instead of adding them."""
    return isinstance(network.step(joint).layer, Concatenate)
