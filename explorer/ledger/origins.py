"""The few cells that a number is computed from, so that a reader can go on to them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from explorer.ledger.kinds.copies import CopyLedger
from explorer.ledger.kinds.curve import CurveLedger
from explorer.ledger.kinds.joining import JoinLedger, ProductLedger, SumLedger
from explorer.ledger.kinds.normalization import NormLedger
from explorer.ledger.kinds.pointwise import ReluLedger, RescalingLedger
from explorer.ledger.kinds.pooling import MaxPoolLedger
from explorer.ledger.record import Ledger
from explorer.network import Cell, Network


def _addends(network: Network, ledger: SumLedger) -> tuple[Cell, ...]:
    return tuple(dict.fromkeys(each.source for each in ledger.addends))


def _factors(network: Network, ledger: ProductLedger) -> tuple[Cell, ...]:
    return tuple(dict.fromkeys(each.source for each in ledger.factors))


def _source(network: Network, ledger: JoinLedger | CopyLedger | MaxPoolLedger) -> tuple[Cell, ...]:
    return () if ledger.source is None else (ledger.source,)


def _normalized(network: Network, ledger: NormLedger) -> tuple[Cell, ...]:
    """One cell if mean and variance are given; none if they are taken of channels or maps, which are too many."""
    return _below(network, ledger) if ledger.values is None else ()


def _below(network: Network, ledger: Ledger) -> tuple[Cell, ...]:
    """The cell at the same place of the step below."""
    cell = ledger.cell
    (step,) = network.sources(cell.path)
    return (Cell(step.path, cell.row, cell.col, cell.channel),)


ORIGINS: dict[type[Ledger], Callable[[Network, Any], tuple[Cell, ...]]] = {
    SumLedger: _addends,
    ProductLedger: _factors,
    JoinLedger: _source,
    CopyLedger: _source,
    MaxPoolLedger: _source,
    ReluLedger: _below,
    RescalingLedger: _below,
    CurveLedger: _below,
    NormLedger: _normalized,
}


def origins(network: Network, ledger: Ledger) -> tuple[Cell, ...]:
    """The cells that the number of `ledger` is computed from, where they are few.

    All numbers that a residual block adds or a product of branches multiplies, the cell that was copied, the largest of a max
    pooling, the input of an activation. Empty for sums of products, which have too many, and for the image.
    """
    find = ORIGINS.get(type(ledger))
    return find(network, ledger) if find else ()
