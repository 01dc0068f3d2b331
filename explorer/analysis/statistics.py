"""Numbers that sum up a map or a channel, as plain records."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from explorer.layers.base import Array


@dataclass(frozen=True)
class Statistics:
    """Smallest, largest and mean value, and the share of cells that are exactly zero (0 to 1). In float64."""

    minimum: float
    maximum: float
    mean: float
    zeros: float


def summary(values: Array) -> Statistics:
    """The statistics of all cells of `values`, whatever its shape."""
    exact = np.asarray(values, np.float64)
    return Statistics(float(exact.min()), float(exact.max()), float(exact.mean()), float(np.mean(exact == 0)))


def strengths(maps: Array) -> Array:
    """How strong each channel of `maps` (rows, columns, channels) is: the mean magnitude of its cells."""
    out: Array = np.abs(maps, dtype=np.float64).mean(axis=(0, 1))
    return out


def order(maps: Array, by_strength: bool) -> list[int]:
    """Channels in index order, or from the strongest to the weakest (equal ones in index order)."""
    if not by_strength:
        return list(range(maps.shape[2]))
    return [int(channel) for channel in np.argsort(-strengths(maps), kind="stable")]
