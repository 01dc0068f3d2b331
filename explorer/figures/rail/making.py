"""Makes the record of the rail from the ledger of a cell: a table from each kind of ledger to what its number is made of."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from explorer.figures.rail import calculations, sums, windows
from explorer.figures.rail.column import cell_in, column_of, shown_cell
from explorer.figures.rail.record import (
    MadeOf,
    Rail,
    Stage,
)
from explorer.figures.rail.source import Source
from explorer.layers import Dropout
from explorer.layers.base import Params
from explorer.ledger import (
    AveragePoolLedger,
    ConvLedger,
    CopyLedger,
    CurveLedger,
    DenseLedger,
    InputLedger,
    JoinLedger,
    Ledger,
    MaxPoolLedger,
    NormLedger,
    ProductLedger,
    ReluLedger,
    RescalingLedger,
    ResponseLedger,
    SoftmaxLedger,
    SumLedger,
    explain,
    following,
)
from explorer.network import Cell, Network
from explorer.scene import Face


def explained_cell(network: Network, cell: Cell) -> Cell:
    """The cell whose arithmetic the rail shows for `cell`: that of the first layer in its column."""
    return cell_in(cell, column_of(network, cell.path)[0])


def rail_of(source: Source, params: Mapping[str, Params], cell: Cell, face: Face = "after") -> Rail:
    """The record for `cell`; `params` need to hold those of `explained_cell`. Raises what `explain` raises."""
    network = source.network
    return rail_from(source, explain(network, params, source.acts, explained_cell(network, cell)), cell, face)


def rail_from(source: Source, ledger: Ledger, cell: Cell, face: Face = "after") -> Rail:
    """The same from the ledger of `explained_cell`."""
    network = source.network
    first, *rest = column_of(network, cell.path)
    final = cell_in(cell, rest[-1] if rest else first)
    return Rail(
        cell=cell,
        explained=ledger.cell,
        value=source.value(shown_cell(network, cell, face)),
        result=ledger.result,
        entering=ledger.shown,
        made_of=MADE_OF[type(ledger)](source, ledger),
        stages=tuple(_stage(source, cell_in(cell, path)) for path in rest),
        following=following(network, source.acts, final),
        final=final,
    )


def _stage(source: Source, cell: Cell) -> Stage:
    step = source.network.step(cell.path)
    training_only = isinstance(step.layer, Dropout)
    return Stage(step.name, step.layer.title, step.path, source.value(cell), training_only)


MADE_OF: dict[type[Ledger], Callable[[Source, Any], MadeOf]] = {
    ConvLedger: sums.convolution,
    DenseLedger: sums.dense,
    SumLedger: sums.addition,
    MaxPoolLedger: windows.max_pool,
    AveragePoolLedger: windows.average_pool,
    SoftmaxLedger: windows.softmax,
    ReluLedger: calculations.relu,
    CurveLedger: calculations.curve,
    RescalingLedger: calculations.rescaling,
    NormLedger: calculations.norm,
    ResponseLedger: calculations.response,
    InputLedger: calculations.image_number,
    CopyLedger: calculations.copy,
    JoinLedger: calculations.join,
    ProductLedger: calculations.product,
}
