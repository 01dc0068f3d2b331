"""Summary statistics of a map: smallest, largest and mean number, zeros; and channels in the order of their strength."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from explorer.layers.base import Array


@dataclass(frozen=True)
class Statistics:
    """Smallest, largest and mean number of a map, and the share of its cells that are exactly zero (0 to 1), in float64."""

    minimum: float
    maximum: float
    mean: float
    zeros: float


def summary(values: Array) -> Statistics:
    """The statistics of all cells of `values`, whatever its shape."""
    zeros = (values.size - np.count_nonzero(values)) / values.size
    return Statistics(float(values.min()), float(values.max()), float(values.mean(dtype=np.float64)), zeros)


def strengths(maps: Array) -> Array:
    """The strength of each channel of `maps` (rows, columns, channels), as (channels,): the mean magnitude of its cells."""
    total: Array = np.zeros(maps.shape[2])
    for row in maps:  # one at a time: in float64 all together would take twice what they take themselves
        total += np.abs(row).sum(axis=0, dtype=np.float64)
    total /= maps.shape[0] * maps.shape[1]
    return total


def channel_order(maps: Array, by_strength: bool) -> list[int]:
    """The channels of `maps` (rows, columns, channels) by index, or from the strongest to the weakest (equal ones by index)."""
    if not by_strength:
        return list(range(maps.shape[2]))
    return [int(channel) for channel in np.argsort(-strengths(maps), kind="stable")]
