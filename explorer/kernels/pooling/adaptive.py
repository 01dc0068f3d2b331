"""Adaptive pooling: as many windows as are wanted, which share the input evenly; forward and backward."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from explorer.kernels.blocks import Array
from explorer.kernels.pooling.pooling import first_largest


def shares(length: int, outputs: int) -> tuple[range, ...]:
    """The cells that each of `outputs` windows reads of `length`, as PyTorch cuts them: they may overlap by one cell."""
    return tuple(range(at * length // outputs, -(-(at + 1) * length // outputs)) for at in range(outputs))


def adaptive_max(x: Array, rows: Sequence[range], cols: Sequence[range]) -> Array:
    """The largest value of each window. NaN stays NaN.

    `x` is (batch, rows, columns, channels); returns (batch, len(rows), len(cols), channels).
    """
    tall = np.stack([x[:, each.start : each.stop].max(axis=1) for each in rows], axis=1)
    return np.stack([tall[:, :, each.start : each.stop].max(axis=2) for each in cols], axis=2)


def adaptive_average(x: Array, rows: Sequence[range], cols: Sequence[range]) -> Array:
    """The mean of each window, of sums in float64; shapes as for `adaptive_max`, dtype that of `x`."""
    tall = np.stack([x[:, each.start : each.stop].sum(axis=1, dtype=np.float64) for each in rows], axis=1)
    sums = np.stack([tall[:, :, each.start : each.stop].sum(axis=2) for each in cols], axis=2)
    means: Array = sums / _sizes(rows, cols)
    return means.astype(x.dtype, copy=False)


def adaptive_max_gradient(x: Array, dy: Array, rows: Sequence[range], cols: Sequence[range]) -> Array:
    """Gradient of `adaptive_max`: all of `dy` goes to the winner of each window, as `first_largest` names it."""
    batch, _, _, channels = x.shape
    dx = np.zeros(x.shape, dy.dtype)
    images, maps = np.arange(batch)[:, None], np.arange(channels)
    for at, tall in enumerate(rows):
        for to, wide in enumerate(cols):
            window = x[:, tall.start : tall.stop, wide.start : wide.stop]
            winner = first_largest(window.reshape(batch, -1, channels), axis=1)
            down, across = np.divmod(winner, len(wide))
            dx[images, tall.start + down, wide.start + across, maps] += dy[:, at, to]
    return dx


def adaptive_average_gradient(
    dy: Array, lengths: tuple[int, int], rows: Sequence[range], cols: Sequence[range]
) -> Array:
    """Gradient of `adaptive_average`: `dy` divided evenly among the cells of each window of an input of `lengths`."""
    share = dy / _sizes(rows, cols).astype(dy.dtype)
    batch, _, _, channels = dy.shape
    tall = np.zeros((batch, lengths[0], dy.shape[2], channels), dy.dtype)
    for at, each in enumerate(rows):
        tall[:, each.start : each.stop] += share[:, at, None]
    dx = np.zeros((batch, *lengths, channels), dy.dtype)
    for at, each in enumerate(cols):
        dx[:, :, each.start : each.stop] += tall[:, :, at, None]
    return dx


def _sizes(rows: Sequence[range], cols: Sequence[range]) -> Array:
    """How many cells each window has: (rows, columns, 1)."""
    return np.multiply.outer([len(each) for each in rows], [len(each) for each in cols])[:, :, None]
