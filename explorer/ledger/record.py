"""Ledger, the base of all records of a cell's arithmetic, and Case, the inputs from which they are made."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from explorer.layers.base import Array, Layer, Params
from explorer.network import Cell, Network, Step


@dataclass(frozen=True, eq=False)
class Ledger:
    """A record of where the number of `cell` comes from.

    `name` is the name of its layer. `result` is computed in float64 from the numbers below and the parameters as they are;
    `shown` is the number in the activations of the run, usually float32.
    """

    cell: Cell
    name: str
    result: float
    shown: float

    @property
    def difference(self) -> float:
        """`shown` minus `result`: the rounding error of the run."""
        return 0.0 if self.shown == self.result else self.shown - self.result

    def balanced(self, digits: int = 3) -> bool:
        """Whether `result` and `shown` are equal when written with `digits` significant digits."""
        return _written(self.result, digits) == _written(self.shown, digits)


def _written(value: float, digits: int) -> str:
    return f"{value + 0.0:.{digits - 1}e}"  # + 0.0 turns minus zero into zero


@dataclass(frozen=True, eq=False)
class Case:
    """The inputs of an explanation: one cell, and the activations of a run; `params` are the parameters of its step."""

    network: Network
    acts: Mapping[str, Array]
    params: Params
    cell: Cell

    @property
    def index(self) -> int:
        """The place of the cell's step in `network.steps`."""
        return self.network.index(self.cell.path)

    @property
    def step(self) -> Step:
        """The step that the cell belongs to."""
        return self.network.steps[self.index]

    @property
    def layer(self) -> Layer:
        """The layer that the cell belongs to."""
        return self.step.layer

    @property
    def below(self) -> Step:
        """The step that the layer reads; of several, the first."""
        return self.network.step(self.step.sources[0])

    @property
    def x(self) -> Array:
        """The input of the layer, (rows, columns, channels), in the dtype of the run."""
        return self.below.maps(self.acts)

    @property
    def here(self) -> float:
        """The input at the cell's own place, for elementwise layers."""
        return float(self.x[self.cell.row, self.cell.col, self.cell.channel])

    @property
    def shown(self) -> float:
        """The activation of the cell in the run."""
        return self.value(self.cell)

    def value(self, cell: Cell) -> float:
        """The activation of any cell in the run."""
        return float(self.network.step(cell.path).maps(self.acts)[cell.row, cell.col, cell.channel])


def exact(values: Array) -> Array:
    """`values` as float64."""
    result: Array = values.astype(np.float64)
    return result
