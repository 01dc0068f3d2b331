"""How the rail writes numbers in its small cells, and whether a sum adds up as it is written."""

from __future__ import annotations

import math
from collections.abc import Iterable

from explorer.words.numerals import LEAST_DECIMALS, fixed, grid_decimals, in_grid

MOST_IN_CELL = 4
"""Decimals for which a small cell has room, written ".0031"; a minus sign takes the room of one."""


def cell_decimals(values: Iterable[float]) -> int:
    """The decimals of all numbers below 10 in a matrix of small cells."""
    finite = [value for value in values if math.isfinite(value)]
    return grid_decimals(finite, MOST_IN_CELL - any(value < 0 for value in finite))


def in_cell(value: float, decimals: int = LEAST_DECIMALS) -> str:
    """`value` for a small cell: with `decimals` below 1, two below 10, fewer above, "12k" from 1,000 on.

    The cell is as wide as "−0.94". So three decimals stand without the zero before the point, and a number that is not 0 but
    too small for them is "≈0".
    """
    if not math.isfinite(value):
        return "?" if math.isnan(value) else "∞" if value > 0 else "−∞"
    size = abs(value)
    if size >= 999.5:
        return fixed(value / 1000, 0) + "k" if size < 999_500 else f"{value:.0e}".replace("e+0", "e").replace("-", "−")
    text = in_grid(value, decimals if size < 0.9995 else 2 if size < 9.995 else 1 if size < 99.95 else 0)
    if "e" in text:
        return "≈0"
    return text.replace("0.", ".", 1) if decimals > LEAST_DECIMALS and size < 0.9995 else text


def adds_up(amounts: Iterable[float], total: float, decimals: int) -> bool:
    """Whether the numbers as written give the total as written."""
    terms = [round(amount, decimals) for amount in amounts]
    return math.isfinite(sum(terms)) and round(sum(terms), decimals) == round(total, decimals)
