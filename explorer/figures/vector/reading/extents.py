"""How far the traces reach along an axis, and the range that Plotly gives to an axis without one of its own."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from explorer.figures.vector.reading.known import Part, listed, numbers

SHARE = 0.05
"""Space at either end of an axis for points and bars, as a share of its length."""
MARKERS, LEAST = 1.6, 3.0
"""A marker takes its size divided by the first in px on either side, and at least the second."""


@dataclass
class Extent:
    """What an axis must show: the lowest and the highest number, or categories, and the px that must be free at its ends."""

    low: float = math.inf
    high: float = -math.inf
    pad: tuple[float, float] = (0, 0)
    share: tuple[float, float] = (0, 0)
    categories: list[str] = field(default_factory=list)

    def take(self, values: Iterable[Any], pad: float = 0, share: float = 0, zero: bool = False) -> None:
        """Make room for values; `zero`: they are bars, which begin at 0, and there without any space."""
        numbers_given = (self.number_of(value) for value in values)
        found = [n for n in numbers_given if n is not None and math.isfinite(n)]
        if not found:
            return
        low, high = min(found), max(found)
        if zero:
            low, high = min(low, 0.0), max(high, 0.0)
        self.low, self.high = min(self.low, low), max(self.high, high)
        ends = (0 if zero and low == 0 else 1), (0 if zero and high == 0 else 1)
        self.pad = (max(self.pad[0], pad * ends[0]), max(self.pad[1], pad * ends[1]))
        self.share = (max(self.share[0], share * ends[0]), max(self.share[1], share * ends[1]))

    def number_of(self, value: Any) -> float | None:
        """A value as a number; a category, which may be new, as its place."""
        if isinstance(value, str):
            if value not in self.categories:
                self.categories.append(value)
            return float(self.categories.index(value))
        return None if value is None else float(value)

    def padded(self, length: float, log: bool) -> tuple[float, float]:
        """The range of an axis of `length` px; of a logarithmic one in powers of ten."""
        if not math.isfinite(self.low):
            return -1.0, 6.0  # what Plotly shows where there is nothing
        low, high = (math.log10(self.low), math.log10(self.high)) if log else (self.low, self.high)
        if low == high:
            return low - 1, high + 1
        before, after = (pad + share * length for pad, share in zip(self.pad, self.share, strict=True))
        unit = (high - low) / max(length - before - after, length / 10)
        return low - unit * before, high + unit * after


def extents(traces: Iterable[tuple[str, Part]]) -> dict[str, Extent]:
    """The extents along all axes that the traces, each with its type, name."""
    result: dict[str, Extent] = {"x": Extent(), "y": Extent()}
    for kind, trace in traces:
        along = [result.setdefault(trace.get(f"{letter}axis", letter), Extent()) for letter in "xy"]
        if kind == "scatter":
            _scatter(trace, *along)
        elif kind == "bar":
            _bar(trace, *along)
        elif kind == "heatmap":
            _heatmap(trace, *along)
    return result


def _scatter(trace: Part, x: Extent, y: Extent) -> None:
    mode = trace.get("mode", "lines")
    size = (trace.get("marker") or {}).get("size", 6)
    pad = max(float(np.max(listed(size, 1))) / MARKERS, LEAST) if "markers" in mode else 0.0
    wide = "markers" in mode or "text" in mode
    x.take(_values(trace.get("x")), pad if wide else 0, SHARE if wide else 0)
    y.take(_values(trace.get("y")), pad, SHARE)


def _bar(trace: Part, x: Extent, y: Extent) -> None:
    places, sizes = (y, x) if trace.get("orientation") == "h" else (x, y)
    across, along = ("y", "x") if trace.get("orientation") == "h" else ("x", "y")
    values = _values(trace.get(across))
    middles = [places.number_of(value) for value in values]
    widths = bar_widths(trace, [n for n in middles if n is not None])
    places.take([n + sign * w / 2 for n, w in zip(middles, widths, strict=True) if n is not None for sign in (-1, 1)])
    if trace.get("base") is None:
        sizes.take(_values(trace.get(along)), 0, SHARE, zero=True)


def bar_widths(trace: Part, middles: list[float], gap: float = 0.0) -> list[float]:
    """The widths of bars in the units of their axis: as given, or the least distance between two, less the `gap`."""
    if trace.get("width") is not None:
        return [float(width) for width in listed(trace["width"], len(middles))]
    apart = np.diff(np.unique(middles))
    return [(1 - gap) * (float(apart.min()) if apart.size else 1.0)] * len(middles)


def _heatmap(trace: Part, x: Extent, y: Extent) -> None:
    rows, cols = numbers(trace["z"]).shape[:2]
    for extent, letter, count in ((x, "x", cols), (y, "y", rows)):
        given = trace.get(letter)
        if given is not None and len(values := _values(given)) == count + 1:
            extent.take(values)
            continue
        first, step = trace.get(f"{letter}0", 0), trace.get(f"d{letter}", 1)
        middles = [extent.number_of(value) for value in _values(given)] if given is not None else None
        if middles is not None and len(middles) > 1:
            first, step = middles[0] or 0.0, (middles[1] or 0.0) - (middles[0] or 0.0)
        extent.take([first - step / 2, first + (count - 0.5) * step])


def _values(values: Any) -> list[Any]:
    return [] if values is None else list(numbers(values).tolist()) if isinstance(values, dict) else list(values)
