"""Row: one line of a benchmark's result, and the table that lines make."""

from __future__ import annotations

import math
import statistics
from dataclasses import dataclass


@dataclass(frozen=True)
class Row:
    """One line of the result: `samples` of one measurement, in `unit`, and what is `expected` of them."""

    what: str
    samples: list[float]
    expected: str = "-"
    unit: str = "ms"

    def cells(self) -> tuple[str, ...]:
        """The line's texts: name, number of samples, median, 95th percentile, expectation."""
        median, p95 = statistics.median(self.samples), percentile(self.samples, 95)
        digits = 2 if self.unit == "x" else 1
        texts = (f"{value:,.{digits}f} {self.unit}" for value in (median, p95))
        return (self.what, str(len(self.samples)), *texts, self.expected)


def percentile(values: list[float], percent: float) -> float:
    """The percentile of `values` by nearest rank."""
    ranked = sorted(values)
    return ranked[max(math.ceil(len(ranked) * percent / 100) - 1, 0)]


def table(rows: list[Row]) -> str:
    """The result as text, in columns."""
    lines = [("", "n", "median", "p95", "expected"), *(row.cells() for row in rows)]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    return "\n".join(
        "  ".join([line[0].ljust(widths[0]), *(c.rjust(w) for c, w in zip(line[1:], widths[1:], strict=True))])
        for line in lines
    )
