"""What becomes of a cell in the next layer, where that layer is elementwise or a max pooling."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from explorer.layers import MaxPool2D
from explorer.layers.base import Array
from explorer.ledger.kinds.pooling import explain_max_pool
from explorer.ledger.record import Case
from explorer.network import Cell, Network, Step


@dataclass(frozen=True)
class NextValue:
    """The next layer is elementwise: `name`, of kind `kind`, turns the cell's number into `value`."""

    name: str
    kind: str
    value: float


@dataclass(frozen=True)
class NextMaxPool:
    """The next layer, `name`, is a max pooling: it keeps the largest number of each window.

    `windows` are the output cells whose windows contain this cell, `won` those among them that take their number from it,
    `ties` the number of cells that hold the largest number of the first window.
    """

    name: str
    windows: tuple[Cell, ...]
    won: tuple[Cell, ...]
    ties: int


def following(network: Network, acts: Mapping[str, Array], cell: Cell) -> NextValue | NextMaxPool | None:
    """What becomes of `cell` in the layer after it; None where that layer is of another kind, or not the only one.

    Raises SettingError if the network has no such cell.
    """
    network.check_cell(cell)
    next_steps = network.takers(cell.path)
    if len(next_steps) != 1:
        return None
    (step,) = next_steps
    if step.layer.elementwise:
        values = step.maps(acts)
        return NextValue(step.name, step.layer.kind, float(values[cell.row, cell.col, cell.channel]))
    if isinstance(step.layer, MaxPool2D):
        return _next_max_pool(network, acts, cell, step, step.layer)
    return None


def _next_max_pool(
    network: Network, acts: Mapping[str, Array], cell: Cell, step: Step, layer: MaxPool2D
) -> NextMaxPool:
    row_and_col_readers = [
        np.flatnonzero(layer.axis_reads(axis, step.input_shape)[:, at]).tolist()
        for axis, at in ((0, cell.row), (1, cell.col))
    ]
    windows = tuple(
        Cell(step.path, row, col, cell.channel) for row in row_and_col_readers[0] for col in row_and_col_readers[1]
    )
    ledgers = [explain_max_pool(Case(network, acts, {}, window)) for window in windows]
    won = tuple(ledger.cell for ledger in ledgers if ledger.source == cell)
    return NextMaxPool(step.name, windows, won, ledgers[0].ties if ledgers else 0)
