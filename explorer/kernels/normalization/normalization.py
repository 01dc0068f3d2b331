"""Batch, layer, group and local response normalisation."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np

from explorer.kernels.blocks import Array
from explorer.kernels.threads import run_parallel
from explorer.kernels.unbuffered import unbuffered

NORMALIZATION_BYTES = 1 << 20
"""Batch normalisation passes over a block of cells several times. A smaller one would stay in a nearer cache, but each wakes a
thread."""
RUN = 2048
"""Numbers of neighbouring cells that are taken as one run."""


def batch_norm(
    x: Array, mean: Array, variance: Array, gamma: Array | None, beta: Array | None, epsilon: float
) -> Array:
    """gamma * (x - mean) / sqrt(variance + epsilon) + beta, each channel (last axis) with its own numbers.

    The factor is computed in float64; the rest in the dtype of `x`. The mean is subtracted first, so that a large mean
    costs no digits.
    """
    factor = factor_of(variance, gamma, epsilon).astype(x.dtype)
    channels = x.shape[-1]
    side_by_side = _cells_in_run(math.prod(x.shape[1:-1]), channels)
    centres, factors = _repeated(mean.astype(x.dtype, copy=False), side_by_side), _repeated(factor, side_by_side)
    shifts = None if beta is None else _repeated(beta.astype(x.dtype, copy=False), side_by_side)
    out = np.empty(x.shape, x.dtype)
    runs, results = (array.reshape(-1, side_by_side * channels) for array in (x, out))
    block = max(1, NORMALIZATION_BYTES // (runs.shape[1] * x.itemsize))

    def work(firsts: Iterator[int]) -> None:
        for first in firsts:
            part = results[first : first + block]
            with unbuffered():
                np.subtract(runs[first : first + block], centres, out=part)
                part *= factors
                if shifts is not None:
                    part += shifts

    run_parallel(range(0, len(runs), block), work)
    return out


def _cells_in_run(cells: int, channels: int) -> int:
    """How many cells are taken as one run, a divisor of `cells`: numpy is fast on long runs only."""
    most = max(1, RUN // channels)
    return next(count for count in range(min(most, cells), 0, -1) if cells % count == 0)


def _repeated(numbers: Array, times: int) -> Array:
    """`numbers`, one for each channel, for so many cells side by side."""
    return np.broadcast_to(numbers, (times, len(numbers))).reshape(-1)


def factor_of(variance: Array, gamma: Array | None, epsilon: float) -> Array:
    """gamma / sqrt(variance + epsilon), float64."""
    root: Array = np.sqrt(variance.astype(np.float64) + epsilon)
    return 1.0 / root if gamma is None else gamma.astype(np.float64) / root


def layer_norm(x: Array, gamma: Array | None, beta: Array | None, epsilon: float) -> Array:
    """gamma * (x - mean) / sqrt(variance + epsilon) + beta, with the mean and variance of each cell's own channels.

    Both are taken in float64.
    """
    return _learned(unit_of(x, -1, epsilon)[0], gamma, beta).astype(x.dtype, copy=False)


def group_norm(x: Array, groups: int, gamma: Array | None, beta: Array | None, epsilon: float) -> Array:
    """gamma * (x - mean) / sqrt(variance + epsilon) + beta, with the mean and variance of each group of channels.

    They are those of all cells of an image, in float64. Neighbouring channels of `x` (batch, ..., channels) are a group.
    """
    unit = unit_of(in_groups(x, groups), GROUP_AXES, epsilon)[0].reshape(x.shape)
    return _learned(unit, gamma, beta).astype(x.dtype, copy=False)


GROUP_AXES = (1, 3)
"""The axes of `in_groups` over which a group goes."""


def in_groups(x: Array, groups: int) -> Array:
    """(batch, ..., channels) as (batch, cells, groups, channels of a group)."""
    return x.reshape(len(x), -1, groups, x.shape[-1] // groups)


def unit_of(x: Array, axes: int | tuple[int, ...], epsilon: float) -> tuple[Array, Array]:
    """(x - mean) / root with the mean and variance over `axes`, and the root, sqrt(variance + epsilon); float64."""
    centred = x - x.mean(axis=axes, keepdims=True, dtype=np.float64)
    root = np.sqrt(np.square(centred).mean(axis=axes, keepdims=True) + epsilon)
    return centred / root, root


def _learned(unit: Array, gamma: Array | None, beta: Array | None) -> Array:
    """gamma * unit + beta; writes to `unit`."""
    if gamma is not None:
        unit *= gamma
    if beta is not None:
        unit += beta
    return unit


def local_response(x: Array, radius: int, bias: float, alpha: float, beta: float) -> Array:
    """x / (bias + alpha * sum of squares of the channels up to `radius` away) ** beta."""
    squares = np.square(x)
    out: Array = x * _power(spread_of(squares, radius, bias, alpha), -beta)
    return out


def spread_of(squares: Array, radius: int, bias: float, alpha: float) -> Array:
    """bias + alpha * the sum of `squares` over the channels up to `radius` away."""
    channels = squares.shape[-1]
    total = squares.copy()
    for away in range(1, min(radius, channels - 1) + 1):
        total[..., away:] += squares[..., :-away]
        total[..., :-away] += squares[..., away:]
    total *= squares.dtype.type(alpha)
    total += squares.dtype.type(bias)
    return total


def _power(base: Array, exponent: float) -> Array:
    power: Array = np.power(base, base.dtype.type(exponent))
    return power
