"""What the records of the rail are made from, besides the ledger of the cell."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from explorer.layers.base import Array
from explorer.network import Cell, Network


@dataclass(frozen=True, eq=False)
class Source:
    """A network, the activations of its run, and the names of the units of its last layer."""

    network: Network
    acts: Mapping[str, Array]
    classes: Sequence[str] = ()

    def maps(self, path: str) -> Array:
        """The activations of a step, (rows, columns, channels)."""
        return self.network.step(path).maps(self.acts)

    def value(self, cell: Cell) -> float:
        """The activation of a cell."""
        return float(self.maps(cell.path)[cell.row, cell.col, cell.channel])
