"""Unions of what branches read, as few products of rows, columns and channels as possible."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from explorer.layers.base import Bools, Reach

MAX_PARTS = 64
"""A union of more parts is replaced by the one product that covers them all, which bounds time and memory."""


class Product(NamedTuple):
    """A set of cells: all whose row, column and channel are in these indices, each in ascending order."""

    rows: tuple[int, ...]
    cols: tuple[int, ...]
    channels: tuple[int, ...]

    @classmethod
    def of(cls, reach: Reach) -> Product:
        """The same cells as indices in place of booleans."""
        return cls(*(tuple(np.flatnonzero(each).tolist()) for each in _axes(reach)))


def union(reaches: Iterable[Reach]) -> list[Reach]:
    """The same cells in fewer parts: a part inside another is dropped, two that differ along one axis only are joined.

    Empty parts are dropped too, but one stays where there is nothing else, so that there is always at least one.
    """
    given = list(reaches)
    nonempty = [reach for reach in given if all(each.any() for each in _axes(reach))]
    if len(nonempty) < 2:
        return nonempty or given[:1]
    parts: list[Reach] = []
    for reach in nonempty:
        parts = _added(parts, reach)
    if len(parts) > MAX_PARTS:
        return [Reach(*(np.logical_or.reduce(each) for each in zip(*map(_axes, parts), strict=True)))]
    return parts


def _added(parts: list[Reach], new: Reach) -> list[Reach]:
    """`parts` and one more. A part that grows by joining is compared with the others again, until nothing joins."""
    for reach in parts:
        both = _joined(reach, new)
        if both is not None:
            return _added([other for other in parts if other is not reach], both)
    return [*parts, new]


def _joined(one: Reach, two: Reach) -> Reach | None:
    """The union of two, if it is a product again: they differ along one axis at most, or one contains the other."""
    pairs = list(zip(_axes(one), _axes(two), strict=True))
    if sum(not np.array_equal(a, b) for a, b in pairs) <= 1:
        return Reach(*(a | b for a, b in pairs))
    if all((b <= a).all() for a, b in pairs):
        return one
    if all((a <= b).all() for a, b in pairs):
        return two
    return None


def _axes(reach: Reach) -> tuple[Bools, Bools, Bools]:
    return reach.rows, reach.cols, reach.channels


def rectangles(read: Bools) -> list[tuple[int, int, int, int]]:
    """The cells of a map (rows, columns) as rectangles without overlap: (top, bottom, left, right), all included."""
    boxes: list[tuple[int, int, int, int]] = []
    edges = np.flatnonzero((read[1:] != read[:-1]).any(axis=1)) + 1
    for top, end in pairwise([0, *edges.tolist(), len(read)]):
        steps = np.diff(read[top].astype(np.int8), prepend=0, append=0)
        starts, stops = np.flatnonzero(steps == 1).tolist(), np.flatnonzero(steps == -1).tolist()
        boxes += [(top, end - 1, left, stop - 1) for left, stop in zip(starts, stops, strict=True)]
    return boxes
