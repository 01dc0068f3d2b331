"""Parallel, the base class of composites that hold any number of equal stacks: branches a, b, c ..."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Self

from explorer.layers.base import Shape
from explorer.layers.composite.composite import Composite, Mend
from explorer.layers.composite.ways import WAYS, mend
from explorer.layers.stack import Branches, Layers
from explorer.settings import setting


@dataclass(frozen=True)
class Parallel(Composite):
    """A composite whose stacks are all of one sort; an empty stack passes the input on."""

    stacks: tuple[Layers, ...] = setting(((), ()), "The stacks, in the order in which they are joined.", Branches())

    @property
    def branches(self) -> tuple[Layers, ...]:
        return self.stacks

    @property
    def branch_names(self) -> tuple[str, ...]:
        return tuple("abcdefghijklmnop"[: len(self.stacks)])

    @property
    def summary(self) -> str:
        return f"{len(self.stacks)} branches"

    def with_branch(self, branch: int, layers: Layers) -> Self:
        return replace(self, stacks=(*self.stacks[:branch], layers, *self.stacks[branch + 1 :]))

    def levelled(self, shape: Shape, ends: Sequence[Shape]) -> Iterator[Mend]:
        """Every branch brought to the size of one of them: one change for each way in which that can be done.

        `ends` are the shapes that the branches end in; () for a branch that fits whatever the size is.
        """
        sizes = sorted({end[:-1] for end in ends if end})
        for way in WAYS:
            for size in sizes:
                changed = {
                    place: way(stack, shape, size)
                    for place, (stack, end) in enumerate(zip(self.stacks, ends, strict=True))
                    if end and end[:-1] != size
                }
                found = {place: each for place, each in changed.items() if each is not None}
                if not changed or len(found) < len(changed):
                    continue
                stacks = [found[place].layers if place in found else stack for place, stack in enumerate(self.stacks)]
                named = [(place, f"branch {self.branch_names[place]}", each) for place, each in found.items()]
                yield mend(named, {"stacks": tuple(stacks)})
                break
