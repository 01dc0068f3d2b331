"""Concatenate, parallel branches whose maps are concatenated along the channels."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import ClassVar

import numpy as np

from explorer.errors import ExplorerError, ShapeError
from explorer.layers.base import Array, Layer, Place, Shape
from explorer.layers.composite.composite import Mend, same_padded, stack_output_shape
from explorer.layers.composite.parallel import Parallel
from explorer.layers.convolution.conv2d import Conv2D
from explorer.limits import JOINED_CHANNELS


@dataclass(frozen=True)
class Concatenate(Parallel):
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

    @classmethod
    def starter(cls, place: Place) -> Layer:
        """Behind maps: two convolutions side by side, of unequal size."""
        if len(place.shape) != 3:
            return cls()
        return cls(stacks=((Conv2D(filters=4, kernel_size=(1, 1)),), (Conv2D(filters=4, padding="same"),)))

    def joined(self, shapes: Sequence[Shape]) -> Shape:
        if len({shape[:-1] for shape in shapes}) > 1:
            (first, whole), *others = zip(self.branch_names, map(_size_words, shapes), strict=True)
            sizes = ", ".join(f"{name} {size}" for name, size in others)
            raise ShapeError(
                f"It needs branches that end in maps of the same size, but {first} makes {whole}, {sizes}.",
                "Give every branch the same strides, and the padding “same”, so that rows and columns agree.",
            )
        channels = sum(shape[-1] for shape in shapes)
        if channels > JOINED_CHANNELS:
            raise ShapeError(
                f"It would make {channels:,} maps, but {JOINED_CHANNELS:,} is the most.",
                "Use fewer branches or filters.",
            )
        return (*shapes[0][:-1], channels)

    def offsets(self, shapes: Sequence[Shape]) -> tuple[int, ...]:
        return (0, *accumulate(shape[-1] for shape in shapes[:-1]))

    def join(self, xs: Sequence[Array]) -> Array:
        return np.concatenate(xs, axis=-1)

    def mends(self, shape: Shape) -> Iterator[Mend]:
        """The padding “same” everywhere, then branches brought to one size, then only such branches as have one size."""
        yield Mend("Set the padding to “same” in every branch", {"stacks": tuple(map(same_padded, self.stacks))})
        try:
            ends = [stack_output_shape(stack, shape) for stack in self.stacks]
        except ExplorerError:
            return  # then it is an inner layer that does not fit, and that has repairs of its own
        yield from self.levelled(shape, ends)
        yield from self._fewer(ends)

    def _fewer(self, ends: Sequence[Shape]) -> Iterator[Mend]:
        """For every size (rows, columns) that several stacks end in, those stacks alone."""
        sizes = [end[:-1] for end in ends]
        for wanted in dict.fromkeys(sizes):
            kept = [place for place, size in enumerate(sizes) if size == wanted]
            if len(kept) > 1:
                names = " and ".join(self.branch_names[place] for place in kept)
                yield Mend(f"Keep only branches {names}", {"stacks": tuple(self.stacks[place] for place in kept)})


def _size_words(shape: Shape) -> str:
    """(28, 28, 64) as "28 × 28"; (10,) as "a row of 10 numbers"."""
    return f"{shape[0]:,} × {shape[1]:,}" if len(shape) == 3 else f"a row of {shape[0]:,} numbers"
