"""Numbers as LaTeX writes them."""

from __future__ import annotations

import numpy as np


def tex(value: float, digits: int = 3) -> str:
    """`value` with `digits` significant digits, as LaTeX writes it."""
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
    """A number inside a formula: in brackets when it has a sign."""
    return f"({tex(value)})" if value < 0 else tex(value)
