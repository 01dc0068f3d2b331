"""A weighted sum taken apart: for one output map, what each input map adds to each of its cells."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from explorer.layers.base import Array
from explorer.ledger.readings.window_table import AxisTable, WindowTable

BLOCK_NUMBERS = 4_000_000
"""So many numbers of partial maps are held at a time: a layer of 512 maps may not take gigabytes."""


@dataclass(frozen=True, eq=False)
class PartialMaps:
    """What the input maps add to one output map: the strongest of them one by one, the others together.

    `order` holds the indices of the strongest, the one with the largest total magnitude first. `plus` and `minus`
    (rows, columns), float64, are the sums of the positive and of the negative numbers that the others add at a cell.
    `limit` is the 99.5th percentile of the magnitudes of the strongest; 1 if all are zero.
    """

    order: tuple[int, ...]
    plus: Array
    minus: Array
    limit: float


def partial_maps(x: Array, kernels: Array, table: WindowTable, most: int, always: Sequence[int] = ()) -> PartialMaps:
    """The parts of an output map that is the sum, over channels, of `x` under the window times the channel's kernel.

    `x` is (rows, columns, channels), `kernels` (channels, kernel rows, kernel columns). At most `most` channels are told
    apart, those in `always` among them.
    """
    channels = x.shape[2]
    size = (len(table.rows.at), len(table.cols.at))
    totals = np.zeros(channels)
    plus, minus = np.zeros(size), np.zeros(size)
    step = max(BLOCK_NUMBERS // (size[0] * size[1]), 1)
    for first in range(0, channels, step):
        block = slice(first, first + step)
        added = _added(x[:, :, block], kernels[block], table)
        totals[block] = np.abs(added).sum(axis=(0, 1), dtype=np.float64)
        if channels > most:
            plus += np.maximum(added, 0).sum(axis=2, dtype=np.float64)
            minus += np.minimum(added, 0).sum(axis=2, dtype=np.float64)
    by_size = np.argsort(-totals, kind="stable")
    others = [place for place in by_size.tolist() if place not in always][: max(most - len(always), 0)]
    order = by_size[np.isin(by_size, [*always, *others])]
    strongest = _added(x[:, :, order], kernels[order], table)
    if channels > most:  # the same float32 numbers are taken away again, so that nothing is left of them
        plus -= np.maximum(strongest, 0).sum(axis=2, dtype=np.float64)
        minus -= np.minimum(strongest, 0).sum(axis=2, dtype=np.float64)
    sizes = np.abs(strongest)
    limit = float(np.percentile(sizes, 99.5)) or float(sizes.max()) or 1.0
    return PartialMaps(tuple(order.tolist()), np.maximum(plus, 0), np.minimum(minus, 0), limit)


def _added(x: Array, kernels: Array, table: WindowTable) -> Array:
    """What each of some channels adds: (output rows, output columns, channels)."""
    padded, weights = _with_margin(x), np.ascontiguousarray(kernels.transpose(1, 2, 0), x.dtype)
    weights = np.concatenate([weights, np.zeros_like(weights[:1])], axis=0)
    weights = np.concatenate([weights, np.zeros_like(weights[:, :1])], axis=1)
    rows, row_taps = _rectangular(table.rows, x.shape[0], kernels.shape[1])
    cols, col_taps = _rectangular(table.cols, x.shape[1], kernels.shape[2])
    total: Array = np.zeros((len(rows), len(cols), x.shape[2]), x.dtype)
    for i in range(rows.shape[1]):
        lines = padded[rows[:, i]]
        for j in range(cols.shape[1]):
            if np.ptp(row_taps[:, i]) == np.ptp(col_taps[:, j]) == 0:
                total += lines[:, cols[:, j]] * weights[row_taps[0, i], col_taps[0, j]]
            else:
                total += lines[:, cols[:, j]] * weights[row_taps[:, i][:, None], col_taps[:, j][None, :]]
    return total


def _with_margin(x: Array) -> Array:
    """`x` with a row and a column of zeros behind it, which stand for the padding."""
    return np.pad(x, ((0, 1), (0, 1), (0, 0)))


def _rectangular(axis: AxisTable, length: int, taps: int) -> tuple[Array, Array]:
    """The table as arrays (outputs, most taps): padding is row `length`, a tap that an output does not have is `taps`."""
    most = max(map(len, axis.at))
    at = np.full((len(axis.at), most), length)
    tap = np.full((len(axis.at), most), taps)
    for n, (places, used) in enumerate(zip(axis.at, axis.tap, strict=True)):
        at[n, : len(places)] = places
        tap[n, : len(used)] = used
    at[(at < 0) | (at > length)] = length
    return at, tap
