"""Poolings and softmaxes, as the rail shows them."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from explorer.figures.rail.record import Fraction, Step, Window
from explorer.figures.rail.source import Source
from explorer.figures.theme import number
from explorer.figures.words import map_name
from explorer.layers.base import Array
from explorer.ledger import AveragePoolLedger, MaxPoolLedger, SoftmaxLedger
from explorer.words.class_names import short_class

LISTED = 4
"""How many exponentials are listed."""
READABLE_SCORE = 12.0
"""The largest score whose exponential is shown as it is: 163,000."""


def max_pool(source: Source, ledger: MaxPoolLedger) -> Window:
    """A max pooling's cell: the window and its largest number."""
    count = int((~ledger.taps.padding).sum())
    place = f"row {ledger.source.row}, column {ledger.source.col}"
    words = f"the largest of {count:,}, at {place}" if count > 1 else f"the only one, at {place}"
    if ledger.ties > 1:
        words += f" ({ledger.ties:,} tie; the first wins)"
    steps = (Step(words, ledger.result),)
    below, channel = ledger.source.path, ledger.source.channel
    on_map = _window_words(source, below, channel, ledger.values)
    return Window(ledger.values, ledger.taps.padding, ledger.winner, on_map, below, channel, steps)


def average_pool(source: Source, ledger: AveragePoolLedger) -> Window:
    """An average pooling's cell: the window, its sum and its mean."""
    steps = (
        Step(f"sum of {ledger.count:,} numbers", ledger.total),
        Step(f"divided by {ledger.count:,}", ledger.result),
    )
    words = _window_words(source, ledger.below, ledger.cell.channel, ledger.values)
    return Window(ledger.values, ~ledger.counted, None, words, ledger.below, ledger.cell.channel, steps)


def _window_words(source: Source, path: str, channel: int, values: Array) -> str:
    """What a window lies on: "2 × 2 cells of conv1_2, map 3"."""
    rows, cols = values.shape
    return f"{rows} × {cols} cells of {source.network.step(path).name}, {map_name(source.network, path, channel)}"


def softmax(source: Source, ledger: SoftmaxLedger) -> Fraction:
    """Exponentials of the scores as they are; where those would be too large to read, of their distance to the largest."""
    own, shift = ledger.cell.channel, 0.0 if abs(ledger.maximum) <= READABLE_SCORE else ledger.maximum
    powers = ledger.exponentials * math.exp(ledger.maximum - shift)
    order = [int(unit) for unit in np.argsort(-powers, kind="stable")]
    units = order[:LISTED]
    if own not in units:
        units = [*units[:-1], own]
    rest = [float(powers[unit]) for unit in order if unit not in units]
    minus = f" − {number(shift)}" if shift > 0 else f" + {number(-shift)}" if shift else ""
    terms = (
        Step(f"{name}: exp({number(float(ledger.inputs[unit]))}{minus})", float(powers[unit]))
        for unit, name in zip(units, _unit_names(source, ledger, units), strict=True)
    )
    others = (len(rest), float(sum(rest)))
    return Fraction(tuple(terms), others, float(powers[own]), float(powers.sum()), ledger.result)


def _unit_names(source: Source, ledger: SoftmaxLedger, units: Sequence[int]) -> list[str]:
    """The units by the names of their classes, if they have any."""
    is_answer = ledger.cell.path == source.network.steps[-1].path and len(source.classes) == len(ledger.inputs)
    return [short_class(source.classes[unit]) if is_answer else f"unit {unit:,}" for unit in units]
