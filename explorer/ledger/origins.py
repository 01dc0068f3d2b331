"""The few cells below that a number is made of, so that one can go on to them and see what those are made of."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from explorer.ledger.kinds.copies import CopyLedger
from explorer.ledger.kinds.curve import CurveLedger
from explorer.ledger.kinds.joining import JoinLedger, SumLedger
from explorer.ledger.kinds.normalization import NormLedger
from explorer.ledger.kinds.pointwise import ReluLedger, RescalingLedger
from explorer.ledger.kinds.pooling import MaxPoolLedger
from explorer.ledger.record import Ledger
from explorer.network import Cell, Network


def _addends(network: Network, ledger: SumLedger) -> tuple[Cell, ...]:
    return tuple(dict.fromkeys(each.source for each in ledger.addends))


def _source(network: Network, ledger: JoinLedger | CopyLedger | MaxPoolLedger) -> tuple[Cell, ...]:
    return () if ledger.source is None else (ledger.source,)


def _normalised(network: Network, ledger: NormLedger) -> tuple[Cell, ...]:
    """With given mean and variance it is made of one number; else of all channels at its place."""
    return _below(network, ledger) if ledger.values is None else ()


def _below(network: Network, ledger: Ledger) -> tuple[Cell, ...]:
    """The cell at the same place of the step below, of layers that work cell by cell."""
    cell = ledger.cell
    (step,) = network.sources(cell.path)
    return (Cell(step.path, cell.row, cell.col, cell.channel),)


ORIGINS: dict[type[Ledger], Callable[[Network, Any], tuple[Cell, ...]]] = {
    SumLedger: _addends,
    JoinLedger: _source,
    CopyLedger: _source,
    MaxPoolLedger: _source,
    ReluLedger: _below,
    RescalingLedger: _below,
    CurveLedger: _below,
    NormLedger: _normalised,
}


def origins(network: Network, ledger: Ledger) -> tuple[Cell, ...]:
    """The cells that the number of `ledger` comes from: both addends of a residual block, the cell that was copied or
    won, the input of a curve. None of a sum of products, which has too many, or of the image.
    """
    find = ORIGINS.get(type(ledger))
    return find(network, ledger) if find else ()
