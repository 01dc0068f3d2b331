"""Rows or columns that are picked by their places, as the resizing that copies the same ones."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from typing import Any

import numpy as np

from explorer.errors import ExplorerError
from explorer.kernels.resampling import ROUNDINGS
from explorer.layers import Resizing
from explorer.layers.base import Array
from explorer.layers.reshaping.resizing import POSITIONS
from explorer.limits import MAP_SIDE

_DENOMINATORS = 30
"""Factors that are tried: fractions with denominators up to this."""


def copying(places: Array, axis: int, length: int) -> Resizing | None:
    """The resizing of `length` rows (`axis` 0) or columns (1) that makes copies of those at `places`; None if there is none.

    >>> copying(np.array([0, 0, 1, 1]), 0, 2).height
    4
    """
    if (np.diff(places) < 0).any() or np.array_equal(places, np.arange(places[0], places[0] + len(places))):
        return None
    for settings in _sizes(len(places), axis, length):
        for positions, rounding in product(POSITIONS, ROUNDINGS):
            try:
                layer = Resizing(interpolation="nearest", positions=positions, rounding=rounding, **settings)
                found = layer.taps(axis, length)[0]
            except ExplorerError:
                continue
            if np.array_equal(found, places):
                return layer
    return None


def _sizes(count: int, axis: int, length: int) -> Iterator[dict[str, Any]]:
    """Settings that make `count` of `length` cells along an axis and leave the other as it is, by size and by factors."""
    side, other = ("height", "width") if axis == 0 else ("width", "height")
    kept = {f"{other}_factor": 1.0}
    if count <= MAP_SIDE:
        yield {side: count, **kept}
    for below in range(1, _DENOMINATORS + 1):
        for above in range(-(-count * below // length), ((count + 1) * below - 1) // length + 1):
            if 1 / 256 <= above / below <= 256:
                yield {f"{side}_factor": above / below, **kept}
