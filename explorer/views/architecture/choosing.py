"""Which rows of the table are shown, and in which order: found by name, kept by kind, sorted by a column."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from explorer.analysis.architecture import Row

ORDER = "Order of the network"
SORTS: Mapping[str, Callable[[Row], Any]] = {
    "Parameters": lambda row: row.whole.parameters,
    "MACs": lambda row: row.whole.macs,
    "Memory": lambda row: row.whole.memory,
    "Window": lambda row: (row.window.rows.size * row.window.cols.size) if row.window else -1,
    "Pixels read": lambda row: row.share,
    "Name": lambda row: row.name,
    "Kind": lambda row: row.kind,
}
"""What rows are sorted by: numbers with the largest first, texts by the alphabet."""
_TEXTS = ("Name", "Kind")


@dataclass(frozen=True)
class Choice:
    """What somebody asks of the table: a part of a name, kinds (none: all), and what it is sorted by."""

    name: str = ""
    kinds: tuple[str, ...] = ()
    sort: str = ORDER

    @property
    def is_whole(self) -> bool:
        """Whether it leaves the table as it is."""
        return self == Choice()


def chosen(rows: Sequence[Row], choice: Choice) -> tuple[Row, ...]:
    """The rows that are asked for, in the order that is asked for; equal ones stay in the order of the network."""
    wanted = choice.name.strip().casefold()
    kept = [row for row in rows if wanted in row.name.casefold() and (not choice.kinds or row.kind in choice.kinds)]
    if choice.sort in SORTS:
        kept.sort(key=SORTS[choice.sort], reverse=choice.sort not in _TEXTS)
    return tuple(kept)


def kinds_of(rows: Sequence[Row]) -> list[str]:
    """The kinds of the rows, each once, in the order of the network."""
    return list(dict.fromkeys(row.kind for row in rows))
