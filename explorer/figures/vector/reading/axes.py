"""Axes: from numbers, categories and shares of the plot to px, as Plotly computes them."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from explorer.figures.vector.reading.extents import Extent
from explorer.figures.vector.reading.known import AXIS, Part, check, check_value


@dataclass(frozen=True)
class Axis:
    """One axis: `low` and `high` are the ends of its range (of a logarithmic one as powers of ten), at px `start` and `end`.

    `categories` are the names that it counts, in order; empty for an axis of numbers. `part` is what the figure says of it.
    """

    name: str
    low: float
    high: float
    start: float
    end: float
    part: Part
    categories: tuple[str, ...] = ()

    @property
    def upright(self) -> bool:
        """Whether it runs upwards."""
        return self.name.startswith("y")

    @property
    def log(self) -> bool:
        """Whether it counts powers of ten."""
        return self.part.get("type") == "log"

    @property
    def length(self) -> float:
        """Its length in px."""
        return abs(self.end - self.start)

    def px(self, value: Any) -> float:
        """Where a number or a category lies."""
        return self.linear_px(self.linear(value))

    def linear_px(self, value: float) -> float:
        """Where a number in the units of the range lies."""
        return self.start + (value - self.low) / (self.high - self.low) * (self.end - self.start)

    def linear(self, value: Any) -> float:
        """A number or a category in the units of the range."""
        if self.categories:
            return float(self.categories.index(str(value))) if isinstance(value, str) else float(value)
        return math.log10(value) if self.log else float(value)

    def all_px(self, values: NDArray[Any] | Sequence[Any]) -> list[float]:
        """Where many lie; NaN for what is no number."""
        return [self.px(value) if value is not None else math.nan for value in values]

    def holds(self, px: float) -> bool:
        """Whether a px lies on it, its ends included."""
        return min(self.start, self.end) - 0.01 <= px <= max(self.start, self.end) + 0.01


@dataclass(frozen=True)
class Plot:
    """The part of a figure inside its margins, in px, with its axes by their names."""

    left: float
    top: float
    width: float
    height: float
    axes: Mapping[str, Axis]

    def paper_x(self, share: float) -> float:
        """Where a share of the width lies."""
        return self.left + share * self.width

    def paper_y(self, share: float) -> float:
        """Where a share of the height lies, counted from below."""
        return self.top + (1 - share) * self.height

    def axis(self, reference: str) -> Axis:
        """The axis that a trace, a shape or a text calls "x", "y" or "y2"."""
        return self.axes[f"{reference[0]}axis{reference[1:]}"]

    def frame(self, x: Axis, y: Axis) -> tuple[float, float, float, float]:
        """The rectangle (left, top, width, height) that two axes span."""
        left, top = min(x.start, x.end), min(y.start, y.end)
        return left, top, x.length, y.length


def axis_of(name: str, part: Part, extent: Extent, bounds: tuple[float, float]) -> Axis:
    """An axis between two px bounds (those of its low and its high end) with the range that it has or that its traces need."""
    check(part, AXIS, "axis")
    check_value(part.get("type", "linear"), ("linear", "log", "category", "-"), f"the type of {name}")
    low, high = _range(part, extent, abs(bounds[1] - bounds[0]))
    return Axis(name, low, high, *bounds, part, tuple(extent.categories))


def _range(part: Part, extent: Extent, length: float) -> tuple[float, float]:
    given = part.get("range")
    if given is not None and part.get("autorange") in (None, False):
        return float(given[0]), float(given[1])
    low, high = extent.padded(length, part.get("type") == "log")
    if part.get("rangemode") == "tozero":
        low, high = (0.0, high) if low >= 0 or extent.low >= 0 else (low, 0.0) if high <= 0 else (low, high)
    return (high, low) if part.get("autorange") == "reversed" else (low, high)


def bounds_of(part: Part, name: str, left: float, top: float, width: float, height: float) -> tuple[float, float]:
    """The px of the low and the high end of an axis, in the plot."""
    first, last = part.get("domain") or (0, 1)
    if name.startswith("x"):
        return left + first * width, left + last * width
    return top + (1 - first) * height, top + (1 - last) * height


def edges_of(axis: Axis, given: Any, start: float, step: float, count: int) -> tuple[float, ...]:
    """The px edges of `count` cells: `given` are their edges or middles, or middles lie `step` apart from `start`."""
    if given is None:
        middles = start + step * np.arange(count + 1) - step / 2
        return tuple(axis.linear_px(float(n)) for n in middles)
    values = [axis.linear(value) for value in given]
    if len(values) == count + 1:
        return tuple(axis.linear_px(n) for n in values)
    if count == 1:
        return axis.linear_px(values[0] - 0.5), axis.linear_px(values[0] + 0.5)
    inner = [(a + b) / 2 for a, b in pairwise(values)]
    ends = [2 * values[0] - inner[0], *inner, 2 * values[-1] - inner[-1]]
    return tuple(axis.linear_px(n) for n in ends)
