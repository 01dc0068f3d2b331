"""Batch, layer, group and local response normalisation."""

from __future__ import annotations

import numpy as np

from explorer.kernels.blocks import Array

NORMALIZATION_BYTES = 1 << 20
"""Batch normalisation passes over a block of cells several times; one of this size stays in a near cache."""


def batch_norm(
    x: Array, mean: Array, variance: Array, gamma: Array | None, beta: Array | None, epsilon: float
) -> Array:
    """gamma * (x - mean) / sqrt(variance + epsilon) + beta, each channel (last axis) with its own numbers.

    The factor is computed in float64; the rest in the dtype of `x`. The mean is subtracted first, so that a large mean
    costs no digits.
    """
    factor = factor_of(variance, gamma, epsilon).astype(x.dtype)
    centre = mean.astype(x.dtype, copy=False)
    shift = None if beta is None else beta.astype(x.dtype, copy=False)
    out = np.empty(x.shape, x.dtype)
    cells, results = x.reshape(-1, x.shape[-1]), out.reshape(-1, x.shape[-1])
    block = max(1, NORMALIZATION_BYTES // (x.shape[-1] * x.itemsize))
    for first in range(0, len(cells), block):
        part = results[first : first + block]
        np.subtract(cells[first : first + block], centre, out=part)
        part *= factor
        if shift is not None:
            part += shift
    return out


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
