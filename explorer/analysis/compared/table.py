"""Size and cost of corresponding layers: parameters, multiply-accumulates, memory and receptive field, with differences."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from explorer.analysis import architecture
from explorer.analysis.architecture import Row, Totals
from explorer.analysis.compared.aligning import LayerPair
from explorer.network import Network
from explorer.tables import csv_text

NUMBERS = ("parameters", "macs", "memory", "window")
"""The numbers that are compared: learned parameters, multiply-accumulates, bytes of the output, rows of the window in px."""


@dataclass(frozen=True)
class Change:
    """A number on both sides; None where a layer is missing, or has no such number, such as an uneven window."""

    left: int | None
    right: int | None

    @property
    def by(self) -> int | None:
        """Right minus left; None without a number on each side."""
        return None if self.left is None or self.right is None else self.right - self.left


@dataclass(frozen=True)
class RowPair:
    """A line of the table: the rows of two corresponding layers, as in `architecture.rows`; None on a side without one.

    A block counts everything inside it, as on the Architecture page.
    """

    pair: LayerPair
    left: Row | None
    right: Row | None

    @property
    def name(self) -> str:
        """The name of the layer on the left, else that on the right."""
        return (self.left or self.right).name  # type: ignore[union-attr]

    @property
    def shapes(self) -> tuple[str, str]:
        """Both output shapes in words, "" for a layer that is missing."""
        left, right = (architecture.shape_text(row.shape) if row else "" for row in (self.left, self.right))
        return left, right

    def change(self, number: str) -> Change:
        """One of NUMBERS on both sides."""
        return Change(*(None if row is None else _number(row, number) for row in (self.left, self.right)))


def _number(row: Row, number: str) -> int | None:
    if number == "window":
        return row.window.rows.size if row.window is not None else None
    return int(getattr(row.whole, number))


def row_pairs(left: Network, right: Network, pairs: Iterable[LayerPair]) -> tuple[RowPair, ...]:
    """A line for every pair."""
    rows, others = ({row.path: row for row in architecture.rows(network)} for network in (left, right))
    return tuple(
        RowPair(
            pair,
            rows[pair.left] if pair.left is not None else None,
            others[pair.right] if pair.right is not None else None,
        )
        for pair in pairs
    )


def total_changes(left: Totals, right: Totals) -> dict[str, Change]:
    """The totals of both networks by name: layers, parameters, macs and memory."""
    return {
        name: Change(getattr(left, name), getattr(right, name)) for name in ("layers", "parameters", "macs", "memory")
    }


CSV_COLUMNS = (
    *("left_path", "left_name", "left_output_shape", "right_path", "right_name", "right_output_shape"),
    *(f"{number}_{part}" for number in NUMBERS for part in ("left", "right", "difference")),
)


def to_csv(rows: Iterable[RowPair]) -> str:
    """The table as CSV: one line per pair, plain numbers, empty where there is none. The window is in px of the image."""
    lines: list[Sequence[object]] = [CSV_COLUMNS]
    for each in rows:
        places: list[object] = []
        for row in (each.left, each.right):
            places += ["", "", ""] if row is None else [row.path, row.name, "x".join(map(str, row.shape))]
        changes = [each.change(number) for number in NUMBERS]
        counts = [value for change in changes for value in (change.left, change.right, change.by)]
        lines.append([*places, *("" if value is None else value for value in counts)])
    return csv_text(lines)
