"""Padding2D, which puts a border around maps: a number, the nearest cell, a mirror image, or the other end."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from explorer.errors import ShapeError
from explorer.kernels.blocks import pad
from explorer.kernels.resampling import Taps, resample, resample_gradient, single
from explorer.layers.base import Array, Bools, Layer, Params, Shape, need_map
from explorer.settings import Choice, Float, Sides, SidesValue, setting
from explorer.windows import Window

MODES = ("reflect", "edge", "wrap", "constant")


@dataclass(frozen=True)
class Padding2D(Layer):
    """Padding: rows and columns around every map that hold a number, or cells of the map.

    The modes are those of ONNX' Pad and of numpy.pad: "reflect" mirrors the map at its outermost cells and does not repeat
    these, as PyTorch's ReflectionPad2d; "edge" repeats them, as ReplicationPad2d; "wrap" goes on at the other end, as
    CircularPad2d; "constant" lays `value` around, as ConstantPad2d.

    >>> layer = explorer.Padding2D(padding=2)
    >>> layer.forward(np.array([[1.0, 2.0, 3.0]] * 3).reshape(1, 3, 3, 1), {})[0, 0, :, 0].tolist()
    [3.0, 2.0, 1.0, 2.0, 3.0, 2.0, 1.0]
    """

    kind: ClassVar[str] = "padding2d"
    title: ClassVar[str] = "Border padding"
    short: ClassVar[str] = "border"
    family: ClassVar[str] = "Size"
    about: ClassVar[str] = "Puts a border around every map: its mirror image, its outermost cells, or a number."

    padding: SidesValue = setting(((1, 1), (1, 1)), "How many cells are added on each side.", Sides(512))
    mode: str = setting(
        "reflect",
        "What the border holds. reflect: the map in a mirror. edge: the nearest cell. wrap: the other end of the map. "
        "constant: one number.",
        Choice(MODES),
    )
    value: float = setting(0.0, "The number in the border with the mode 'constant'.", Float(), "more")

    def output_shape(self, shape: Shape) -> Shape:
        rows, cols, channels = need_map(shape)
        for axis, (length, word) in enumerate(((rows, "row"), (cols, "column"))):
            most, asked = self._most(length), max(self.padding[axis])
            if most is not None and asked > most:
                raise ShapeError(
                    f"It adds {asked} {word}{'s' * (asked > 1)} on one side from a map that has {length} of them.",
                    f"Add at most {most}, or use the mode 'edge'.",
                )
        return (rows + sum(self.padding[0]), cols + sum(self.padding[1]), channels)

    def _most(self, length: int) -> int | None:
        """Cells that can be added on one side of `length` cells; None for any number."""
        return {"reflect": length - 1, "wrap": length}.get(self.mode)

    def repairs(self, shape: Shape) -> tuple[dict[str, Any], ...]:
        return ({"mode": "edge"},) if len(shape) == 3 else ()

    def places(self, axis: int, length: int) -> Array:
        """For each output row (`axis` 0) or column (1) the one of `length` that it copies; −1 where it holds the number."""
        before, after = self.padding[axis]
        at = np.arange(-before, length + after)
        places: Array
        match self.mode:
            case "reflect":
                places = np.where(at < 0, -at, np.where(at < length, at, 2 * (length - 1) - at))
            case "edge":
                places = np.clip(at, 0, length - 1)
            case "wrap":
                places = at % length
            case _:
                places = np.where((at < 0) | (at >= length), -1, at)
        return places

    def window(self, axis: int, shape: Shape) -> Window | None:
        if self.mode == "constant" or not any(self.padding[axis]):
            return Window(start=-self.padding[axis][0])
        return None  # the border reads cells from elsewhere

    def axis_reads(self, axis: int, shape: Shape) -> Bools:
        reads: Bools = self.places(axis, shape[axis])[:, None] == np.arange(shape[axis])
        return reads

    def _taps(self, shape: Shape) -> tuple[Taps, Taps]:
        return single(self.places(0, shape[0])), single(self.places(1, shape[1]))

    def forward(self, x: Array, params: Params) -> Array:
        if self.mode == "constant":
            return pad(x.view(), self.padding, self.value)
        return resample(x, *self._taps(x.shape[1:]))

    def backward(self, dy: Array, x: Array, params: Params) -> tuple[Array, Params]:
        if self.mode == "constant":
            (top, _), (left, _) = self.padding
            return np.ascontiguousarray(dy[:, top : top + x.shape[1], left : left + x.shape[2]]), {}
        return resample_gradient(dy, *self._taps(x.shape[1:]), (x.shape[1], x.shape[2])), {}
