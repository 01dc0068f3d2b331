"""What every ledger is: a cell, its exact number, and the number that the map holds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from explorer.layers.base import Array, Layer, Params, as_map
from explorer.network import Cell, Network, Step


@dataclass(frozen=True, eq=False)
class Ledger:
    """Where the number of `cell` comes from.

    `name` is that of its layer. `result` is computed in float64 from the numbers below and the parameters as they are;
    `shown` is what the run holds, usually float32.
    """

    cell: Cell
    name: str
    result: float
    shown: float

    @property
    def difference(self) -> float:
        """`shown` minus `result`: what rounding in the run has cost."""
        return 0.0 if self.shown == self.result else self.shown - self.result

    def balanced(self, digits: int = 3) -> bool:
        """Whether `result` and `shown` read the same with `digits` significant digits."""
        return _written(self.result, digits) == _written(self.shown, digits)


def _written(value: float, digits: int) -> str:
    return f"{value + 0.0:.{digits - 1}e}"  # + 0.0 turns minus zero into zero


@dataclass(frozen=True, eq=False)
class Case:
    """What an explanation starts from: one cell of one step of a run; `params` are those of the step."""

    network: Network
    acts: Mapping[str, Array]
    params: Params
    cell: Cell

    @property
    def index(self) -> int:
        return self.network.index(self.cell.path)

    @property
    def step(self) -> Step:
        return self.network.steps[self.index]

    @property
    def layer(self) -> Layer:
        return self.step.layer

    @property
    def below(self) -> Step:
        """The step whose numbers enter; of several, the first."""
        return self.network.step(self.step.sources[0])

    @property
    def x(self) -> Array:
        """The numbers that enter, (rows, columns, channels), in the dtype of the run."""
        maps: Array = self.acts[self.below.path][0].reshape(as_map(self.below.output_shape))
        return maps

    @property
    def here(self) -> float:
        """The number that enters at the cell's own place, for layers that work cell by cell."""
        return float(self.x[self.cell.row, self.cell.col, self.cell.channel])

    @property
    def shown(self) -> float:
        """The number that the run holds for the cell."""
        return self.value(self.cell)

    def value(self, cell: Cell) -> float:
        """The number that the run holds for any cell."""
        maps = self.acts[cell.path][0].reshape(as_map(self.network.step(cell.path).output_shape))
        return float(maps[cell.row, cell.col, cell.channel])


def exact(values: Array) -> Array:
    """The same numbers in float64."""
    found: Array = values.astype(np.float64)
    return found
