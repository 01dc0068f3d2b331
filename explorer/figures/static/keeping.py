"""Which arrays go into a page: all that fit; of larger networks those that the selected cells need first."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from explorer.figures.rail.column import column_of
from explorer.figures.static.moment import Moment
from explorer.layers import Dropout, Flatten, GlobalMaxPool2D, MaxPool2D, ReLU
from explorer.layers.base import Array
from explorer.network import Step

LEAST_SHRUNK = 0.5
"""The share of its bytes that an array of numbers still takes after compression, at the least: below it is not tried."""


def planes(values: NDArray[np.float32]) -> bytes:
    """The numbers as bytes, the lowest of all first: bytes of one kind beside each other compress better."""
    return values.astype("<f4").ravel().view(np.uint8).reshape(-1, 4).T.tobytes()


@dataclass
class Budget:
    """How many bytes of compressed numbers are left."""

    left: int

    def take(self, arrays: Sequence[Array]) -> bool:
        """Whether the arrays fit into what is left, from which they are then taken."""
        if sum(4 * array.size for array in arrays) * LEAST_SHRUNK > self.left:
            return False
        size = sum(len(zlib.compress(planes(np.asarray(array, np.float32)), 6)) for array in arrays)
        if size > self.left:
            return False
        self.left -= size
        return True


@dataclass
class Blob:
    """Arrays behind each other, in float32; an array is known by its number."""

    arrays: list[NDArray[np.float32]] = field(default_factory=list)

    def add(self, array: Array) -> int:
        """Put an array in; returns its number."""
        self.arrays.append(np.ascontiguousarray(array, np.float32).ravel())
        return len(self.arrays) - 1

    @property
    def lengths(self) -> list[int]:
        """How many numbers each array has."""
        return [array.size for array in self.arrays]

    @property
    def packed(self) -> bytes:
        """All numbers as bytes."""
        return planes(np.concatenate(self.arrays)) if self.arrays else b""


def derived(step: Step) -> str:
    """How the numbers of a step follow exactly from those of the step below: "relu", "max", "same"; "" if they are stored."""
    if isinstance(step.layer, ReLU):
        return "relu"
    if isinstance(step.layer, MaxPool2D | GlobalMaxPool2D):
        return "max"
    return "same" if isinstance(step.layer, Flatten | Dropout) else ""


def needed(moments: Sequence[Moment]) -> list[Step]:
    """The steps without which the selected cells of `moments` cannot be explained: the image, their columns, what they read."""
    network = moments[0].network
    steps = [network.step("")]
    for moment in moments:
        column = column_of(network, moment.cell.path)
        steps += [network.step(path) for path in column]
        steps += [network.step(source.path) for source in network.sources(column[0])]
    return list({step.path: step for step in steps}.values())
