"""Tables as CSV text, for every download: no cell can become a formula of the spreadsheet that opens it."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from typing import Any, Final

FORMULA_SIGNS: Final = "=+-@＝＋－＠"
"""With these a spreadsheet begins a formula; the last four are the wide forms of the others."""


def csv_text(rows: Iterable[Iterable[Any]]) -> str:
    """Rows as CSV with line feeds. Texts that a spreadsheet would take for a formula get an apostrophe before them.

    >>> csv_text([("=1+1", -2.5, "-2.5")])
    "'=1+1,-2.5,-2.5\\n"
    """
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows([_plain(cell) for cell in row] for row in rows)
    return out.getvalue()


def _plain(cell: Any) -> Any:
    if not isinstance(cell, str) or not cell.lstrip().startswith(tuple(FORMULA_SIGNS)) or _is_number(cell):
        return cell
    return f"'{cell}"


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True
