"""The maps of two corresponding layers: their difference and their correlation, or why there is none.

Maps are compared by number, map 3 with map 3, and cell by cell. Maps of other sizes are not made to fit: that is said instead.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from explorer.layers.base import Array


@dataclass(frozen=True)
class Correlation:
    """Pearson's correlation of two lists of numbers, -1 to 1; None where it is not defined, with the reason in words."""

    value: float | None
    why: str = ""


@dataclass(frozen=True, eq=False)
class MapsCompared:
    """The maps `left` and `right` of two corresponding layers, each (rows, columns, channels); a vector has one cell a map.

    `difference` is right minus left, (rows, columns, channels that both have), in the precision of the maps. Everything about
    pairs of maps is for the channels that both have.

    >>> left = np.array([[[0.0], [1.0], [2.0]]])
    >>> maps = MapsCompared(left, left * -2)
    >>> round(maps.correlation.value, 9), maps.largest, maps.place
    (-1.0, 6.0, (0, 2, 0))
    """

    left: Array
    right: Array

    @property
    def channels(self) -> int:
        """How many maps both layers have."""
        return int(min(self.left.shape[2], self.right.shape[2]))

    @property
    def comparable(self) -> bool:
        """Whether the maps have as many rows and columns on both sides."""
        return self.left.shape[:2] == self.right.shape[:2]

    @property
    def remark(self) -> str:
        """What is not compared, and why: maps of other sizes, or that only one layer has; "" if all maps are compared."""
        if not self.comparable:
            (rows, cols), (others, across) = self.left.shape[:2], self.right.shape[:2]
            return (
                f"These maps have {rows} × {cols} cells on the left and {others} × {across} on the right: cell by cell they "
                "cannot be compared."
            )
        few, many = sorted((self.left.shape[2], self.right.shape[2]))
        if few == many:
            return ""
        what = "units" if self.left.shape[:2] == (1, 1) else "maps"
        side = "left" if self.left.shape[2] == many else "right"
        return f"Only the {side} layer has the {what} from {few:,} to {many - 1:,}: the first {few:,} are compared."

    @cached_property
    def difference(self) -> Array | None:
        """Right minus left, cell by cell; None where the sizes differ."""
        return self.right[..., : self.channels] - self.left[..., : self.channels] if self.comparable else None

    @cached_property
    def largest(self) -> float:
        """The largest magnitude of a difference; 0 without one."""
        return 0.0 if self.difference is None else float(np.abs(self.difference).max(initial=0))

    @property
    def place(self) -> tuple[int, int, int] | None:
        """Row, column and channel of the cell that differs most; None where nothing differs."""
        if self.difference is None or not self.largest:
            return None
        row, col, channel = np.unravel_index(int(np.abs(self.difference).argmax()), self.difference.shape)
        return int(row), int(col), int(channel)

    @cached_property
    def changed(self) -> int:
        """How many cells differ."""
        return 0 if self.difference is None else int(np.count_nonzero(self.difference))

    @cached_property
    def correlation(self) -> Correlation:
        """Of all cells of the maps that both layers have."""
        if not self.comparable:
            return Correlation(None, self.remark)
        return correlate(self.left[..., : self.channels], self.right[..., : self.channels])

    def of_map(self, channel: int) -> Correlation:
        """Of the cells of one map; `channel` is one that both layers have."""
        if not self.comparable:
            return Correlation(None, self.remark)
        return correlate(self.left[..., channel], self.right[..., channel])

    @cached_property
    def by_map(self) -> tuple[Correlation, ...]:
        """One for each map that both layers have."""
        return tuple(self.of_map(channel) for channel in range(self.channels))

    def most_different(self) -> list[int]:
        """The maps that both layers have, those first whose cells differ most on average; by number where sizes differ."""
        if self.difference is None:
            return list(range(self.channels))
        means = np.abs(self.difference).mean(axis=(0, 1), dtype=np.float64)
        return [int(channel) for channel in np.argsort(-means, kind="stable")]


def correlate(left: Array, right: Array) -> Correlation:
    """Pearson's correlation of two arrays of one shape, computed in float64.

    It is not defined for a single number, nor where all numbers of one side are the same, nor with NaN or infinity.

    >>> correlate(np.array([1.0, 2.0, 3.0]), np.array([1.0, 1.0, 1.0]))
    Correlation(value=None, why='all numbers on the right are 1')
    """
    if left.size < 2:
        return Correlation(None, "there is a single number on each side")
    for side, values in (("left", left), ("right", right)):
        if not np.isfinite(values).all():
            return Correlation(None, f"some numbers on the {side} are not finite")
    constant = [side for side, values in (("left", left), ("right", right)) if values.min() == values.max()]
    if constant:
        return Correlation(None, _constant_words(constant, left, right))
    if np.array_equal(left, right):
        return Correlation(1.0)
    x, y = (_unit(values) for values in (left, right))
    return Correlation(float(np.clip(np.dot(x, y), -1.0, 1.0)))


def _constant_words(sides: list[str], left: Array, right: Array) -> str:
    value = f"{float((left if sides[0] == 'left' else right).flat[0]):.3g}".replace("-", "−")
    if len(sides) == 1:
        return f"all numbers on the {sides[0]} are {value}"
    other = f"{float(right.flat[0]):.3g}".replace("-", "−")
    return f"all numbers on the left are {value}, all on the right {other}"


def _unit(values: Array) -> Array:
    """The numbers as a vector of float64, with mean 0 and length 1; they are not all the same."""
    flat = values.astype(np.float64).ravel()
    flat /= np.abs(flat).max()  # so that no square is lost below the smallest double, or beyond the largest
    flat -= flat.mean()
    flat /= np.sqrt(np.dot(flat, flat))
    return flat
