"""Sliding and Convolving, the base classes of convolutions and poolings: a window slides along rows and columns."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Self

import numpy as np

from explorer.errors import ShapeError
from explorer.kernels.blocks import Sides
from explorer.layers.base import Bools, Layer, Shape, need_map
from explorer.settings import PaddingValue
from explorer.windows import Window, output_length, padding_on, span


@lru_cache(4096)
def _padded(
    pad: PaddingValue, lengths: tuple[int, int], taps: tuple[int, int], step: tuple[int, int], dilation: tuple[int, int]
) -> Sides:
    """Padding along both axes of a map of `lengths`; remembered, because every run asks for it."""
    rows, cols = (padding_on(pad, axis, lengths[axis], taps[axis], step[axis], dilation[axis]) for axis in (0, 1))
    return rows, cols


@dataclass(frozen=True)
class Sliding(Layer):
    """A layer with a kernel, a stride, a dilation and a padding per axis."""

    @property
    def taps(self) -> tuple[int, int]:
        """Rows and columns of the kernel or pooling window."""
        raise NotImplementedError

    @property
    def step(self) -> tuple[int, int]:
        """Stride along rows and columns, in cells."""
        raise NotImplementedError

    @property
    def dilation(self) -> tuple[int, int]:
        """Distance between neighbouring taps along rows and columns, in cells."""
        return (1, 1)

    @property
    def pad(self) -> PaddingValue:
        """The padding as it was set: 'valid', 'same' or cells per side."""
        raise NotImplementedError

    def sides(self, shape: Shape) -> Sides:
        """Cells around an input of `shape` that windows may cover: ((top, bottom), (left, right))."""
        return self.padded(shape)

    def padded(self, shape: Shape) -> Sides:
        """Cells of padding around an input of `shape`, as the setting means it: ((top, bottom), (left, right))."""
        return _padded(self.pad, (shape[0], shape[1]), self.taps, self.step, self.dilation)

    def output_shape(self, shape: Shape) -> Shape:
        rows, cols, channels = need_map(shape)
        sides = self.sides(shape)
        out = []
        for axis, length in enumerate((rows, cols)):
            n = output_length(length, self.taps[axis], self.step[axis], *sides[axis], dilation=self.dilation[axis])
            if n < 1:
                raise self._too_few(axis, length + sum(sides[axis]), padded=sum(sides[axis]) > 0)
            out.append(n)
        return (out[0], out[1], channels)

    def _too_few(self, axis: int, given: int, padded: bool) -> ShapeError:
        """The error of an input with only `given` rows (`axis` 0) or columns (1), the padding included."""
        word = ("rows", "columns")[axis]
        window, dilation = self.taps[axis], self.dilation[axis]
        needed = span(window, dilation)
        why = f" (it reads {window} of them, {dilation} apart)" if dilation > 1 else ""
        return ShapeError(
            f"It needs {needed} {word}{why}, but gets {given}{' with its padding' if padded else ''}.",
            f"Use a window of at most {(given - 1) // dilation + 1} {word}, or the padding “same”.",
        )

    def _smaller_kernels(self, shape: Shape) -> list[tuple[int, int]]:
        """The largest kernel that fits, then smaller ones, which later layers may need."""
        sides: Sides = ((0, 0), (0, 0)) if self.pad == "same" else self.sides(shape)
        rows, cols = (
            min(self.taps[axis], max((shape[axis] + sum(sides[axis]) - 1) // self.dilation[axis] + 1, 1))
            for axis in (0, 1)
        )
        return [(max(rows - less, 1), max(cols - less, 1)) for less in range(min(max(rows, cols), 12))]

    def window(self, axis: int, shape: Shape) -> Window | None:
        before = self.sides(shape)[axis][0]
        return Window(size=span(self.taps[axis], self.dilation[axis]), jump=self.step[axis], start=-before)

    def axis_reads(self, axis: int, shape: Shape) -> Bools:
        length = shape[axis]
        before, after = self.sides(shape)[axis]
        kernel, stride, dilation = self.taps[axis], self.step[axis], self.dilation[axis]
        outputs = output_length(length, kernel, stride, before, after, dilation)
        taps = np.arange(outputs)[:, None] * stride - before + np.arange(kernel)[None, :] * dilation
        reads = np.zeros((outputs, length), np.bool_)
        inside = (taps >= 0) & (taps < length)
        reads[np.nonzero(inside)[0], taps[inside]] = True
        return reads


class Convolving(Sliding):
    """A layer that slides learned filters over its input. A kind declares these settings, in the order of its form."""

    kernel_size: tuple[int, int]
    strides: tuple[int, int]
    padding: PaddingValue
    dilation_rate: tuple[int, int]
    use_bias: bool

    def with_one_filter(self) -> Self:
        """The same layer with a single filter, which reads a single group of channels."""
        raise NotImplementedError

    @property
    def taps(self) -> tuple[int, int]:
        return self.kernel_size

    @property
    def step(self) -> tuple[int, int]:
        return self.strides

    @property
    def dilation(self) -> tuple[int, int]:
        return self.dilation_rate

    @property
    def pad(self) -> PaddingValue:
        return self.padding
