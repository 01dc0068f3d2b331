"""What the next layer makes of a cell, where that layer works cell by cell or picks a winner."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from explorer.layers import MaxPool2D
from explorer.layers.base import Array, as_map
from explorer.ledger.kinds.pooling import explain_max_pool
from explorer.ledger.record import Case
from explorer.network import Cell, Network, Step


@dataclass(frozen=True)
class Changed:
    """The next layer, `name` of kind `kind`, turns the cell's number into `value`."""

    name: str
    kind: str
    value: float


@dataclass(frozen=True)
class Pooled:
    """The next layer, `name`, keeps the largest number of each window.

    `windows` are its cells that read this one, `won` those of them whose winner it is, `ties` how many cells hold the
    largest number of the first window.
    """

    name: str
    windows: tuple[Cell, ...]
    won: tuple[Cell, ...]
    ties: int


def following(network: Network, acts: Mapping[str, Array], cell: Cell) -> Changed | Pooled | None:
    """What the layer after `cell` makes of it; None where it reads more than the cell, or there is not just one layer.

    Raises SettingError if the network has no such cell.
    """
    network.check_cell(cell)
    takers = network.takers(cell.path)
    if len(takers) != 1:
        return None
    (step,) = takers
    if step.layer.elementwise:
        values = acts[step.path][0].reshape(as_map(step.output_shape))
        return Changed(step.name, step.layer.kind, float(values[cell.row, cell.col, cell.channel]))
    if isinstance(step.layer, MaxPool2D):
        return _pooled(network, acts, cell, step, step.layer)
    return None


def _pooled(network: Network, acts: Mapping[str, Array], cell: Cell, step: Step, layer: MaxPool2D) -> Pooled:
    readers = [
        np.flatnonzero(layer.axis_reads(axis, step.input_shape)[:, at]).tolist()
        for axis, at in ((0, cell.row), (1, cell.col))
    ]
    windows = tuple(Cell(step.path, row, col, cell.channel) for row in readers[0] for col in readers[1])
    found = [explain_max_pool(Case(network, acts, {}, window)) for window in windows]
    won = tuple(each.cell for each in found if each.source == cell)
    return Pooled(step.name, windows, won, found[0].ties if found else 0)
