"""Composites: layers that hold stacks, all of which read the same input, and join what comes out.

The network plans, runs and shows the inner layers one by one; here is what a composite is as a whole.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Self

import numpy as np

from explorer.layers.base import Array, Bools, Layer, Params, Reach, Shape, as_map
from explorer.layers.naming import Naming
from explorer.layers.stack import Layers
from explorer.settings import Padding, settings_of
from explorer.windows import Window, hull


@dataclass(frozen=True)
class Composite(Layer):
    """A layer of stacks. Cell (row, col) of the output is made of cell (row, col) of every stack's output."""

    family: ClassVar[str] = "Block"
    naming: ClassVar[Naming] = Naming.BY_KIND
    own_scale: ClassVar[bool] = True

    @property
    def lanes(self) -> tuple[str, ...]:
        """What each branch is called in names of layers; "" for the one that needs no word."""
        raise NotImplementedError

    @property
    def summary(self) -> str:
        """What it holds, in a few words."""
        raise NotImplementedError

    def with_branch(self, branch: int, layers: Layers) -> Self:
        raise NotImplementedError

    def in_words(self, changes: Mapping[str, Any]) -> str:
        """What one of its repairs does, for a button."""
        raise NotImplementedError

    # -- the joint ---------------------------------------------------------------------------------------------

    def joined(self, shapes: Sequence[Shape]) -> Shape:
        """The shape that leaves when the branches end in `shapes`. Raises ShapeError if they cannot be joined."""
        raise NotImplementedError

    def offsets(self, shapes: Sequence[Shape]) -> tuple[int, ...]:
        """For each branch the output channel to which its channel 0 goes."""
        raise NotImplementedError

    def join(self, xs: Sequence[Array]) -> Array:
        """The outputs for the outputs of the branches. Never one of them, never written to them."""
        raise NotImplementedError

    def part(self, branch: int, dy: Array, shapes: Sequence[Shape]) -> Array:
        """The gradient at a branch's output, where `dy` is that at the output. Never written to: it may be `dy` itself."""
        first, count = self.offsets(shapes)[branch], shapes[branch][-1]
        return dy[..., first : first + count]

    def reach_into(self, branch: int, reach: Reach, shapes: Sequence[Shape]) -> Reach:
        """The cells of a branch's output that the output cells in `reach` are made of."""
        first, count = self.offsets(shapes)[branch], as_map(shapes[branch])[2]
        return Reach(reach.rows, reach.cols, reach.channels[first : first + count])

    def reach_out(self, branch: int, reach: Reach, shapes: Sequence[Shape]) -> Reach:
        """The output cells that are made of the cells in `reach` of a branch's output."""
        channels = np.zeros(as_map(self.joined(shapes))[2], np.bool_)
        first = self.offsets(shapes)[branch]
        channels[first : first + len(reach.channels)] = reach.channels
        return Reach(reach.rows, reach.cols, channels)

    # -- as a whole, as if nothing inside could be seen -----------------------------------------------------------

    def output_shape(self, shape: Shape) -> Shape:
        return self.joined([_after(branch, shape) for branch in self.branches])

    def param_shapes(self, shape: Shape) -> dict[str, Shape]:
        """Those of all inner layers, by path and name: "b0.1/kernel"."""
        return {
            f"{path}/{name}": each
            for path, layer, below in self._inner(shape)
            if not layer.branches
            for name, each in layer.param_shapes(below).items()
        }

    def param_count(self, shape: Shape) -> int:
        return sum(layer.param_count(below) for _, layer, below in self._inner(shape) if not layer.branches)

    def macs(self, shape: Shape) -> int:
        return sum(layer.macs(below) for _, layer, below in self._inner(shape) if not layer.branches)

    def _inner(self, shape: Shape) -> Iterator[tuple[str, Layer, Shape]]:
        """Every layer inside, with its path from here and the shape that enters it."""
        for place, branch in enumerate(self.branches):
            below = shape
            for index, layer in enumerate(branch):
                path = f"b{place}.{index}"
                yield path, layer, below
                if isinstance(layer, Composite):
                    yield from ((f"{path}.{inner}", each, s) for inner, each, s in layer._inner(below))
                below = layer.output_shape(below)

    def window(self, axis: int, shape: Shape) -> Window | None:
        return hull([_window(branch, axis, shape) for branch in self.branches])

    def axis_reads(self, axis: int, shape: Shape) -> Bools:
        reads: Bools = np.logical_or.reduce([_axis_reads(branch, axis, shape) for branch in self.branches])
        return reads

    def channels_read(self, channel: int, shape: Shape) -> range:
        """From the first to the last channel that is read in any branch; some between them may not be."""
        shapes = [_after(branch, shape) for branch in self.branches]
        read: set[int] = set()
        for branch, first, end in zip(self.branches, self.offsets(shapes), shapes, strict=True):
            if 0 <= channel - first < as_map(end)[2]:
                read |= _channels_read(branch, {channel - first}, shape)
        return range(min(read), max(read) + 1)

    def reach(self, reach: Reach, shape: Shape) -> Reach:
        shapes = [_after(branch, shape) for branch in self.branches]
        found = [
            _reach(branch, self.reach_into(place, reach, shapes), shape) for place, branch in enumerate(self.branches)
        ]
        found = [each for each in found if each.channels.any()] or found[:1]
        return Reach(*(np.logical_or.reduce(parts) for parts in zip(*map(_parts, found), strict=True)))

    def forward(self, x: Array, params: Params) -> Array:
        return self.join([self._acts(place, x, params)[-1] for place in range(len(self.branches))])

    def backward(self, dy: Array, x: Array, params: Params) -> tuple[Array, Params]:
        acts = [self._acts(place, x, params) for place in range(len(self.branches))]
        shapes = [each[-1].shape[1:] for each in acts]
        dx = np.zeros_like(x)
        found: dict[str, Array] = {}
        for place, branch in enumerate(self.branches):
            inner = self.part(place, dy, shapes)
            for index in reversed(range(len(branch))):
                head, own = _own(branch[index], place, index, params)
                inner, learned = branch[index].backward(inner, acts[place][index], own)
                found |= {f"{head}{name}": array for name, array in learned.items()}
            dx += inner
        return dx, found

    def _acts(self, place: int, x: Array, params: Params) -> list[Array]:
        """What enters a branch, then what leaves each of its layers."""
        acts = [x]
        for index, layer in enumerate(self.branches[place]):
            acts.append(layer.forward(acts[-1], _own(layer, place, index, params)[1]))
        return acts


def _own(layer: Layer, place: int, index: int, params: Params) -> tuple[str, Params]:
    """What the names of an inner layer's parameters begin with, and the parameters without it."""
    head = f"b{place}.{index}" + ("." if layer.branches else "/")
    return head, {name.removeprefix(head): array for name, array in params.items() if name.startswith(head)}


def _after(layers: Layers, shape: Shape) -> Shape:
    for layer in layers:
        shape = layer.output_shape(shape)
    return shape


def _below(layers: Layers, shape: Shape) -> list[tuple[Layer, Shape]]:
    """The layers from the last to the first, each with the shape that enters it."""
    found = []
    for layer in layers:
        found.append((layer, shape))
        shape = layer.output_shape(shape)
    return found[::-1]


def _window(layers: Layers, axis: int, shape: Shape) -> Window | None:
    whole: Window | None = Window()
    for layer, below in reversed(_below(layers, shape)):
        own = layer.window(axis, below)
        if own is None or whole is None:
            return None
        whole = own.over(whole)
    return whole


def _axis_reads(layers: Layers, axis: int, shape: Shape) -> Bools:
    reads = np.eye(as_map(_after(layers, shape))[axis], dtype=np.bool_)
    for layer, below in _below(layers, shape):
        reads = reads @ layer.axis_reads(axis, below)
    return reads


def _channels_read(layers: Layers, channels: set[int], shape: Shape) -> set[int]:
    for layer, below in _below(layers, shape):
        channels = {read for channel in channels for read in layer.channels_read(channel, below)}
    return channels


def _reach(layers: Layers, reach: Reach, shape: Shape) -> Reach:
    for layer, below in _below(layers, shape):
        reach = layer.reach(reach, below)
    return reach


def _parts(reach: Reach) -> tuple[Bools, Bools, Bools]:
    return reach.rows, reach.cols, reach.channels


def same_padded(layers: Layers) -> Layers:
    """The layers with padding that keeps the size, where they have such a setting."""
    return tuple(
        layer.with_settings(padding="same") if any(isinstance(s.type, Padding) for s in settings_of(layer)) else layer
        for layer in layers
    )


def shape_words(shape: Shape) -> str:
    """(28, 28, 64) as "28 × 28 × 64"; (10,) as "10 numbers"."""
    return f"{shape[0]:,} numbers" if len(shape) == 1 else " × ".join(f"{n:,}" for n in shape)
