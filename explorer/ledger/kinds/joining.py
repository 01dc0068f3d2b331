"""The arithmetic of layers that join branches: the terms of a sum or product, or the branch that a map is copied from."""

from __future__ import annotations

import math
from dataclasses import dataclass

from explorer.layers import Composite, Concatenate, Multiply, Residual
from explorer.layers.base import as_map
from explorer.ledger.record import Case, Ledger
from explorer.network import Cell


@dataclass(frozen=True)
class BranchValue:
    """What one branch gives to a sum or product: `value` of the cell `source`, in `name`, the last step of the branch `lane`.

    Lanes of a residual block are "layers" and "shortcut", of other composites "a", "b" ...
    """

    lane: str
    name: str
    source: Cell
    value: float


@dataclass(frozen=True, eq=False)
class SumLedger(Ledger):
    """The sum of one number per branch, all from the same row, column and channel."""

    addends: tuple[BranchValue, ...]


@dataclass(frozen=True, eq=False)
class ProductLedger(Ledger):
    """The product of one number per branch: from the same row, column and channel, or the only one that the branch has."""

    factors: tuple[BranchValue, ...]


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
    addends = _branch_values(case, ("layers", "shortcut"))
    return SumLedger(case.cell, case.step.name, sum(each.value for each in addends), case.shown, addends=addends)


def explain_multiply(case: Case) -> ProductLedger:
    """The ledger of a cell of a Multiply."""
    assert isinstance(case.layer, Multiply)
    factors = _branch_values(case, case.layer.branch_names)
    product = math.prod(each.value for each in factors)
    return ProductLedger(case.cell, case.step.name, product, case.shown, factors=factors)


def _branch_values(case: Case, lanes: tuple[str, ...]) -> tuple[BranchValue, ...]:
    """One number per branch, at the cell's place; where the branch has one row, column or channel, it is that one."""
    cell = case.cell
    place = (cell.row, cell.col, cell.channel)
    values = []
    for lane, step in zip(lanes, case.network.sources(cell.path), strict=True):
        own = (at if n > 1 else 0 for at, n in zip(place, as_map(step.output_shape), strict=True))
        source = Cell(step.path, *own)
        values.append(BranchValue(lane, step.name, source, case.value(source)))
    return tuple(values)


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
