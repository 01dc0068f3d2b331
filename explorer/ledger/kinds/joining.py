"""The arithmetic of layers that join branches: the terms of a residual sum, or the branch that a map is copied from."""

from __future__ import annotations

from dataclasses import dataclass

from explorer.layers import Composite, Concatenate, Residual
from explorer.layers.base import as_map
from explorer.ledger.record import Case, Ledger
from explorer.network import Cell


@dataclass(frozen=True)
class Addend:
    """One term of a residual sum: `value` of the cell `source`, the last step of the branch `lane` ("layers" or "shortcut")."""

    lane: str
    name: str
    source: Cell
    value: float


@dataclass(frozen=True, eq=False)
class SumLedger(Ledger):
    """The sum of one number per branch, all from the same row, column and channel."""

    addends: tuple[Addend, ...]


@dataclass(frozen=True, eq=False)
class JoinLedger(Ledger):
    """A copy of the cell `source`, in the last step of branch `lane`, whose maps are channels `first` to `last` here."""

    source: Cell
    lane: str
    first: int
    last: int


def explain_residual(case: Case) -> SumLedger:
    """The ledger of a cell of a Residual."""
    assert isinstance(case.layer, Residual)
    cell = case.cell
    addends = tuple(
        Addend(lane, step.name, source := Cell(step.path, cell.row, cell.col, cell.channel), case.value(source))
        for lane, step in zip(("layers", "shortcut"), case.network.sources(cell.path), strict=True)
    )
    return SumLedger(cell, case.step.name, sum(each.value for each in addends), case.shown, addends=addends)


def explain_concatenate(case: Case) -> JoinLedger:
    """The ledger of a cell of a Concatenate."""
    layer, cell, step = case.layer, case.cell, case.step
    assert isinstance(layer, Concatenate)
    branch, first = branch_of(layer, step.source_shapes, cell.channel)
    below = case.network.sources(cell.path)[branch]
    source = Cell(below.path, cell.row, cell.col, cell.channel - first)
    return JoinLedger(
        cell,
        step.name,
        case.value(source),
        case.shown,
        source=source,
        lane=layer.branch_names[branch],
        first=first,
        last=first + as_map(below.output_shape)[2] - 1,
    )


def branch_of(layer: Composite, shapes: tuple[tuple[int, ...], ...], channel: int) -> tuple[int, int]:
    """Index of the branch that an output channel of a concatenation comes from, and the first output channel of that branch."""
    offsets = layer.offsets(shapes)
    branch = max(place for place, first in enumerate(offsets) if first <= channel)
    return branch, offsets[branch]
