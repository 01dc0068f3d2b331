"""The arithmetic of one cell, as data: for now, of a dense unit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from explorer.errors import SettingError
from explorer.layers.base import Array, Params, as_map
from explorer.layers.dense import Dense, Flatten
from explorer.network import Cell, Network


@dataclass(frozen=True)
class Contribution:
    """One product of a dense unit's sum: `value` of the cell `source` times `weight`."""

    source: Cell
    value: float
    weight: float
    product: float


@dataclass(frozen=True)
class DenseLedger:
    """Where the number of a dense unit comes from: the largest products, the sum of the rest, the bias, the result.

    Everything is computed in float64 from the float32 inputs and weights; `result` is what the exact sum is.
    """

    cell: Cell
    largest: tuple[Contribution, ...]
    others: float
    other_count: int
    bias: float
    result: float


def explain_dense(
    network: Network, params: Mapping[str, Params], acts: Mapping[str, Array], cell: Cell, most: int = 8
) -> DenseLedger:
    """The `most` products of largest magnitude behind a dense unit, mapped back through a Flatten to cells of maps.

    `acts` are those of a run, (1, units) per vector. Raises SettingError if `cell` is not a unit of a dense layer on a
    vector.
    """
    network.check_cell(cell)
    index = network.index(cell.path)
    step = network.steps[index]
    if not isinstance(step.layer, Dense) or len(step.output_shape) != 1:
        raise SettingError(f"{step.name} is not a dense layer on a vector.", "Choose a unit of a dense layer.")
    below = network.steps[index - 1]
    values = acts[below.path][0].astype(np.float64)
    weights = params[cell.path]["kernel"][:, cell.channel].astype(np.float64)
    bias = float(params[cell.path]["bias"][cell.channel]) if step.layer.use_bias else 0.0
    products = values * weights
    order = np.argsort(-np.abs(products), kind="stable")
    largest = tuple(
        Contribution(
            _source(network, index - 1, int(unit)), float(values[unit]), float(weights[unit]), float(products[unit])
        )
        for unit in order[:most]
    )
    rest = products[order[most:]]
    return DenseLedger(cell, largest, float(rest.sum()), len(rest), bias, float(products.sum() + bias))


def _source(network: Network, index: int, unit: int) -> Cell:
    """The unit of a vector as a cell: below a Flatten, the cell of the maps that it was."""
    step = network.steps[index]
    if isinstance(step.layer, Flatten):
        below = network.steps[index - 1]
        row, col, channel = (int(n) for n in np.unravel_index(unit, as_map(below.output_shape)))
        return Cell(below.path, row, col, channel)
    return Cell(step.path, 0, 0, unit)


def logit_of(network: Network, cell: Cell) -> Cell:
    """The unit whose sum stands behind `cell`: the dense unit below a softmax, else the cell itself."""
    index = network.index(cell.path)
    step = network.steps[index]
    if step.layer is not None and step.layer.short == "softmax" and index > 0:
        return Cell(network.steps[index - 1].path, cell.row, cell.col, cell.channel)
    return cell
