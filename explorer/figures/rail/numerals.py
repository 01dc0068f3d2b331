"""How the rail writes numbers: all terms of one sum with the same decimals, and cells in at most five characters."""

from __future__ import annotations

import math
from collections.abc import Iterable

MOST_DECIMALS = 6


def decimals_for(amounts: Iterable[float], total: float) -> int:
    """The decimals in which a sum is written: two, more where its total or its largest term would lose its first two digits."""
    sizes = [abs(amount) for amount in amounts if amount and math.isfinite(amount)]
    wanted = [size for size in (max(sizes, default=0.0), abs(total)) if size and math.isfinite(size)]
    return max([2, *(min(1 - math.floor(math.log10(size)), MOST_DECIMALS) for size in wanted)])


def fixed(value: float, decimals: int, sign: bool = False) -> str:
    """`value` with `decimals` decimals, commas, a real minus sign, never a minus zero, and with `sign` a plus."""
    if not math.isfinite(value):
        return "not a number" if math.isnan(value) else "∞" if value > 0 else "−∞"
    text = f"{value:{'+' if sign else ''},.{decimals}f}"
    if not any(digit in text for digit in "123456789"):
        text = text.replace("-", "+" if sign else "")
    return text.replace("-", "−")


def in_cell(value: float) -> str:
    """`value` for a small cell: two decimals below 10, fewer above, "12k" from 1,000 on."""
    if not math.isfinite(value):
        return "?" if math.isnan(value) else "∞" if value > 0 else "−∞"
    size = abs(value)
    if size >= 999.5:
        return fixed(value / 1000, 0) + "k" if size < 999_500 else f"{value:.0e}".replace("e+0", "e").replace("-", "−")
    return fixed(value, 2 if size < 9.995 else 1 if size < 99.95 else 0)


def adds_up(amounts: Iterable[float], total: float, decimals: int) -> bool:
    """Whether the numbers as written give the total as written."""
    terms = [round(amount, decimals) for amount in amounts]
    return math.isfinite(sum(terms)) and round(sum(terms), decimals) == round(total, decimals)
