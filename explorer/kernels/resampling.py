"""Resampling of maps to other sizes: every output row (column) is a blend of two input rows (columns).

Places are fractions with one denominator, so that no share and no rounding of a place is off by a rounding of floats.
"""

from __future__ import annotations

import numpy as np

from explorer.kernels.blocks import Array

Taps = tuple[Array, Array, Array]
"""Per output place: two input places, and the share of the second; where that is 0 both are the same."""
ROUNDINGS = ("round-prefer-floor", "round-prefer-ceil", "floor", "ceil")
"""How a place between two cells takes one of them, in ONNX' words with hyphens: the first two take the nearer, and of two as
near the lower or the upper."""


def linear_taps(length: int, size: int) -> Taps:
    """The taps of linear interpolation from `length` to `length * size` places, with half-pixel centres and repeated ends.

    Computed in whole numbers: output r lies at (2 r + 1 - size) / (2 size), so that no share is off by a rounding.
    """
    at = 2 * np.arange(length * size) + 1 - size
    return blended(at, 2 * size, length)


def blended(at: Array, unit: int, length: int) -> Taps:
    """The taps of linear interpolation at the places `at` / `unit` of `length` cells, whose ends are repeated."""
    low, rest = np.divmod(at, unit)
    first = np.clip(low, 0, length - 1)
    second = np.clip(low + (rest > 0), 0, length - 1)
    return first, second, np.where(first == second, 0.0, rest / unit)


def nearest(at: Array, unit: int, length: int, rounding: str) -> Taps:
    """The taps that take one cell each for the places `at` / `unit` of `length` cells, by one of ROUNDINGS."""
    places = np.clip(_rounded(at, unit, rounding), 0, length - 1)
    return single(places)


def single(places: Array) -> Taps:
    """The taps that take one cell each."""
    return places, places, np.zeros(len(places))


def _rounded(at: Array, unit: int, rounding: str) -> Array:
    places: Array
    match rounding:
        case "floor":
            places = at // unit
        case "ceil":
            places = -(-at // unit)
        case "round-prefer-floor":
            places = -((unit - 2 * at) // (2 * unit))
        case _:
            places = (2 * at + unit) // (2 * unit)
    return places


def resample(x: Array, rows: Taps, cols: Taps) -> Array:
    """`x` (batch, rows, columns, channels) resampled along rows and columns, each channel by itself. A new array."""
    return _along(_along(x, 1, rows), 2, cols)


def _along(x: Array, axis: int, taps: Taps) -> Array:
    first, second, share = taps
    out = x.take(first, axis=axis)
    if np.any(share):
        shape = [1] * x.ndim
        shape[axis] = -1
        weight = share.astype(x.dtype).reshape(shape)
        mixed = first != second
        out *= 1 - weight
        index = (slice(None),) * axis + (mixed,)
        out[index] += x.take(second[mixed], axis=axis) * weight[index]
    return out


def resample_gradient(dy: Array, rows: Taps, cols: Taps, lengths: tuple[int, int]) -> Array:
    """Gradient of `resample`: `dy` goes back to the two cells that each output blends, in the same shares.

    `lengths` are the rows and columns of the input.
    """
    return _resample_back(_resample_back(dy, 2, cols, lengths[1]), 1, rows, lengths[0])


def _resample_back(dy: Array, axis: int, taps: Taps, length: int) -> Array:
    """The same along one axis, where the input has `length` cells."""
    first, second, share = taps
    weights = np.zeros((length, len(first)))
    np.add.at(weights, (first, np.arange(len(first))), 1 - share)
    np.add.at(weights, (second, np.arange(len(first))), share)
    dx = np.tensordot(weights.astype(dy.dtype), dy, axes=(1, axis))
    return np.ascontiguousarray(np.moveaxis(dx, 0, axis))
