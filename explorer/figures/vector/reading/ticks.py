"""Ticks: at which numbers an axis has a line and a label, and what the label says, as Plotly chooses them."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from explorer.figures.vector.reading.axes import Axis
from explorer.figures.vector.reading.known import check_value, listed, numbers

_STEPS = (2, 5, 10)
_PREFIX = {0: "", 3: "k", 6: "M", 9: "B", 12: "T"}
_LEAST_EXPONENT = 3
_LETTER_HEIGHT = 1.2


@dataclass(frozen=True)
class Tick:
    """A tick at `px`, with its label."""

    px: float
    label: str


def ticks(axis: Axis, size: float) -> tuple[Tick, ...]:
    """The ticks of an axis whose labels have the font `size`, in px."""
    part = axis.part
    suffix = part.get("ticksuffix", "")
    if part.get("tickvals") is not None:
        values = numbers(part["tickvals"]).tolist()
        labels = listed(part.get("ticktext"), len(values))
        texts = [
            str(label) if label is not None else _text(value, 0, 0, axis)
            for value, label in zip(values, labels, strict=True)
        ]
        places = [axis.px(value) for value in values]
        found = [Tick(px, text) for px, text in zip(places, texts, strict=True)]
    elif axis.categories:
        every = math.ceil(max(_rough(axis, size), 1))
        found = [Tick(axis.linear_px(at), name) for at, name in enumerate(axis.categories) if at % every == 0]
    else:
        step, exponent = _step(_rough(axis, size)), _exponent(axis)
        decimals = max(-math.floor(math.log10(step) + 1e-9 - exponent), 0)
        low, high = sorted((axis.low, axis.high))
        counts = range(math.ceil(low / step - 1e-6), math.floor(high / step + 1e-6) + 1)
        found = [Tick(axis.linear_px(at * step), _text(at * step, decimals, exponent, axis)) for at in counts]
    return tuple(Tick(tick.px, f"{tick.label}{suffix}") for tick in found if axis.holds(tick.px))


def _rough(axis: Axis, size: float) -> float:
    """The distance between ticks if there were as many as Plotly aims for (cartesian_axes.js, prepTicks)."""
    count = float(axis.part.get("nticks") or 0)
    if not count:
        least = _LETTER_HEIGHT * size if axis.categories else 40 if axis.upright else 80
        count = axis.length / least if axis.categories else float(np.clip(axis.length / least, 4, 9)) + 1
    return abs(axis.high - axis.low) / count


def _step(rough: float) -> float:
    base = 10.0 ** math.floor(math.log10(rough))
    return base * next(step for step in _STEPS if step >= rough / base - 1e-9)


def _exponent(axis: Axis) -> int:
    """The power of ten that labels leave to a letter: 40,000 is "40k"."""
    if axis.part.get("tickformat"):
        return 0
    largest = max(abs(axis.low), abs(axis.high))
    power = math.floor(math.log10(largest) + 0.01) if largest else 0
    if power <= _LEAST_EXPONENT:
        return 0
    return min(3 * round((power - 1) / 3), max(_PREFIX))


def _text(value: float, decimals: int, exponent: int, axis: Axis) -> str:
    if check_value(axis.part.get("tickformat", ""), ("", ",d"), "the number format"):
        return f"{round(value):,}".replace("-", "−")
    text = f"{value / 10**exponent:.{decimals}f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    text = "0" if text == "-0" else text
    return f"{text.replace('-', '−')}{_PREFIX[exponent] if float(text) else ''}"
