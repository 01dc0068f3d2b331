"""Views: how the axes of an ONNX tensor lie in our maps, so that reshaping and transposing cost no layer.

Our numbers stand in memory as (batch, rows, columns, channels). An axis of an ONNX tensor is a list of factors (size,
stride), the slowest first, its strides counted in numbers of that memory: for 5 x 5 maps with 3 channels the axis of the
channels is ((3, 1),), that of the rows ((5, 15),). Reshape cuts and joins axes, Transpose reorders them, and only who needs
another order of the numbers has to bring it about (`order.py`).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from explorer.layers.base import Array, Shape, as_map

Factors = tuple[tuple[int, int], ...]


def merged(factors: Sequence[tuple[int, int]]) -> Factors:
    """The same places with as few factors as possible."""
    kept: list[tuple[int, int]] = []
    for size, stride in factors:
        if size == 1:
            continue
        if kept and kept[-1][1] == size * stride:
            kept[-1] = (kept[-1][0] * size, stride)
        else:
            kept.append((size, stride))
    return tuple(kept)


def size_of(factors: Factors) -> int:
    """How many places an axis has."""
    return math.prod(size for size, _ in factors)


@dataclass(frozen=True)
class View:
    """The axes of an ONNX tensor."""

    axes: tuple[Factors, ...]

    @property
    def shape(self) -> tuple[int, ...]:
        """The shape of the ONNX tensor, the batch included."""
        return tuple(map(size_of, self.axes))

    def transposed(self, order: Sequence[int]) -> View:
        """The view with its axes in another order."""
        return View(tuple(self.axes[place] for place in order))

    def reshaped(self, shape: Sequence[int]) -> View | None:
        """The view of another shape with as many numbers; None where that needs numbers in another order."""
        left = [factor for axis in self.axes for factor in axis][::-1]
        axes = []
        for size in shape:
            axis: list[tuple[int, int]] = []
            while size > 1:
                if not left:
                    return None
                whole, stride = left.pop()
                common = math.gcd(size, whole)
                if common == 1 or (common < whole and common < size):
                    return None
                if common < whole:  # the axis takes the slower part
                    left.append((whole // common, stride))
                    stride *= whole // common
                axis.append((common, stride))
                size //= common
            axes.append(merged(axis))
        return None if left else View(tuple(axes))


def laid_out(shape: Shape, batch: int, letters: str) -> View:
    """The view of maps of `shape` whose axes are n (batch), r (rows), c (columns) and h (channels), in that order."""
    axes = dict(zip("nrch", _sides(shape, batch), strict=True))
    return View(tuple(merged([axes[letter]]) for letter in letters))


def _sides(shape: Shape, batch: int) -> tuple[tuple[int, int], ...]:
    """Size and stride of the batch, of rows, columns and channels."""
    rows, cols, channels = as_map(shape)
    return (batch, rows * cols * channels), (rows, cols * channels), (cols, channels), (channels, 1)


def spread(view: View, constant: Array, shape: Shape) -> Array | None:
    """A constant that is combined with a tensor of this view, as (rows, columns, channels).

    Axes along which it does not vary have the length 1: (1, 1, channels) is one number for each channel. None where it
    does not spread over the tensor, or varies over the batch.
    """
    surplus = constant.ndim - len(view.axes)
    if surplus > 0 and math.prod(constant.shape[:surplus]) != 1:
        return None
    constant = constant.reshape((1,) * -surplus + constant.shape[max(surplus, 0) :])
    factors: list[tuple[int, int, bool]] = []  # size, stride, whether the constant varies along it
    lengths: list[int] = []
    for axis, size, given in zip(view.axes, view.shape, constant.shape, strict=True):
        if given not in (1, size):
            return None
        cut = [part for factor in axis for part in _within(factor, shape)]
        factors += [(length, stride, given > 1) for length, stride in cut]
        lengths += [length if given > 1 else 1 for length, _ in cut]
    order = sorted(range(len(factors)), key=lambda place: -factors[place][1])
    spread_out = constant.reshape(lengths).transpose(order)
    return _grouped(spread_out, [factors[place] for place in order], shape)


def _within(factor: tuple[int, int], shape: Shape) -> list[tuple[int, int]]:
    """A factor cut where it goes beyond the channels, the columns or the rows."""
    size, stride = factor
    for _, limit in _sides(shape, 1)[2::-1]:
        if stride < limit < size * stride and limit % stride == 0 and size * stride % limit == 0:
            return [*_within((size * stride // limit, limit), shape), (limit // stride, stride)]
    return [factor]


def _grouped(spread_out: Array, factors: list[tuple[int, int, bool]], shape: Shape) -> Array | None:
    """Numbers with an axis for each factor, brought to rows, columns and channels."""
    batch, *sides = _sides(shape, 1)
    full, lengths = [], [1, 1, 1]
    for place, (size, length_in) in enumerate(zip((f[0] for f in factors), spread_out.shape, strict=True)):
        stride = factors[place][1]
        if stride >= batch[1]:
            if length_in > 1:
                return None
            full.append(1)
            continue
        group = next(n for n, (_, limit) in enumerate(sides) if stride >= limit)
        varies = any(f[2] for f in factors if f[1] < batch[1] and _group(f[1], sides) == group)
        full.append(size if varies else 1)
        lengths[group] *= full[-1]
    out: Array = np.broadcast_to(spread_out, full).reshape(lengths)
    for axis in range(3):
        if out.shape[axis] > 1 and bool((out == out.take([0], axis)).all()):
            out = out.take([0], axis)
    return out


def _group(stride: int, sides: list[tuple[int, int]]) -> int:
    return next(n for n, (_, limit) in enumerate(sides) if stride >= limit)
