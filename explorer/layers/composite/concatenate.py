"""Concatenate, parallel branches whose maps are concatenated along the channels."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate
from typing import Any, ClassVar, Self

import numpy as np

from explorer.errors import ExplorerError, ShapeError
from explorer.layers.base import Array, Layer, Shape
from explorer.layers.composite.composite import Composite, same_padded, shape_words, stack_output_shape
from explorer.layers.convolution.conv2d import Conv2D
from explorer.layers.stack import Branches, Layers
from explorer.limits import JOINED_CHANNELS
from explorer.settings import setting


@dataclass(frozen=True)
class Concatenate(Composite):
    """Parallel stacks, their maps concatenated along the channels in order. An empty stack passes the input on.

    Szegedy et al. 2015, arXiv:1409.4842, section 4.

    >>> block = explorer.Concatenate(stacks=((explorer.Conv2D(filters=4, kernel_size=1),), ()))
    >>> explorer.Network((block,), (16, 16, 8)).output_shape
    (16, 16, 12)
    """

    kind: ClassVar[str] = "concatenate"
    title: ClassVar[str] = "Parallel branches"
    short: ClassVar[str] = "concat"
    about: ClassVar[str] = "Runs several stacks of layers side by side on the same input, and joins their maps."

    stacks: tuple[Layers, ...] = setting(
        ((), ()), "The stacks, in the order in which their maps are joined.", Branches()
    )

    @classmethod
    def starter(cls, shape: Shape) -> Layer:
        """Behind maps: two convolutions side by side, of unequal size."""
        if len(shape) != 3:
            return cls()
        return cls(stacks=((Conv2D(filters=4, kernel_size=(1, 1)),), (Conv2D(filters=4, padding="same"),)))

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

    def joined(self, shapes: Sequence[Shape]) -> Shape:
        if len({shape[:-1] for shape in shapes}) > 1:
            sizes = ", ".join(
                f"{name} {shape_words(shape)}" for name, shape in zip(self.branch_names, shapes, strict=True)
            )
            raise ShapeError(
                f"Its branches make maps of unequal size: {sizes}.",
                "Give every branch the same strides, and padding='same', so that rows and columns agree.",
            )
        channels = sum(shape[-1] for shape in shapes)
        if channels > JOINED_CHANNELS:
            raise ShapeError(
                f"It would make {channels:,} maps.", f"Keep to {JOINED_CHANNELS:,}: use fewer branches or filters."
            )
        return (*shapes[0][:-1], channels)

    def offsets(self, shapes: Sequence[Shape]) -> tuple[int, ...]:
        return (0, *accumulate(shape[-1] for shape in shapes[:-1]))

    def join(self, xs: Sequence[Array]) -> Array:
        return np.concatenate(xs, axis=-1)

    def repairs(self, shape: Shape) -> tuple[dict[str, Any], ...]:
        """First padding that keeps the size in every branch; then keeping only branches whose maps have one size."""
        return (
            {"stacks": tuple(map(same_padded, self.stacks))},
            *({"stacks": stacks} for stacks in self._stacks_of_equal_size(shape)),
        )

    def in_words(self, changes: Mapping[str, Any]) -> str:
        stacks = changes["stacks"]
        if len(stacks) == len(self.stacks):
            return "padding = same in every branch"
        names = [name for name, stack in zip(self.branch_names, self.stacks, strict=True) if stack in stacks]
        return f"keep only branches {', '.join(names)}"

    def _stacks_of_equal_size(self, shape: Shape) -> list[tuple[Layers, ...]]:
        """For every size (rows, columns) that several stacks end in, those stacks."""
        try:
            sizes = [stack_output_shape(stack, shape)[:-1] for stack in self.stacks]
        except ExplorerError:
            return []
        return [
            tuple(stack for stack, size in zip(self.stacks, sizes, strict=True) if size == wanted)
            for wanted in dict.fromkeys(sizes)
            if sizes.count(wanted) > 1
        ]
