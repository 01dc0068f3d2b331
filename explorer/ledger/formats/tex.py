"""Writing numbers in LaTeX."""

from __future__ import annotations

import numpy as np


def tex(value: float, digits: int = 3) -> str:
    """`value` in LaTeX, with `digits` significant digits."""
    if not np.isfinite(value):
        return r"\text{NaN}" if np.isnan(value) else (r"\infty" if value > 0 else r"-\infty")
    if value == 0:
        return "0"
    mantissa, exponent = f"{value:.{digits - 1}e}".split("e")
    power = int(exponent)
    if not -4 < power < 6:
        return rf"{mantissa} \times 10^{{{power}}}"
    return f"{value:.{max(digits - 1 - power, 0)}f}"


def signed(value: float) -> str:
    """`value` in LaTeX as a term of a formula: in brackets if it is negative."""
    return f"({tex(value)})" if value < 0 else tex(value)
