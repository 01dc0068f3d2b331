"""Numerals: how numbers are written on the screen, with a real minus sign.

A number alone has three significant digits (`number`). The numbers of a sum all have the decimals that its total has when
it is written so, and at least two (`sum_decimals`): the total reads the same in the sum as above it, and whoever adds the
terms by hand comes to it, but for the last digit. The numbers of a small table have common decimals too (`grid_decimals`),
and none but 0 reads as 0. The focus follows the same rules in components/shared/numbers.js.
For display only: what is computed, exported or linked keeps all digits.
"""

from __future__ import annotations

import math
from collections.abc import Iterable

import numpy as np

LEAST_DECIMALS, MOST_DECIMALS = 2, 5
"""Decimals of the numbers of a sum."""


def number(value: float, digits: int = 3) -> str:
    """`value` with `digits` significant digits and a real minus sign: "1,230", "0.0457", "4.57·10⁻⁵"; 0 is "0"."""
    if not np.isfinite(value):
        return "not a number" if np.isnan(value) else ("∞" if value > 0 else "−∞")
    if value == 0:
        return "0"
    magnitude = abs(float(f"{value:.{digits - 1}e}"))
    if 1e-3 <= magnitude < 10**6:
        decimals = max(0, digits - 1 - int(np.floor(np.log10(magnitude))))
        text = f"{value:,.{decimals}f}"
    else:
        mantissa, exponent = f"{value:.{digits - 1}e}".split("e")
        power = str(int(exponent)).translate(str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"))
        text = f"{mantissa}·10{power}"
    return text.replace("-", "−")


def sum_decimals(amounts: Iterable[float], total: float) -> int:
    """The decimals of all numbers of a sum: as many as show three digits of its total, or of its largest term if that is 0."""
    sizes = [abs(amount) for amount in amounts if math.isfinite(amount)]
    size = abs(total) if total and math.isfinite(total) else max(sizes, default=0.0)
    if not size:
        return LEAST_DECIMALS
    power = int(f"{size:.2e}".partition("e")[2])  # of the rounded number: 0.9999 is written 1.00
    return min(max(2 - power, LEAST_DECIMALS), MOST_DECIMALS)


def fixed(value: float, decimals: int, sign: bool = False) -> str:
    """`value` with `decimals` decimals, commas, a real minus sign, never a minus zero, and with `sign` a plus."""
    if not math.isfinite(value):
        return "not a number" if math.isnan(value) else "∞" if value > 0 else "−∞"
    text = f"{value:{'+' if sign else ''},.{decimals}f}"
    if not any(digit in text for digit in "123456789"):
        text = text.replace("-", "+" if sign else "")
    return text.replace("-", "−")


def grid_decimals(values: Iterable[float], most: int) -> int:
    """The decimals of all numbers of a small table: two, or as many more, up to `most`, as its smallest ones need to show.

    Where all are small, the largest shows two digits. Numbers too small for `most` decimals ask for none (see `in_grid`).
    """
    places = [-int(f"{abs(value):.0e}".partition("e")[2]) for value in values if value and math.isfinite(value)]
    wanted = [place for place in places if place <= most]
    return min(max(*wanted, min(wanted) + 1, LEAST_DECIMALS), most) if wanted else LEAST_DECIMALS


def in_grid(value: float, decimals: int) -> str:
    """`value` for a table with so many decimals, without commas; what would read as 0 there, but is not, is written "3e−5"."""
    text = fixed(value, decimals).replace(",", "")
    if not value or any(digit not in "−0." for digit in text):
        return text
    mantissa, power = f"{value:.0e}".split("e")
    return f"{mantissa}e{int(power)}".replace("-", "−")


def size_text(rows: int, cols: int) -> str:
    """Rows and columns as "62 × 62"."""
    return f"{rows} × {cols}"


def compact(count: int) -> str:
    """A count in at most five characters: exact below ten thousand, then with a unit, 36.9K or 2.36M."""
    if count < 10_000:
        return f"{count:,}"
    for size, unit in ((10**9, "G"), (10**6, "M"), (10**3, "K")):
        if count >= size * 0.9995:
            return f"{number(count / size)}{unit}"
    return str(count)
