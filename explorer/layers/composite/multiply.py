"""Multiply, parallel branches whose numbers are multiplied cell by cell: gates, as squeeze and excitation has them."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from explorer.errors import ExplorerError, ShapeError
from explorer.layers.activation.relu import ReLU
from explorer.layers.activation.smooth import Sigmoid
from explorer.layers.base import Array, Layer, Place, Reach, Shape, as_map
from explorer.layers.composite.composite import Mend, same_padded, shape_words, stack_output_shape
from explorer.layers.composite.parallel import Parallel
from explorer.layers.composite.residual import projected, projection_words
from explorer.layers.convolution.conv2d import Conv2D
from explorer.layers.pooling.global_pool import GlobalAveragePool2D
from explorer.limits import CHANNELS
from explorer.settings import setting_label

SQUEEZE = 4
"""How many times fewer maps a new gate has in its middle: as MobileNetV3's (Howard et al. 2019, arXiv:1905.02244)."""


@dataclass(frozen=True)
class Multiply(Parallel):
    """Parallel stacks, their numbers multiplied cell by cell. An empty stack passes the input on.

    A branch with one row, column or channel is used for all of them, so that 1 x 1 x C numbers weight the channels (squeeze
    and excitation: Hu, Shen and Sun 2018, arXiv:1709.01507) and R x C x 1 numbers the places (attention gates: Oktay et al.
    2018, arXiv:1804.03999). Beside maps a vector of C numbers counts as 1 x 1 x C.

    >>> gate = (explorer.GlobalAveragePool2D(keepdims=True), explorer.Conv2D(filters=8, kernel_size=1), explorer.Sigmoid())
    >>> explorer.Network((explorer.Multiply(stacks=((), gate)),), (16, 16, 8)).output_shape
    (16, 16, 8)
    """

    kind: ClassVar[str] = "multiply"
    title: ClassVar[str] = "Multiplied branches"
    short: ClassVar[str] = "mult"
    sign: ClassVar[str] = "×"
    about: ClassVar[str] = (
        "Multiplies what its branches make, cell by cell, so that one can turn the other up and down."
    )

    @classmethod
    def starter(cls, place: Place) -> Layer:
        """Behind maps: squeeze and excitation, a gate that gives every map a factor from 0 to 1."""
        if len(place.shape) != 3:
            return cls()
        maps = min(place.shape[2], CHANNELS)
        squeeze = Conv2D(filters=max(maps // SQUEEZE, 1), kernel_size=(1, 1))
        excite = Conv2D(filters=maps, kernel_size=(1, 1))
        return cls(stacks=((), (GlobalAveragePool2D(keepdims=True), squeeze, ReLU(), excite, Sigmoid())))

    # -- shapes -----------------------------------------------------------------------------------------------------------

    def joined(self, shapes: Sequence[Shape]) -> Shape:
        whole = _joined(shapes)
        for end in shapes:
            if any(n not in (1, m) for n, m in zip(as_map(end), as_map(whole), strict=True)):
                (first, size), *others = zip(self.branch_names, map(shape_words, shapes), strict=True)
                listed = ", ".join(f"{name} {each}" for name, each in others)
                raise ShapeError(
                    f"It multiplies its branches cell by cell, but {first} makes {size}, {listed}.",
                    "Give them the same rows, columns and maps; where a branch has only one, it is used for all.",
                )
        return whole

    def offsets(self, shapes: Sequence[Shape]) -> tuple[int, ...]:
        return (0,) * len(shapes)

    def aligned(self, shapes: Sequence[Shape]) -> bool:
        return len({as_map(shape)[:2] for shape in shapes}) == 1

    # -- computing --------------------------------------------------------------------------------------------------------

    def join(self, xs: Sequence[Array]) -> Array:
        first, *others = _alike(xs)
        out = first * others[0]
        for other in others[1:]:
            out = out * other
        return out

    def part(self, branch: int, dy: Array, xs: Sequence[Array]) -> Array:
        """The gradient times all other branches, summed up where the branch's number is used several times."""
        maps = _alike(xs)
        gradient = dy
        for place, other in enumerate(maps):
            if place != branch:
                gradient = gradient * other
        own = maps[branch].shape
        spread = tuple(axis for axis in range(1, gradient.ndim) if own[axis] == 1 != gradient.shape[axis])
        if spread:
            gradient = gradient.sum(axis=spread, keepdims=True, dtype=np.float64).astype(dy.dtype)
        part: Array = gradient.reshape(xs[branch].shape)
        return part

    # -- what a cell reads --------------------------------------------------------------------------------------------------

    def channels_into(self, branch: int, channel: int, shapes: Sequence[Shape]) -> range:
        own = 0 if as_map(shapes[branch])[2] == 1 else channel
        return range(own, own + 1)

    def reach_into(self, branch: int, reach: Reach, shapes: Sequence[Shape]) -> Reach:
        lengths = as_map(shapes[branch])
        masks = (reach.rows, reach.cols, reach.channels)
        return Reach(
            *(mask if len(mask) == n else np.array([mask.any()]) for mask, n in zip(masks, lengths, strict=True))
        )

    def reach_out(self, branch: int, reach: Reach, shapes: Sequence[Shape]) -> Reach:
        lengths = as_map(self.joined(shapes))
        masks = (reach.rows, reach.cols, reach.channels)
        return Reach(*(np.broadcast_to(mask, (n,)) for mask, n in zip(masks, lengths, strict=True)))

    # -- mending ------------------------------------------------------------------------------------------------------------

    def mends(self, shape: Shape) -> Iterator[Mend]:
        """The number of maps of one branch for another, then the padding “same”, then branches brought to one size."""
        try:
            ends = [stack_output_shape(stack, shape) for stack in self.stacks]
        except ExplorerError:
            return  # then it is an inner layer that does not fit, and that has repairs of its own
        yield from self._widths(ends)
        yield from self._projections(ends)
        yield Mend("Set the padding to “same” in every branch", {"stacks": tuple(map(same_padded, self.stacks))})
        yield from self.levelled(shape, [() if as_map(end)[:2] == (1, 1) else end for end in ends])

    def _widths(self, ends: Sequence[Shape]) -> Iterator[Mend]:
        """One branch with as many maps from its last weights as another makes."""
        for place, stack in enumerate(self.stacks):
            at = next((at for at in reversed(range(len(stack))) if _width(stack[at])), None)
            if at is None:
                continue
            name = _width(stack[at])
            for maps in dict.fromkeys(end[-1] for end in ends if end[-1] not in (1, ends[place][-1])):
                if maps <= CHANNELS:
                    changed = (*stack[:at], stack[at].with_settings(**{name: maps}), *stack[at + 1 :])
                    words = f"Use {maps:,} {setting_label(name).lower()} in {{}}"
                    yield Mend(words, {"stacks": self.with_branch(place, changed).stacks}, (f"b{place}.{at}",))

    def _projections(self, ends: Sequence[Shape]) -> Iterator[Mend]:
        """A layer at the end of one branch that gives it as many maps as another one has."""
        for place, end in enumerate(ends):
            for maps in dict.fromkeys(other[-1] for other in ends if other[-1] not in (1, end[-1])):
                projection = projected(end, (*end[:-1], maps)) if maps <= CHANNELS else None
                if projection is not None:
                    stacks = self.with_branch(place, (*self.stacks[place], projection)).stacks
                    name = self.branch_names[place]
                    yield Mend(f"Put {projection_words(projection)} at the end of branch {name}", {"stacks": stacks})


def _width(layer: Layer) -> str:
    """The setting that says how many maps or numbers a layer makes; "" if it has none."""
    return next((name for name in ("filters", "units") if name in layer.settings()), "")


def _joined(shapes: Sequence[Shape]) -> Shape:
    """The largest of the branches' rows, columns and channels; a vector if all are vectors."""
    whole = tuple(max(lengths) for lengths in zip(*map(as_map, shapes), strict=True))
    return whole if any(len(shape) == 3 for shape in shapes) else (math.prod(whole),)


def _alike(xs: Sequence[Array]) -> list[Array]:
    """The outputs of branches with the same number of axes: beside maps, vectors as maps of one cell."""
    axes = max(x.ndim for x in xs)
    return [x if x.ndim == axes else x[:, None, None, :] for x in xs]
