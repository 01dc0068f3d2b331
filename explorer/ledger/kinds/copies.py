"""The arithmetic of reshaping layers: a copy of one cell, an interpolation of up to four, or a number of the padding."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from explorer.layers.base import as_map
from explorer.layers.reshaping.cropping import Cropping2D
from explorer.layers.reshaping.moving import Moving
from explorer.layers.reshaping.padding import Padding2D
from explorer.layers.reshaping.resampling import Resampling
from explorer.layers.reshaping.zero_padding import ZeroPadding2D
from explorer.ledger.kinds.convolution import ConvLedger
from explorer.ledger.record import Case, Ledger
from explorer.ledger.window import Taps, values_under
from explorer.network import Cell


@dataclass(frozen=True, eq=False)
class CopyLedger(Ledger):
    """A copy of the cell `source` of the step below; a number of the padding, usually 0, where `source` is None."""

    source: Cell | None


def explain_flatten(case: Case) -> CopyLedger:
    """The ledger of a unit of a Flatten."""
    row, col, channel = (int(n) for n in np.unravel_index(case.cell.channel, as_map(case.step.input_shape)))
    return _copy(case, row, col, channel)


def explain_identity(case: Case) -> CopyLedger:
    """The ledger of a cell of a Dropout."""
    return _copy(case, case.cell.row, case.cell.col, case.cell.channel)


def explain_zero_padding(case: Case) -> CopyLedger:
    """The ledger of a cell of a ZeroPadding2D."""
    assert isinstance(case.layer, ZeroPadding2D)
    return _shifted(case, -case.layer.padding[0][0], -case.layer.padding[1][0])


def explain_padding(case: Case) -> CopyLedger:
    """The ledger of a cell of a Padding2D."""
    layer, cell, shape = case.layer, case.cell, case.step.input_shape
    assert isinstance(layer, Padding2D)
    row, col = int(layer.places(0, shape[0])[cell.row]), int(layer.places(1, shape[1])[cell.col])
    if min(row, col) < 0:
        return CopyLedger(cell, case.step.name, layer.value, case.shown, source=None)
    return _copy(case, row, col, cell.channel)


def explain_cropping(case: Case) -> CopyLedger:
    """The ledger of a cell of a Cropping2D."""
    assert isinstance(case.layer, Cropping2D)
    return _shifted(case, case.layer.cropping[0][0], case.layer.cropping[1][0])


def explain_moving(case: Case) -> CopyLedger:
    """The ledger of a cell of a layer that moves cells or maps."""
    assert isinstance(case.layer, Moving)
    place = case.cell.row, case.cell.col, case.cell.channel
    return _copy(case, *case.layer.source(place, case.step.input_shape))


def explain_resampling(case: Case) -> CopyLedger | ConvLedger:
    """The ledger of a cell of a Resampling: a copy, or the weighted sum of up to four cells."""
    layer, cell = case.layer, case.cell
    assert isinstance(layer, Resampling)
    per_axis = []
    for axis, at in ((0, cell.row), (1, cell.col)):
        first, second, share = (array[at] for array in layer.taps(axis, case.step.input_shape[axis]))
        per_axis.append(([int(first)], [1.0]) if first == second else ([int(first), int(second)], [1 - share, share]))
    (rows, row_shares), (cols, col_shares) = per_axis
    if len(rows) == len(cols) == 1:
        return _copy(case, rows[0], cols[0], cell.channel)
    window = Taps(np.array(rows), np.array(cols), np.zeros((len(rows), len(cols)), np.bool_))
    patch = values_under(case.x[:, :, cell.channel, None], window, 0.0).transpose(2, 0, 1)
    shares = np.multiply.outer(row_shares, col_shares)[None]
    return ConvLedger(
        cell,
        case.step.name,
        float((patch * shares).sum()),
        case.shown,
        below=case.below.path,
        channels=range(cell.channel, cell.channel + 1),
        taps=window,
        patches=patch,
        kernels=shares,
        bias=0.0,
        has_bias=False,
    )


def _shifted(case: Case, rows: int, cols: int) -> CopyLedger:
    """A copy of the cell `rows` further down and `cols` further right in the input; 0 if that is outside of it."""
    row, col = case.cell.row + rows, case.cell.col + cols
    if not (0 <= row < case.step.input_shape[0] and 0 <= col < case.step.input_shape[1]):
        return CopyLedger(case.cell, case.step.name, 0.0, case.shown, source=None)
    return _copy(case, row, col, case.cell.channel)


def _copy(case: Case, row: int, col: int, channel: int) -> CopyLedger:
    value = float(case.x[row, col, channel])
    return CopyLedger(case.cell, case.step.name, value, case.shown, source=Cell(case.below.path, row, col, channel))
