"""Residual, a block that adds its input to what its layers compute, directly or through layers on the shortcut."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, ClassVar, Self

from explorer.errors import ExplorerError, ShapeError
from explorer.layers.activation.relu import ReLU
from explorer.layers.base import Array, Layer, Shape
from explorer.layers.composite.composite import Composite, same_padded, shape_words, stack_output_shape
from explorer.layers.convolution.conv2d import Conv2D
from explorer.layers.stack import Layers, Stack
from explorer.limits import CHANNELS
from explorer.settings import setting


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
    about: ClassVar[str] = "Adds a shortcut to what its layers make, so that they need to learn only the difference."

    layers: Layers = setting((), "The layers that the shortcut goes around.", Stack())
    shortcut: Layers = setting((), "The layers on the shortcut. Without any, the input is added as it is.", Stack())

    @classmethod
    def starter(cls, shape: Shape) -> Layer:
        """Behind maps: two convolutions that keep their size and number, so that the input can be added."""
        if len(shape) != 3:
            return cls()
        conv = Conv2D(filters=min(shape[2], CHANNELS), padding="same")
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
                f"Its layers make {shape_words(main)} and its shortcut {shape_words(short)}: they cannot be added.",
                "Put a 1 × 1 convolution with fitting filters and strides on the shortcut, or keep the size with "
                "padding='same'.",
            )
        return main

    def offsets(self, shapes: Sequence[Shape]) -> tuple[int, ...]:
        return (0, 0)

    def join(self, xs: Sequence[Array]) -> Array:
        out: Array = xs[0] + xs[1]
        return out

    def repairs(self, shape: Shape) -> tuple[dict[str, Any], ...]:
        return tuple(_repairs(self, shape))

    def in_words(self, changes: Mapping[str, Any]) -> str:
        if "shortcut" in changes:
            (conv,) = changes["shortcut"]
            rows, cols = conv.strides
            stride = "" if conv.strides == (1, 1) else f", stride {rows if rows == cols else f'{rows} × {cols}'}"
            also = "padding = same inside, " if "layers" in changes else ""
            return f"{also}shortcut: 1 × 1 convolution, {conv.filters} filters{stride}"
        if changes["layers"] == same_padded(self.layers):
            return "padding = same inside"
        return "padding = same and as many filters as channels inside"


def _repairs(layer: Residual, shape: Shape) -> Iterator[dict[str, Any]]:
    """A projection on the shortcut, padding that keeps the size, both, and padding with as many filters as channels."""
    try:
        shapes = [stack_output_shape(branch, shape) for branch in layer.branches]
    except ExplorerError:
        return  # then it is an inner layer that does not fit, and that has repairs of its own
    projection = projected(shape, shapes[0])
    if projection is not None:
        yield {"shortcut": (projection,)}
    padded = same_padded(layer.layers)
    try:
        end = stack_output_shape(padded, shape)
    except ExplorerError:
        return  # without the padding that it had, something inside fits no more
    yield {"layers": padded}
    projection = projected(shape, end)
    if projection is not None:
        yield {"layers": padded, "shortcut": (projection,)}
    if shapes[1] == shape and len(shape) == 3:
        yield {"layers": _with_filters(padded, shape[-1])}


def projected(shape: Shape, wanted: Shape) -> Conv2D | None:
    """The 1 × 1 convolution that turns `shape` into `wanted`, both (rows, columns, channels); None if none does."""
    if len(shape) != 3 or len(wanted) != 3:
        return None
    strides = (-(-shape[0] // wanted[0]), -(-shape[1] // wanted[1]))
    try:
        layer = Conv2D(filters=wanted[2], kernel_size=(1, 1), strides=strides, use_bias=False)
        return layer if layer.output_shape(shape) == wanted else None
    except ExplorerError:
        return None


def _with_filters(layers: Layers, channels: int) -> Layers:
    """The layers with the last convolution making `channels` maps."""
    for place in reversed(range(len(layers))):
        if isinstance(layers[place], Conv2D):
            return (*layers[:place], layers[place].with_settings(filters=channels), *layers[place + 1 :])
    return layers
