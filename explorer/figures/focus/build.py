"""The focus of any cell: a table from each ledger to the function that makes its record."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from explorer.errors import SettingError
from explorer.figures.focus import sums, through, windows
from explorer.figures.focus.case import FocusCase
from explorer.figures.focus.record import Focus
from explorer.layers import Resampling
from explorer.layers.base import Array, Params, as_map
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
)
from explorer.ledger.record import Case
from explorer.network import Cell, Network, Step
from explorer.running import parameters

MOST_CELLS = 160_000
"""The largest map that is opened, in cells: ten of them are sent, 6 MB before they are compressed."""

RECORDS: dict[type[Ledger], Callable[[FocusCase, Any], Focus]] = {
    ConvLedger: sums.convolution,
    DenseLedger: sums.dense,
    SumLedger: sums.addition,
    MaxPoolLedger: windows.max_pool,
    AveragePoolLedger: windows.average_pool,
    CopyLedger: windows.copy,
    JoinLedger: windows.concatenation,
    CurveLedger: through.curve,
    ReluLedger: through.curve,
    RescalingLedger: through.curve,
    NormLedger: through.normalized,
    ProductLedger: through.product,
    ResponseLedger: through.response,
    SoftmaxLedger: through.shares,
    InputLedger: through.image,
}


def focus(
    network: Network,
    params: Mapping[str, Params],
    acts: Mapping[str, Array],
    cell: Cell,
    limit: Callable[[str, int], float],
    unit_names: Sequence[str] = (),
) -> Focus:
    """What the focus shows of the map that `cell` is in.

    `limit` gives the value at which the colors of a map end, by path and channel; `unit_names` are the names of the units
    of the last layer. Raises what `explain` raises, and SettingError if the map or one that it reads is too large.
    """
    ledger = explain(network, params, acts, cell)
    step = network.step(cell.path)
    for each in (step, *(network.step(path) for path in step.sources)):
        _check_size(each)
    step_params = parameters.of_step(network, step, params) if step.param_shapes else {}
    case = FocusCase(Case(network, acts, step_params, cell), limit, unit_names)
    if isinstance(step.layer, Resampling) and step.layer.blends:
        return sums.interpolation(case)  # its cells have two ledgers, a copy or a sum, as they lie
    return RECORDS[type(ledger)](case, ledger)


def _check_size(step: Step) -> None:
    rows, cols, channels = as_map(step.output_shape)
    cells = channels if (rows, cols) == (1, 1) else rows * cols
    if cells > MOST_CELLS:
        raise SettingError(
            f"A map of {step.name} has {cells:,} cells, too many to open up here.",
            "The Arithmetic tab shows each of its cells.",
        )
