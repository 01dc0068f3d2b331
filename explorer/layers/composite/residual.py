"""Residual, a block that adds its input to what its layers compute, directly or through layers on the shortcut."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import ClassVar, Self

import numpy as np

from explorer.errors import ExplorerError, ShapeError
from explorer.kernels.cellwise import exactly
from explorer.layers.activation.relu import ReLU
from explorer.layers.base import Array, Layer, Place, Shape
from explorer.layers.composite.composite import Composite, Mend, same_padded, shape_words, stack_output_shape
from explorer.layers.composite.ways import WAYS, WayTo, mend
from explorer.layers.convolution.conv2d import Conv2D
from explorer.layers.dense import Dense
from explorer.layers.stack import Layers, Stack
from explorer.limits import CHANNELS
from explorer.settings import setting, setting_text


@dataclass(frozen=True)
class Residual(Composite):
    """Residual block: layers(x) + shortcut(x), cell by cell. An empty shortcut passes x on.

    He et al. 2016, arXiv:1512.03385.

    >>> block = explorer.Residual(layers=(explorer.Conv2D(filters=8, padding="same"), explorer.ReLU()))
    >>> explorer.Network((block,), (16, 16, 8)).output_shape
    (16, 16, 8)
    """

    kind: ClassVar[str] = "residual"
    title: ClassVar[str] = "Residual block"
    short: ClassVar[str] = "res"
    sign: ClassVar[str] = "+"
    about: ClassVar[str] = "Adds a shortcut to what its layers make, so that they need to learn only the difference."

    layers: Layers = setting((), "The layers that the shortcut goes around.", Stack())
    shortcut: Layers = setting((), "The layers on the shortcut. Without any, the input is added as it is.", Stack())

    @classmethod
    def starter(cls, place: Place) -> Layer:
        """Behind maps: two convolutions that keep their size and number, so that the input can be added."""
        if len(place.shape) != 3:
            return cls()
        conv = Conv2D(filters=min(place.shape[2], CHANNELS), padding="same")
        return cls(layers=(conv, ReLU(), conv))

    @property
    def branches(self) -> tuple[Layers, ...]:
        return (self.layers, self.shortcut)

    @property
    def branch_names(self) -> tuple[str, ...]:
        return ("", "shortcut")

    @property
    def summary(self) -> str:
        kinds = ", ".join(layer.kind for layer in self.shortcut)
        return f"shortcut {kinds or 'identity'}"

    def with_branch(self, branch: int, layers: Layers) -> Self:
        return replace(self, layers=layers) if branch == 0 else replace(self, shortcut=layers)

    def joined(self, shapes: Sequence[Shape]) -> Shape:
        main, short = shapes
        if main != short:
            raise ShapeError(
                f"It adds its layers and its shortcut, but the layers make {shape_words(main)}, the shortcut "
                f"{shape_words(short)}.",
                "Put a 1 × 1 convolution with matching filters and strides on the shortcut, or keep the size with the "
                "padding “same”.",
            )
        return main

    def offsets(self, shapes: Sequence[Shape]) -> tuple[int, ...]:
        return (0, 0)

    def join(self, xs: Sequence[Array]) -> Array:
        return exactly(np.add, xs[0], xs[1])

    def mends(self, shape: Shape) -> Iterator[Mend]:
        try:
            main, short = (stack_output_shape(branch, shape) for branch in self.branches)
        except ExplorerError:
            return  # then it is an inner layer that does not fit, and that has repairs of its own
        yield from self._projection(self.layers, main, short, "")
        kept = same_padded(self.layers)
        try:
            end = stack_output_shape(kept, shape)
        except ExplorerError:
            kept, end = self.layers, main  # without the padding that it had, something inside fits no more
        words = "" if kept == self.layers else f"{_SAME} inside"
        if words:
            yield Mend(words, {"layers": kept})
            yield from self._projection(kept, end, short, f"{words}, and p")
        yield from self._width(kept, short, f"{words}, and u" if words else "U")
        for way in WAYS:
            yield from self._levelled(way, shape, main, short)

    def _projection(self, layers: Layers, main: Shape, short: Shape, before: str) -> Iterator[Mend]:
        """The block with `layers`, which end in `main`, and a projection of the shortcut to that shape."""
        projection = projected(short, main)
        if projection is not None:
            start = before or "P"
            yield Mend(
                f"{start}ut {projection_words(projection)} on the shortcut",
                {"layers": layers, "shortcut": (*self.shortcut, projection)},
            )

    def _width(self, layers: Layers, short: Shape, start: str) -> Iterator[Mend]:
        """The block with as many maps or numbers from its last weights as the shortcut has."""
        for place in reversed(range(len(layers))):
            for name in ("filters", "units"):
                if name in layers[place].settings() and short[-1] <= CHANNELS:
                    changed = layers[place].with_settings(**{name: short[-1]})
                    if changed == layers[place]:
                        return
                    stack = (*layers[:place], changed, *layers[place + 1 :])
                    yield Mend(f"{start}se {short[-1]:,} {name} in {{}}", {"layers": stack}, (f"b0.{place}",))
                    return

    def _levelled(self, way: WayTo, shape: Shape, main: Shape, short: Shape) -> Iterator[Mend]:
        """The shortcut brought to the size of the layers in one way, or the layers to that of the shortcut.

        Where the numbers of maps differ too, a 1 × 1 convolution on the shortcut comes along.
        """
        if main[:-1] == short[:-1]:
            return
        for branch, size in ((1, main[:-1]), (0, short[:-1])):
            found = way(self.branches[branch], shape, size)
            if found is None:
                continue
            changed = self.with_branch(branch, found.layers)
            ends = [stack_output_shape(stack, shape) for stack in changed.branches]
            also = ""
            if ends[0] != ends[1]:
                projection = projected(ends[1], ends[0])
                if projection is None:
                    continue
                changed = changed.with_branch(1, (*changed.shortcut, projection))
                put = "" if found.words.startswith("Put") else "put "
                also = f", and {put}{projection_words(projection)} on {('the shortcut', 'it')[branch]}"
            name = ("the main path", "the shortcut")[branch]
            yield mend([(branch, name, found)], {"layers": changed.layers, "shortcut": changed.shortcut}, also)
            return


_SAME = "Set the padding to “same”"


def projection_words(projection: Conv2D | Dense) -> str:
    """What `projected` gives, in words: "a 1 × 1 convolution (8 filters, stride 2)"."""
    if isinstance(projection, Dense):
        return f"a dense layer of {projection.units:,} units"
    stride = "" if projection.strides == (1, 1) else f", stride {setting_text(projection.strides)}"
    return f"a 1 × 1 convolution ({projection.filters:,} filters{stride})"


def projected(shape: Shape, wanted: Shape) -> Conv2D | Dense | None:
    """The layer that turns `shape` into `wanted`: a 1 × 1 convolution, for rows of numbers a dense layer; None if none does."""
    if len(shape) != len(wanted):
        return None
    try:
        if len(shape) == 1:
            return Dense(units=wanted[0], use_bias=False)
        strides = (-(-shape[0] // wanted[0]), -(-shape[1] // wanted[1]))
        layer = Conv2D(filters=wanted[2], kernel_size=(1, 1), strides=strides, use_bias=False)
        return layer if layer.output_shape(shape) == wanted else None
    except ExplorerError:
        return None
