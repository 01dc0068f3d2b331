"""Whether float32 chooses the same cells for a resizing as we do."""

from __future__ import annotations

import numpy as np

from explorer.layers import Resizing
from explorer.layers.base import Array

CLOSE = 1e-4
"""Cells: float32 is off by less on maps of a thousand cells."""


def is_sure(layer: Resizing, axis: int, length: int) -> bool:
    """Whether runtimes, which compute in float32, copy the same of `length` rows (`axis` 0) or columns (1).

    They do where no new cell lies close to where the choice changes, unless float32 holds its place exactly.
    """
    if layer.blends:
        return True
    at, unit = layer.places(axis, length)
    rest = (2 * at + (unit if layer.rounding.startswith("round") else 0)) % (2 * unit)
    near = np.minimum(rest, 2 * unit - rest) < 2 * unit * CLOSE
    computed = _in_float32(layer, axis, length, len(at))
    return bool((~near | (computed.astype(np.float64) * unit == at)).all())


def _in_float32(layer: Resizing, axis: int, length: int, count: int) -> Array:
    """Where the new cells lie, as onnxruntime computes it; NaN where that is not known."""
    size, factor = ((layer.height, layer.height_factor), (layer.width, layer.width_factor))[axis]
    scale = np.float32(size) / np.float32(length) if size else np.float32(factor)
    new, half = np.arange(count, dtype=np.float32), np.float32(0.5)
    match layer.positions:
        case "asymmetric":
            return new / scale
        case "align-corners":
            return new * np.float32(length - 1) / np.float32(max(count - 1, 1))
        case "pytorch-half-pixel" if count == 1:
            return new
        case "half-pixel-symmetric":
            return new * np.nan  # in what order its sums are taken differs from version to version
    return (new + half) / scale - half
