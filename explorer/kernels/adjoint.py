"""Gradients of pooling, normalisation and resampling: how a change of the output goes back to what was read."""

from __future__ import annotations

import numpy as np

from explorer.kernels.blocks import Array, Sides
from explorer.kernels.normalization import factor_of, spread_of
from explorer.kernels.pooling import counts, first_largest, winners
from explorer.kernels.resampling import Taps

Pair = tuple[int, int]


def _places(tap: Pair, strides: Pair, outputs: tuple[int, ...]) -> tuple[slice, slice, slice]:
    """Where one tap of every window lies in the padded input, as slices."""
    rows, cols = (
        slice(start, start + (count - 1) * step + 1, step)
        for start, step, count in zip(tap, strides, outputs, strict=True)
    )
    return slice(None), rows, cols


def _inside(padded: Array, sides: Sides) -> Array:
    """What lies within the padding, as an array of its own."""
    (top, bottom), (left, right) = sides
    return np.ascontiguousarray(padded[:, top : padded.shape[1] - bottom, left : padded.shape[2] - right])


def max_pool_gradient(x: Array, dy: Array, size: Pair, strides: Pair, sides: Sides) -> Array:
    """`dy` sent back to the winner of each window: `winners` says which cell that is.

    All arrays are (batch, rows, columns, channels); returns the shape of `x`.
    """
    winner = winners(x, size, strides, sides)
    rows, cols = (length + sum(side) for length, side in zip(x.shape[1:3], sides, strict=True))
    out = np.zeros((len(x), rows, cols, x.shape[3]), dy.dtype)
    for at, tap in enumerate(np.ndindex(*size)):
        out[_places(tap, strides, dy.shape[1:3])] += np.where(winner == at, dy, 0)
    return _inside(out, sides)


def average_pool_gradient(
    dy: Array, lengths: Pair, size: Pair, strides: Pair, sides: Sides, count_padding: bool
) -> Array:
    """`dy` shared out evenly over the cells that count; `lengths` are the rows and columns of the input."""
    shape = [length + sum(side) for length, side in zip(lengths, sides, strict=True)]
    if count_padding:
        share = dy / dy.dtype.type(size[0] * size[1])
    else:
        share = dy / counts(lengths, size, strides, sides).astype(dy.dtype)
    out = np.zeros((dy.shape[0], *shape, dy.shape[3]), dy.dtype)
    for tap in np.ndindex(*size):
        out[_places((tap[0], tap[1]), strides, dy.shape[1:3])] += share
    return _inside(out, sides)


def global_max_gradient(x: Array, dy: Array) -> Array:
    """`dy` (batch, channels) sent back to the winner of each map: `first_largest` says which cell that is."""
    batch, rows, cols, channels = x.shape
    winner = first_largest(x.reshape(batch, rows * cols, channels), axis=1)
    out = np.zeros((batch, rows * cols, channels), dy.dtype)
    np.put_along_axis(out, winner[:, None], dy.reshape(batch, 1, channels), axis=1)
    return out.reshape(x.shape)


def batch_norm_gradient(
    x: Array, dy: Array, mean: Array, variance: Array, gamma: Array | None, epsilon: float
) -> tuple[Array, dict[str, Array]]:
    """With respect to x, and to gamma, beta, moving_mean and moving_variance (channels,).

    The last two are those of the function as it is used here; training does not learn them.
    """
    factor = factor_of(variance, gamma, epsilon)
    plain = factor_of(variance, None, epsilon)
    centred = x - mean
    axes = tuple(range(x.ndim - 1))
    total, weighted = dy.sum(axis=axes), (dy * centred).sum(axis=axes)
    found = {
        "gamma": weighted * plain,
        "beta": total,
        "moving_mean": -total * factor,
        "moving_variance": -0.5 * weighted * factor * plain**2,
    }
    return (dy * factor).astype(x.dtype, copy=False), {k: v.astype(x.dtype, copy=False) for k, v in found.items()}


def layer_norm_gradient(x: Array, dy: Array, gamma: Array | None, epsilon: float) -> tuple[Array, dict[str, Array]]:
    """With respect to x, and to gamma and beta (channels,)."""
    centred = x - x.mean(axis=-1, keepdims=True, dtype=np.float64)
    root = np.sqrt(np.square(centred).mean(axis=-1, keepdims=True) + epsilon)
    unit = centred / root
    axes = tuple(range(x.ndim - 1))
    found = {"gamma": (dy * unit).sum(axis=axes), "beta": dy.sum(axis=axes)}
    scaled = dy if gamma is None else dy * gamma
    means = scaled.mean(axis=-1, keepdims=True), (scaled * unit).mean(axis=-1, keepdims=True)
    dx = (scaled - means[0] - unit * means[1]) / root
    return dx.astype(x.dtype, copy=False), {k: v.astype(x.dtype, copy=False) for k, v in found.items()}


def local_response_gradient(x: Array, dy: Array, radius: int, bias: float, alpha: float, beta: float) -> Array:
    """With respect to x. Channel j is damped by itself and damps its neighbours."""
    base = spread_of(np.square(x), radius, bias, alpha)
    kind = x.dtype.type
    power = np.power(base, kind(-beta))
    damped = dy * x * power / base
    around = spread_of(damped, radius, 0.0, 1.0)
    out: Array = dy * power - kind(2 * alpha * beta) * x * around
    return out


def resample_gradient(dy: Array, rows: Taps, cols: Taps, lengths: Pair) -> Array:
    """`dy` of a resampling sent back in the shares of each output's two cells; `lengths` are the input's."""
    return _back(_back(dy, 2, cols, lengths[1]), 1, rows, lengths[0])


def _back(dy: Array, axis: int, taps: Taps, length: int) -> Array:
    first, second, share = taps
    weights = np.zeros((length, len(first)))
    np.add.at(weights, (first, np.arange(len(first))), 1 - share)
    np.add.at(weights, (second, np.arange(len(first))), share)
    found = np.tensordot(weights.astype(dy.dtype), dy, axes=(1, axis))
    return np.ascontiguousarray(np.moveaxis(found, 0, axis))
