"""The terms of a ledger as a table of texts: all of them, or the largest of very many with the sum of the others."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from explorer.figures.report.record import Terms
from explorer.ledger import Ledger
from explorer.ledger.formats.table import Columns, Row, table
from explorer.words.numerals import number

MOST = 2_500
"""Terms in a report at most: those of any cell of a network the size of TinyVGG."""
PRODUCT = "product"
"""What most terms are."""
DIGITS = 7
"""Significant digits of a number, as many as float32 holds."""


def terms_of(ledger: Ledger, most: int = MOST) -> Terms:
    """The table of a ledger. Of more than `most` terms those with the largest results are kept, in their order."""
    columns, rows = table(ledger)
    kept, note = rows, ""
    if len(rows) > most:
        sizes = np.array([_size(row, columns) for row in rows])
        largest = np.sort(np.argsort(-np.abs(sizes), kind="stable")[:most])
        kept = [rows[at] for at in largest.tolist()]
        rest = float(sizes.sum() - sizes[largest].sum())
        note = (
            f"The table has the {most:,} largest of {len(rows):,} terms. The others add up to {number(rest, DIGITS)}."
        )
    ends = (("result", ledger.result), ("in the map", ledger.shown))
    place = columns.names.index(columns.result)
    totals = [
        (term, *(number(value, DIGITS) if at == place else "" for at in range(1, len(columns.names))))
        for term, value in ends
    ]
    names = tuple(name.replace("_", " ") for name in columns.names)
    return _narrowed(Terms(names, (*map(_texts, kept), *totals), note))


def _narrowed(terms: Terms) -> Terms:
    """The table without columns that say nothing: that no term lies in the padding, and that each is a product.

    What is no product then has its name in the first column.
    """
    if "in padding" in terms.columns:
        at = terms.columns.index("in padding")
        if all(row[at] in ("0", "") for row in terms.rows):
            terms = _without(terms, at)
    if not any(row[0] == PRODUCT for row in terms.rows):
        return terms
    rows = (row if row[0] == PRODUCT else (row[0], row[0], *row[2:]) for row in terms.rows)
    return _without(replace(terms, rows=tuple(rows)), 0)


def _without(terms: Terms, at: int) -> Terms:
    """The table without a column."""
    rows = tuple((*row[:at], *row[at + 1 :]) for row in terms.rows)
    return replace(terms, columns=(*terms.columns[:at], *terms.columns[at + 1 :]), rows=rows)


def _size(row: Row, columns: Columns) -> float:
    value = row[columns.names.index(columns.result)]
    return float(value) if isinstance(value, int | float) else 0.0


def _texts(row: Row) -> tuple[str, ...]:
    return tuple(_text(value) for value in row)


def _text(value: Any) -> str:
    if isinstance(value, float):
        return number(value, DIGITS)
    return f"{value:,}" if isinstance(value, int) else str(value)
