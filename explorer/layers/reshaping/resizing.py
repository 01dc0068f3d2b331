"""Resizing, which brings maps to any size: larger or smaller, by a factor or to so many rows and columns."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any, ClassVar

import numpy as np

from explorer.errors import ShapeError
from explorer.kernels.resampling import ROUNDINGS, Taps, blended, nearest
from explorer.layers.base import Array, Shape, need_map
from explorer.layers.reshaping.resampling import Resampling
from explorer.limits import MAP_SIDE
from explorer.settings import Choice, Float, Int, setting
from explorer.windows import Window

POSITIONS = ("half-pixel", "align-corners", "asymmetric", "pytorch-half-pixel", "half-pixel-symmetric")
"""ONNX' words, with hyphens, for where the cells of the new map lie on the old one."""
_PLAIN, _FINE = 1_000, 1_000_000


def fraction_of(factor: float) -> Fraction:
    """The fraction that a factor stands for: 1/3 for 0.33333334.

    That is the one with a denominator up to 1,000 if float32 cannot tell the two apart, or else the nearest up to a million.
    """
    plain = Fraction(factor).limit_denominator(_PLAIN)
    return plain if np.float32(float(plain)) == np.float32(factor) else Fraction(factor).limit_denominator(_FINE)


@dataclass(frozen=True)
class Resizing(Resampling):
    """Resizing to `height` rows and `width` columns, or by a factor where these are 0; what is left of a cell is dropped.

    With s output cells for each input cell, output r lies at (r + 1/2) / s - 1/2 of the input with half-pixel, which is
    PyTorch's align_corners=False and the rule of Keras and tf.image.resize; at r (inputs - 1) / (outputs - 1) with
    align-corners; at r / s with asymmetric, which PyTorch's nearest takes (with the rounding "floor"). pytorch-half-pixel is
    half-pixel, but a single output lies on cell 0. half-pixel-symmetric keeps the middle of the map in the middle where a
    factor does not give whole cells. The ends are repeated. See ONNX, operator Resize:
    https://onnx.ai/onnx/operators/onnx__Resize.html

    >>> explorer.Resizing(height=5, width=7).output_shape((8, 8, 3))
    (5, 7, 3)
    >>> explorer.Resizing(height_factor=1.5, width_factor=0.25).output_shape((9, 9, 3))
    (13, 2, 3)
    """

    kind: ClassVar[str] = "resizing"
    title: ClassVar[str] = "Resizing"
    short: ClassVar[str] = "resize"
    family: ClassVar[str] = "Size"
    about: ClassVar[str] = "Brings maps to any size, larger or smaller, by choosing cells or blending neighbours."

    height: int = setting(0, "Rows of the new maps. 0 takes the height factor instead.", Int(0, MAP_SIDE))
    width: int = setting(0, "Columns of the new maps. 0 takes the width factor instead.", Int(0, MAP_SIDE))
    height_factor: float = setting(
        2.0, "How many times as many rows the new maps have. It counts where the height is 0.", Float(1 / 256, 256)
    )
    width_factor: float = setting(
        2.0, "How many times as many columns the new maps have. It counts where the width is 0.", Float(1 / 256, 256)
    )
    interpolation: str = setting(
        "bilinear", "nearest: every new cell is a copy. bilinear: a blend.", Choice(("nearest", "bilinear"))
    )
    positions: str = setting(
        "half-pixel",
        "Where new cells lie on the old map. half-pixel lays border on border, align-corners the outermost cells on each "
        "other, asymmetric only the first ones.",
        Choice(POSITIONS),
        "more",
    )
    rounding: str = setting(
        "round-prefer-ceil",
        "Which cell 'nearest' copies when a new cell lies between two. The first two take the nearer, and of two equally "
        "near the first or the second.",
        Choice(ROUNDINGS),
        "more",
    )

    def output_shape(self, shape: Shape) -> Shape:
        rows, cols, channels = need_map(shape)
        lengths = [self._length(axis, length) for axis, length in enumerate((rows, cols))]
        for axis, (word, side) in enumerate((("rows", "height"), ("columns", "width"))):
            if not lengths[axis]:
                factor = (self.height_factor, self.width_factor)[axis]
                raise ShapeError(
                    f"It makes {factor:g} times as many {word}, but gets {shape[axis]}, so that none are left.",
                    f"Use a larger {side} factor, or say the {side} itself.",
                )
        return (lengths[0], lengths[1], channels)

    def repairs(self, shape: Shape) -> tuple[dict[str, Any], ...]:
        if len(shape) != 3:
            return ()
        return ({"height_factor": 1.0, "width_factor": 1.0}, {"height": shape[0], "width": shape[1]})

    def window(self, axis: int, shape: Shape) -> Window | None:
        """Regular where whole cells lie between the places and none is beyond an end, as when every second is dropped."""
        length = shape[axis]
        at, unit = self.places(axis, length)
        first, second, _ = self.taps(axis, length)
        steps = np.unique(np.diff(at))
        beyond = at[0] < 0 or at[-1] > (length - 1) * unit
        if len(at) < 2 or len(steps) != 1 or steps[0] % unit or beyond or np.ptp(second - first):
            return None
        return Window(int(second[0] - first[0]) + 1, int(steps[0]) // unit, int(first[0]))

    @property
    def blends(self) -> bool:
        return self.interpolation == "bilinear"

    def taps(self, axis: int, length: int) -> Taps:
        at, unit = self.places(axis, length)
        return blended(at, unit, length) if self.blends else nearest(at, unit, length, self.rounding)

    def _ratio(self, axis: int, length: int) -> Fraction:
        """Output cells for each of `length` input cells."""
        side = (self.height, self.width)[axis]
        return Fraction(side, length) if side else fraction_of((self.height_factor, self.width_factor)[axis])

    def _length(self, axis: int, length: int) -> int:
        """Rows (columns) that come out of `length`."""
        return int(length * self._ratio(axis, length))

    def places(self, axis: int, length: int) -> tuple[Array, int]:
        """Where on `length` input cells the output cells lie, as whole numbers and the denominator of all of them."""
        count, ratio = self._length(axis, length), self._ratio(axis, length)
        step, start = 1 / ratio, Fraction(0)
        match self.positions:
            case "align-corners":
                step = Fraction(length - 1, count - 1) if count > 1 else Fraction(0)
            case "pytorch-half-pixel" if count == 1:
                pass
            case "half-pixel" | "pytorch-half-pixel":
                start = (step - 1) / 2
            case "half-pixel-symmetric":
                start = (step - 1) / 2 + (length - count * step) / 2
        unit = int(np.lcm(step.denominator, start.denominator))
        return int(start * unit) + int(step * unit) * np.arange(count), unit
