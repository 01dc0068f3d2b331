"""Resizing by its definition: where each new cell lies, as a fraction, and the old cells that it is made of."""

from __future__ import annotations

import math
from fractions import Fraction

import numpy as np

from explorer import layers
from explorer.layers.reshaping.resizing import fraction_of

HALF = Fraction(1, 2)


def sides(layer: layers.Resizing) -> tuple[tuple[int, float], tuple[int, float]]:
    """The size and the factor of each axis."""
    return (layer.height, layer.height_factor), (layer.width, layer.width_factor)


def place(layer: layers.Resizing, axis: int, length: int, count: int, at: int) -> Fraction:
    """Where cell `at` of `count` new ones lies on `length` old ones."""
    size, factor = sides(layer)[axis]
    scale = Fraction(count, length) if size else fraction_of(factor)
    match layer.positions:
        case "half-pixel":
            return (at + HALF) / scale - HALF
        case "pytorch-half-pixel":
            return (at + HALF) / scale - HALF if count > 1 else Fraction(0)
        case "asymmetric":
            return at / scale
        case "align-corners":
            return Fraction(at * (length - 1), count - 1) if count > 1 else Fraction(0)
    middle = Fraction(length, 2) * (1 - count / (scale * length))
    return middle + (at + HALF) / scale - HALF


def _rounded(layer: layers.Resizing, where: Fraction) -> int:
    match layer.rounding:
        case "floor":
            return math.floor(where)
        case "ceil":
            return math.ceil(where)
        case "round-prefer-floor":
            return math.ceil(where - HALF)
    return math.floor(where + HALF)


def shares(layer: layers.Resizing, axis: int, length: int, count: int, at: int) -> dict[int, float]:
    """The old cells that new cell `at` of `count` is made of, and the share of each."""
    where = place(layer, axis, length, count, at)
    if layer.interpolation == "nearest":
        return {min(max(_rounded(layer, where), 0), length - 1): 1.0}
    where = min(max(where, Fraction(0)), Fraction(length - 1))
    low = math.floor(where)
    return {cell: float(share) for cell, share in ((low, 1 - (where - low)), (low + 1, where - low)) if share}


def sure_in_float32(layer: layers.Resizing, axis: int, length: int, count: int) -> bool:
    """Whether places that are rounded to float32 choose the same cells: onnxruntime's are, and may miss a whole number."""
    if layer.interpolation == "bilinear":
        return True
    size, factor = sides(layer)[axis]
    scale = np.float32(count) / np.float32(length) if size else np.float32(float(fraction_of(factor)))
    for at in range(count):
        where = place(layer, axis, length, count, at)
        exact = layer.positions in ("asymmetric", "half-pixel") and _in_float32(layer, np.float32(at), scale) == where
        off = where + HALF if layer.rounding.startswith("round") else where
        if not exact and abs(off - round(off)) < Fraction(1, 10_000):
            return False
    return True


def _in_float32(layer: layers.Resizing, at: np.float32, scale: np.float32) -> Fraction:
    half = np.float32(0.5)
    return Fraction(float(at / scale if layer.positions == "asymmetric" else (at + half) / scale - half))
