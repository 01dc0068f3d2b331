"""Histograms of a layer's numbers, small enough to keep many of them, and several on one axis."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from explorer.layers.base import Array

BINS = 41
"""An odd number, so that the bin in the middle holds what is about 0."""


@dataclass(frozen=True, eq=False)
class Histogram:
    """How `count` numbers are spread: `counts` of BINS equal bins from -limit to limit.

    `limit` is the largest magnitude; `size` is the root of the mean of the squares, `zeros` how many numbers are exactly 0.
    Numbers that are not finite are left out.
    """

    counts: Array
    limit: float
    mean: float
    size: float
    zeros: int
    count: int

    @property
    def low(self) -> float:
        """Where the first bin begins."""
        return -self.limit

    @property
    def high(self) -> float:
        """Where the last bin ends."""
        return self.limit


def histogram(numbers: Array) -> Histogram:
    """The histogram of an array of any shape.

    >>> found = explorer.learning.histogram(np.array([-2.0, 0.0, 0.0, 2.0]))
    >>> found.limit, found.zeros, found.counts[[0, 20, 40]]
    (2.0, 2, array([1, 2, 1]))
    """
    flat = numbers.reshape(-1)
    flat = flat[np.isfinite(flat)]
    if not flat.size:
        return Histogram(np.zeros(BINS, np.int64), 0.0, 0.0, 0.0, 0, 0)
    limit = float(max(flat.max(), -flat.min()))
    places = np.full(flat.shape, BINS // 2)
    if limit > 0:
        places = np.minimum(((flat / limit + 1) * (BINS / 2)).astype(np.int64), BINS - 1)
    size = limit * float(np.sqrt(np.mean(np.square(flat / limit, dtype=np.float64)))) if limit > 0 else 0.0
    return Histogram(
        counts=np.bincount(places, minlength=BINS),
        limit=limit,
        mean=float(flat.mean(dtype=np.float64)),
        size=size,
        zeros=int(np.count_nonzero(flat == 0)),
        count=flat.size,
    )


@dataclass(frozen=True, eq=False)
class Spread:
    """Several histograms on one axis from `low` to `high`: `shares` (histograms, BINS), each row adds up to 1 or is 0."""

    low: float
    high: float
    shares: Array


def together(histograms: Sequence[Histogram]) -> Spread:
    """Histograms on the axis of the widest one; the numbers of a bin are taken as evenly spread within it.

    >>> spread = explorer.learning.together([explorer.learning.histogram(np.array([-1.0, 1.0])) for _ in range(2)])
    >>> spread.shares[:, [0, 20, 40]]
    array([[0.5, 0. , 0.5],
           [0.5, 0. , 0.5]])
    """
    limit = max((each.limit for each in histograms), default=0.0)
    shares = np.zeros((len(histograms), BINS))
    edges = np.linspace(-1, 1, BINS + 1)
    for row, each in zip(shares, histograms, strict=True):
        if not each.count:
            continue
        below = np.concatenate([[0.0], np.cumsum(each.counts) / each.count])
        part = each.limit / limit if limit else 1.0
        # Where all numbers are alike, an axis of no width, they lie in the middle.
        row[:] = np.diff(np.interp(edges, edges * part, below)) if part else np.arange(BINS) == BINS // 2
    return Spread(-limit, limit, shares)
