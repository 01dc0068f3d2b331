"""The arithmetic of pooling: a window, its largest number or its mean, and which cells of a map are the largest of any."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from explorer.kernels.blocks import Sides
from explorer.kernels.pooling.pooling import NONE, first_largest, winners
from explorer.layers.base import Array, Bools
from explorer.layers.pooling.adaptive_pool import AdaptivePool2D
from explorer.layers.pooling.pool import AveragePool2D, MaxPool2D
from explorer.ledger.record import Case, Ledger
from explorer.ledger.window import Taps, taps, values_under, whole_map
from explorer.network import Cell


@dataclass(frozen=True, eq=False)
class MaxPoolLedger(Ledger):
    """A max pooling's cell: the largest number of a window.

    `values` are (window rows, window columns), minus infinity in the padding. `winner` is the row and column of
    the largest in the window: NaN counts as larger than any number, of equals the first in reading order wins, padding
    never does. `source` is the same place as a cell of the step below; `ties` counts the cells that hold the largest
    number, including the winner.
    """

    taps: Taps
    values: Array
    winner: tuple[int, int]
    source: Cell
    ties: int


@dataclass(frozen=True, eq=False)
class AveragePoolLedger(Ledger):
    """An average pooling's cell: the mean of a window.

    `values` are (window rows, window columns), 0 in the padding. `counted` says which of them count: those of the
    padding only where the layer counts them. `below` is the path of the step that is averaged.
    """

    below: str
    taps: Taps
    values: Array
    counted: Bools
    count: int
    total: float


def explain_max_pool(case: Case) -> MaxPoolLedger:
    """The ledger of a cell of a MaxPool2D."""
    assert isinstance(case.layer, MaxPool2D)
    return _largest(case, taps(case.layer, case.step.input_shape, case.cell.row, case.cell.col))


def explain_global_max_pool(case: Case) -> MaxPoolLedger:
    """The ledger of a unit of a GlobalMaxPool2D, whose window is the whole map."""
    return _largest(case, whole_map(case.step.input_shape))


def explain_adaptive_max_pool(case: Case) -> MaxPoolLedger:
    """The ledger of a cell of an AdaptiveMaxPool2D."""
    return _largest(case, _share(case))


def _share(case: Case) -> Taps:
    """The window of a cell of an adaptive pooling, which has no padding."""
    assert isinstance(case.layer, AdaptivePool2D)
    shape = case.step.input_shape
    rows, cols = (
        np.array(case.layer.windows(axis, shape[axis])[at]) for axis, at in enumerate((case.cell.row, case.cell.col))
    )
    return Taps(rows, cols, np.zeros((len(rows), len(cols)), np.bool_))


def _largest(case: Case, window: Taps) -> MaxPoolLedger:
    cell = case.cell
    values = values_under(case.x[:, :, cell.channel, None], window, -np.inf)[:, :, 0]
    inside = np.argwhere(~window.padding)
    real = values[~window.padding]
    place = int(first_largest(real, axis=0))
    row, col = (int(n) for n in inside[place])
    largest = float(real[place])
    source = Cell(case.below.path, int(window.rows[row]), int(window.cols[col]), cell.channel)
    ties = int(np.count_nonzero(np.isnan(real) if np.isnan(largest) else real == largest))
    return MaxPoolLedger(
        cell,
        case.step.name,
        largest,
        case.shown,
        taps=window,
        values=values,
        winner=(row, col),
        source=source,
        ties=ties,
    )


def explain_average_pool(case: Case) -> AveragePoolLedger:
    """The ledger of a cell of an AveragePool2D."""
    assert isinstance(case.layer, AveragePool2D)
    window = taps(case.layer, case.step.input_shape, case.cell.row, case.cell.col)
    return _mean(case, window, case.layer.counted(case.step.input_shape))


def explain_global_average_pool(case: Case) -> AveragePoolLedger:
    """The ledger of a unit of a GlobalAveragePool2D, whose window is the whole map."""
    return _mean(case, whole_map(case.step.input_shape), NONE)


def explain_adaptive_average_pool(case: Case) -> AveragePoolLedger:
    """The ledger of a cell of an AdaptiveAveragePool2D."""
    return _mean(case, _share(case), NONE)


def _mean(case: Case, window: Taps, counting: Sides) -> AveragePoolLedger:
    values = values_under(case.x[:, :, case.cell.channel, None], window, 0.0)[:, :, 0]
    rows, cols = (
        (at >= -before) & (at < length + after)
        for at, (before, after), length in zip(window[:2], counting, case.step.input_shape[:2], strict=True)
    )
    counted = rows[:, None] & cols[None, :]
    count, total = int(np.count_nonzero(counted)), float(values.sum())
    return AveragePoolLedger(
        case.cell,
        case.step.name,
        total / count,
        case.shown,
        below=case.below.path,
        taps=window,
        values=values,
        counted=counted,
        count=count,
        total=total,
    )


def routing_mask(layer: MaxPool2D, x_channel: Array) -> Bools:
    """Which cells of one input map (rows, columns) are the winner of at least one window.

    The gradient flows back through these cells only.
    """
    rows, cols = x_channel.shape
    sides = layer.sides((rows, cols, 1))
    dilation = layer.dilation_rate
    places = winners(x_channel[None, :, :, None], layer.pool_size, layer.strides, sides, dilation)[0, :, :, 0]
    tap_row, tap_col = np.divmod(places, layer.pool_size[1])
    at_row = np.arange(places.shape[0])[:, None] * layer.strides[0] - sides[0][0] + tap_row * dilation[0]
    at_col = np.arange(places.shape[1])[None, :] * layer.strides[1] - sides[1][0] + tap_col * dilation[1]
    mask = np.zeros((rows, cols), np.bool_)
    mask[at_row, at_col] = True
    return mask
