"""Numerals: how numbers are written on the screen, with three significant digits and a real minus sign.

For display only: what is computed, exported or linked keeps all digits.
"""

from __future__ import annotations

import numpy as np


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
