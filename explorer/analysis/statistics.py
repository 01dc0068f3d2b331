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
    zeros = (values.size - np.count_nonzero(values)) / values.size
    return Statistics(float(values.min()), float(values.max()), float(values.mean(dtype=np.float64)), zeros)


def strengths(maps: Array) -> Array:
    """How strong each channel of `maps` (rows, columns, channels) is: the mean magnitude of its cells."""
    total: Array = np.zeros(maps.shape[2])
    for row in maps:  # one at a time: in float64 all together would take twice what they take themselves
        total += np.abs(row).sum(axis=0, dtype=np.float64)
    total /= maps.shape[0] * maps.shape[1]
    return total


def order(maps: Array, by_strength: bool) -> list[int]:
    """Channels in index order, or from the strongest to the weakest (equal ones in index order)."""
    if not by_strength:
        return list(range(maps.shape[2]))
    return [int(channel) for channel in np.argsort(-strengths(maps), kind="stable")]
