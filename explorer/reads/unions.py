"""Unions of what branches read: products of rows, columns and channels, as few as say the same."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from explorer.layers.base import Bools, Reach

MOST_PARTS = 64
"""Beyond so many parts one that covers them all takes their place."""


class Product(NamedTuple):
    """Rows, columns and channels, each in order; every cell of their product is meant."""

    rows: tuple[int, ...]
    cols: tuple[int, ...]
    channels: tuple[int, ...]

    @classmethod
    def of(cls, reach: Reach) -> Product:
        """The indices of a reach."""
        return cls(*(tuple(np.flatnonzero(each).tolist()) for each in _three(reach)))


def union(reaches: Iterable[Reach]) -> list[Reach]:
    """The same cells in few parts: those inside another are left out, those that differ along one axis are one.

    Empty ones are left out unless there is nothing else; then one stays, so that there is always at least one.
    """
    known = list(reaches)
    real = [reach for reach in known if all(each.any() for each in _three(reach))]
    if len(real) < 2:
        return real or known[:1]
    kept: list[Reach] = []
    for reach in real:
        kept = _added(kept, reach)
    if len(kept) > MOST_PARTS:
        return [Reach(*(np.logical_or.reduce(each) for each in zip(*map(_three, kept), strict=True)))]
    return kept


def _added(kept: list[Reach], new: Reach) -> list[Reach]:
    """`kept` and one more. What becomes larger by joining is compared again, until nothing joins."""
    for reach in kept:
        both = _joined(reach, new)
        if both is not None:
            return _added([other for other in kept if other is not reach], both)
    return [*kept, new]


def _joined(one: Reach, two: Reach) -> Reach | None:
    """The one product that is the union of two, if there is one: they differ along one axis, or one holds the other."""
    pairs = list(zip(_three(one), _three(two), strict=True))
    if sum(not np.array_equal(a, b) for a, b in pairs) <= 1:
        return Reach(*(a | b for a, b in pairs))
    if all((b <= a).all() for a, b in pairs):
        return one
    if all((a <= b).all() for a, b in pairs):
        return two
    return None


def _three(reach: Reach) -> tuple[Bools, Bools, Bools]:
    return reach.rows, reach.cols, reach.channels


def rectangles(read: Bools) -> list[tuple[int, int, int, int]]:
    """The cells of a map (rows, columns) as rectangles that do not overlap: (top, bottom, left, right), all included."""
    found: list[tuple[int, int, int, int]] = []
    edges = np.flatnonzero((read[1:] != read[:-1]).any(axis=1)) + 1
    for top, end in pairwise([0, *edges.tolist(), len(read)]):
        steps = np.diff(read[top].astype(np.int8), prepend=0, append=0)
        starts, stops = np.flatnonzero(steps == 1).tolist(), np.flatnonzero(steps == -1).tolist()
        found += [(top, end - 1, left, stop - 1) for left, stop in zip(starts, stops, strict=True)]
    return found
