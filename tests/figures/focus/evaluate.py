"""The number of a cell from the record of its focus alone: what a visitor would get who adds up what is on the screen."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from explorer.figures.focus.record import CurveFocus, Focus, LinesFocus, Plane, SharesFocus, SumFocus, WindowFocus
from explorer.network import Cell


def number_of(record: Focus, cell: Cell) -> float:
    """The result at `cell`, which the record must cover."""
    row, col = position(record, cell)
    match record:
        case SumFocus():
            return sum_at(record, row, col)
        case WindowFocus():
            return drawn_at(record, row, col)
        case LinesFocus():
            return worked_at(record, row, col)
        case CurveFocus():
            x = float(record.source.values[row, col])
            return float(np.interp(x, record.xs, record.ys))
        case SharesFocus():
            powers = np.exp(record.inputs - record.inputs.max())
            return float(powers[cell.channel] / powers.sum())
    raise AssertionError(type(record))


def position(record: Focus, cell: Cell) -> tuple[int, int]:
    """Where the cell lies among the positions of the record."""
    if record.moves == "flat":
        assert isinstance(record, WindowFocus)
        row, rest = divmod(cell.channel, record.stride[0])
        return row, rest // record.stride[1]
    if record.is_vector:
        row, col = divmod(cell.channel, record.result.values.shape[1])
        return row, col
    return cell.row, cell.col


def window(record: Any, row: int, col: int) -> tuple[tuple[int, ...], tuple[int, ...], tuple[int, int]]:
    at = (0, 0) if record.moves == "fixed" else (row, col)
    return record.table.rows.at[at[0]], record.table.cols.at[at[1]], at


def under(plane: Plane, rows: tuple[int, ...], cols: tuple[int, ...], padding: float) -> Any:
    inside = np.pad(plane.values.astype(np.float64), 1, constant_values=padding)
    high, wide = plane.values.shape
    at_rows = [row + 1 if 0 <= row < high else 0 for row in rows]
    at_cols = [col + 1 if 0 <= col < wide else 0 for col in cols]
    return inside[np.ix_(at_rows, at_cols)]


def sum_at(record: SumFocus, row: int, col: int) -> float:
    rows, cols, at = window(record, row, col)
    total = record.bias or 0.0
    for n, plane in enumerate(record.inputs):
        weights: Any = 1.0
        if record.kernels:
            weights = record.kernels[n][np.ix_(record.table.rows.tap[at[0]], record.table.cols.tap[at[1]])]
        elif record.table.rows.shares is not None and record.table.cols.shares is not None:
            weights = np.multiply.outer(record.table.rows.shares[at[0]], record.table.cols.shares[at[1]])
        total += float((under(plane, rows, cols, 0.0) * weights).sum())
    if record.others:
        total += float(record.others.plus[at]) + float(record.others.minus[at])
    return total


def drawn_at(record: WindowFocus, row: int, col: int) -> float:
    rows, cols, _ = window(record, row, col)
    if record.rule == "max":
        return float(under(record.source, rows, cols, -np.inf).max())
    values = under(record.source, rows, cols, np.nan)
    if record.rule == "copy":
        return float(np.nan_to_num(values, nan=record.fill).sum())
    lengths = record.source.values.shape
    counts = [
        sum(-before <= place < length + after for place in places)
        for places, length, (before, after) in zip((rows, cols), lengths, record.counted, strict=True)
    ]
    return float(np.nan_to_num(values).sum() / math.prod(counts))


def worked_at(record: LinesFocus, row: int, col: int) -> float:
    value = float(record.source.values[row, col])
    for line in record.lines:
        by = line.by if isinstance(line.by, float) else float(line.by[row, col])
        value = {"−": value - by, "÷": value / by if by else 0.0, "×": value * by, "+": value + by, "": value}[
            line.sign
        ]
    return value
