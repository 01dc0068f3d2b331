"""Composite, the base class of layers that hold stacks: all stacks read the same input, and their outputs are joined.

The network plans, runs and shows the inner layers one by one; here a composite is treated as one layer.
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
class Mend:
    """New settings of a composite that may make its branches fit, and the `words` for the button.

    `inner` are layers inside the composite, by their paths from there ("b0.1"), whose names belong where `words` have "{}".
    """

    words: str
    changes: Mapping[str, Any]
    inner: tuple[str, ...] = ()


@dataclass(frozen=True)
class Composite(Layer):
    """A layer that holds stacks of layers, its branches.

    Cell (row, col) of the output is made of cell (row, col) of every stack's output, where they are `aligned`.
    """

    family: ClassVar[str] = "Block"
    naming: ClassVar[Naming] = Naming.BY_KIND
    own_scale: ClassVar[bool] = True
    sign: ClassVar[str] = ""
    """The sign between the numbers of its branches, + or ×; none where it puts their maps beside each other."""

    @property
    def branch_names(self) -> tuple[str, ...]:
        """The part that each branch has in names of layers: ("", "shortcut"), ("a", "b"); "" where none is needed."""
        raise NotImplementedError

    @property
    def summary(self) -> str:
        """A few words on its branches, for lists of layers."""
        raise NotImplementedError

    def with_branch(self, branch: int, layers: Layers) -> Self:
        """The same composite with `layers` as branch number `branch`."""
        raise NotImplementedError

    def mends(self, shape: Shape) -> Iterator[Mend]:
        """Changes to try when the branches cannot be joined behind an input of `shape`, the most usual first."""
        raise NotImplementedError

    def repairs(self, shape: Shape) -> tuple[Mapping[str, Any], ...]:
        return tuple(mend.changes for mend in self.mends(shape))

    # -- joining the branches ---------------------------------------------------------------------------------------------

    def joined(self, shapes: Sequence[Shape]) -> Shape:
        """The shape of the output when the branches end in `shapes`. Raises ShapeError if they cannot be joined."""
        raise NotImplementedError

    def offsets(self, shapes: Sequence[Shape]) -> tuple[int, ...]:
        """For each branch the output channel that its channel 0 becomes."""
        raise NotImplementedError

    def join(self, xs: Sequence[Array]) -> Array:
        """The output for the outputs `xs` of the branches: always a new array, and none of `xs` is written to."""
        raise NotImplementedError

    def aligned(self, shapes: Sequence[Shape]) -> bool:
        """Whether a cell of the output is made of the cells at the same row and column where the branches end in `shapes`."""
        return True

    def part(self, branch: int, dy: Array, xs: Sequence[Array]) -> Array:
        """The gradient at a branch's output, where `dy` is that at the output and `xs` are the outputs of all branches.

        It may be `dy` itself: do not write to it.
        """
        first = self.offsets([x.shape[1:] for x in xs])[branch]
        return dy[..., first : first + xs[branch].shape[-1]]

    def channels_into(self, branch: int, channel: int, shapes: Sequence[Shape]) -> range:
        """The channels of a branch's output that output `channel` is made of: one or none."""
        own = channel - self.offsets(shapes)[branch]
        return range(own, own + 1) if 0 <= own < as_map(shapes[branch])[2] else range(0)

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

    # -- the composite as one layer -----------------------------------------------------------

    def output_shape(self, shape: Shape) -> Shape:
        return self.joined([stack_output_shape(branch, shape) for branch in self.branches])

    def param_shapes(self, shape: Shape) -> dict[str, Shape]:
        """Those of all inner layers, by path and name: "b0.1/kernel"."""
        return {
            f"{path}/{name}": param_shape
            for path, layer, below in self._inner(shape)
            if not layer.branches
            for name, param_shape in layer.param_shapes(below).items()
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
                    yield from ((f"{path}.{inner}", held, entering) for inner, held, entering in layer._inner(below))
                below = layer.output_shape(below)

    def window(self, axis: int, shape: Shape) -> Window | None:
        if not self.aligned([stack_output_shape(branch, shape) for branch in self.branches]):
            return None
        return hull([_window(branch, axis, shape) for branch in self.branches])

    def axis_reads(self, axis: int, shape: Shape) -> Bools:
        each = [_axis_reads(branch, axis, shape) for branch in self.branches]
        # The only row or column of a branch may be used for all of them.
        reads: Bools = np.logical_or.reduce(np.broadcast_arrays(*each))
        return reads

    def channels_read(self, channel: int, shape: Shape) -> range:
        """From the first to the last channel that is read in any branch; some between them may not be."""
        shapes = [stack_output_shape(branch, shape) for branch in self.branches]
        read: set[int] = set()
        for place, branch in enumerate(self.branches):
            read |= _channels_read(branch, set(self.channels_into(place, channel, shapes)), shape)
        return range(min(read), max(read) + 1)

    def reach(self, reach: Reach, shape: Shape) -> Reach:
        shapes = [stack_output_shape(branch, shape) for branch in self.branches]
        reaches = [
            _reach(branch, self.reach_into(place, reach, shapes), shape) for place, branch in enumerate(self.branches)
        ]
        # A branch whose channels are not read adds no rows or columns.
        reaches = [each for each in reaches if each.channels.any()] or reaches[:1]
        return Reach(*(np.logical_or.reduce(parts) for parts in zip(*map(_axes, reaches), strict=True)))

    def forward(self, x: Array, params: Params) -> Array:
        return self.join([self._acts(place, x, params)[-1] for place in range(len(self.branches))])

    def backward(self, dy: Array, x: Array, params: Params) -> tuple[Array, Params]:
        acts = [self._acts(place, x, params) for place in range(len(self.branches))]
        ends = [each[-1] for each in acts]
        dx = np.zeros_like(x)
        gradients: dict[str, Array] = {}
        for place, branch in enumerate(self.branches):
            inner = self.part(place, dy, ends)
            for index in reversed(range(len(branch))):
                head, own = _own(branch[index], place, index, params)
                inner, by_name = branch[index].backward(inner, acts[place][index], own)
                gradients |= {f"{head}{name}": array for name, array in by_name.items()}
            dx += inner
        return dx, gradients

    def _acts(self, place: int, x: Array, params: Params) -> list[Array]:
        """The input of a branch, then the output of each of its layers."""
        acts = [x]
        for index, layer in enumerate(self.branches[place]):
            acts.append(layer.forward(acts[-1], _own(layer, place, index, params)[1]))
        return acts


def _own(layer: Layer, place: int, index: int, params: Params) -> tuple[str, Params]:
    """The prefix of an inner layer's parameters in `params`, and those parameters by their names without it."""
    head = f"b{place}.{index}" + ("." if layer.branches else "/")
    return head, {name.removeprefix(head): array for name, array in params.items() if name.startswith(head)}


def stack_output_shape(layers: Layers, shape: Shape) -> Shape:
    """The output shape of layers one after the other. Raises ShapeError where one cannot take its input."""
    for layer in layers:
        shape = layer.output_shape(shape)
    return shape


def _last_to_first(layers: Layers, shape: Shape) -> list[tuple[Layer, Shape]]:
    """The layers from the last to the first, each with the shape that enters it."""
    with_shapes = []
    for layer in layers:
        with_shapes.append((layer, shape))
        shape = layer.output_shape(shape)
    return with_shapes[::-1]


def _window(layers: Layers, axis: int, shape: Shape) -> Window | None:
    whole: Window | None = Window()
    for layer, below in reversed(_last_to_first(layers, shape)):
        own = layer.window(axis, below)
        if own is None or whole is None:
            return None
        whole = own.over(whole)
    return whole


def _axis_reads(layers: Layers, axis: int, shape: Shape) -> Bools:
    reads = np.eye(as_map(stack_output_shape(layers, shape))[axis], dtype=np.bool_)
    for layer, below in _last_to_first(layers, shape):
        reads = reads @ layer.axis_reads(axis, below)
    return reads


def _channels_read(layers: Layers, channels: set[int], shape: Shape) -> set[int]:
    for layer, below in _last_to_first(layers, shape):
        channels = {read for channel in channels for read in layer.channels_read(channel, below)}
    return channels


def _reach(layers: Layers, reach: Reach, shape: Shape) -> Reach:
    for layer, below in _last_to_first(layers, shape):
        reach = layer.reach(reach, below)
    return reach


def _axes(reach: Reach) -> tuple[Bools, Bools, Bools]:
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
