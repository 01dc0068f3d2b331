"""The arithmetic of a dense unit: its products, the largest first, each traced through a Flatten to a cell of a map."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from explorer.errors import SettingError
from explorer.layers.base import Array, Params, Shape, as_map
from explorer.layers.dense import Dense
from explorer.layers.reshaping.flatten import Flatten
from explorer.ledger.record import Case, Ledger, exact
from explorer.network import Cell, Network
from explorer.weights import filter_of

MAX_PRODUCTS_LISTED = 8
"""How many products a ledger lists one by one; the others are summed up."""


@dataclass(frozen=True)
class Contribution:
    """One product of a dense unit's sum: `value` of the cell `source` times `weight`."""

    source: Cell
    value: float
    weight: float
    product: float


@dataclass(frozen=True, eq=False)
class DenseLedger(Ledger):
    """The weighted sum of a dense unit: its largest products, the sum of the others, and the bias.

    `values` and `weights` are those of all products, (units,), float64, in the order of the input. `origin` is the path of the
    step that the inputs come from (below a Flatten, if there is one), `origin_shape` its shape.
    """

    largest: tuple[Contribution, ...]
    others: float
    other_count: int
    bias: float
    has_bias: bool
    values: Array
    weights: Array
    origin: str
    origin_shape: Shape

    @property
    def count(self) -> int:
        """Number of products."""
        return len(self.values)

    def source(self, unit: int) -> Cell:
        """The cell that input `unit` comes from."""
        return _source(self.cell, self.origin, self.origin_shape, unit)


def explain_dense(
    network: Network,
    params: Mapping[str, Params],
    acts: Mapping[str, Array],
    cell: Cell,
    most: int = MAX_PRODUCTS_LISTED,
) -> DenseLedger:
    """The ledger of a dense unit, with its `most` largest products traced through a Flatten to cells of maps.

    `acts` are the activations of a run, (1, units) per vector. Raises SettingError if `cell` is not a unit of a dense
    layer on a vector.
    """
    network.check_cell(cell)
    step = network.step(cell.path)
    if not isinstance(step.layer, Dense) or len(step.output_shape) != 1:
        raise SettingError(f"{step.name} is not a dense layer on a vector.", "Choose a unit of a dense layer.")
    return explain_dense_case(Case(network, acts, params[cell.path], cell), most)


def explain_dense_case(case: Case, most: int = MAX_PRODUCTS_LISTED) -> DenseLedger:
    """The ledger of a cell of a Dense, whether it works on a vector or on each place of maps."""
    layer, cell = case.layer, case.cell
    assert isinstance(layer, Dense)
    values = exact(case.x[cell.row, cell.col])
    weights = exact(filter_of(case.params, cell.channel))
    bias = float(case.params["bias"][cell.channel]) if layer.use_bias else 0.0
    products = values * weights
    order = np.argsort(-np.abs(products), kind="stable")
    origin = case.network.sources(case.below.path)[0] if isinstance(case.below.layer, Flatten) else case.below
    path, shape = origin.path, origin.output_shape
    largest = tuple(
        Contribution(
            _source(cell, path, shape, int(unit)), float(values[unit]), float(weights[unit]), float(products[unit])
        )
        for unit in order[:most]
    )
    rest = products[order[most:]]
    return DenseLedger(
        cell,
        case.step.name,
        float(products.sum() + bias),
        case.shown,
        largest=largest,
        others=float(rest.sum()),
        other_count=len(rest),
        bias=bias,
        has_bias=layer.use_bias,
        values=values,
        weights=weights,
        origin=path,
        origin_shape=shape,
    )


def _source(cell: Cell, path: str, shape: Shape, unit: int) -> Cell:
    """Input `unit` as a cell of the step at `path`: at `cell`'s own place if the layer works on maps."""
    rows, cols, channels = as_map(shape)
    if unit < channels and (cell.row, cell.col) != (0, 0):
        return Cell(path, cell.row, cell.col, unit)
    row, col, channel = (int(n) for n in np.unravel_index(unit, (rows, cols, channels)))
    return Cell(path, row, col, channel)


def logit_of(network: Network, cell: Cell) -> Cell:
    """The cell that holds the logit: for a unit of a softmax the same unit one step below, else `cell` itself."""
    step = network.step(cell.path)
    if step.layer.gives_probabilities:
        return Cell(step.sources[0], cell.row, cell.col, cell.channel)
    return cell
