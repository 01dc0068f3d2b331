"""Random numbers of training: one stream for each purpose, step and layer, so that a checkpoint needs counters only.

The raw words of Philox are the same in every numpy, as `weights.random_kernels` explains, and are turned into numbers here.
"""

from __future__ import annotations

from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from explorer.layers.base import Array


class Purpose(IntEnum):
    """What random numbers are for. 0 is left to the kernels, which are drawn from the same seeds."""

    SHUFFLE = 1
    DROPOUT = 2
    AUGMENTATION = 3
    SPLIT = 4
    GENERATED = 5


def words(seed: int, purpose: Purpose, count: int, step: int = 0, place: int = 0) -> NDArray[np.uint64]:
    """`count` random 64-bit words of the stream of `purpose` at `step` and `place` (a layer, an augmentation)."""
    counter = np.array([0, step, place, int(purpose)], np.uint64)
    generator = np.random.Philox(counter=counter, key=np.array([seed, 0], np.uint64))
    found: NDArray[np.uint64] = generator.random_raw(count)
    return found


def halves(seed: int, purpose: Purpose, count: int, step: int = 0, place: int = 0) -> NDArray[np.uint32]:
    """`count` random 32-bit numbers: the halves of `words`, lower one first."""
    found = words(seed, purpose, (count + 1) // 2, step, place)
    return found.astype("<u8", copy=False).view("<u4")[:count]


def uniform(seed: int, purpose: Purpose, count: int, step: int = 0, place: int = 0) -> NDArray[np.float64]:
    """`count` numbers from 0 to below 1: the upper 53 bits of each of `words`, exactly."""
    return (words(seed, purpose, count, step, place) >> np.uint64(11)).astype(np.float64) * 2.0**-53


def normal(seed: int, purpose: Purpose, count: int, step: int = 0, place: int = 0) -> NDArray[np.float64]:
    """`count` numbers of the standard normal distribution. Box and Muller 1958, doi:10.1214/aoms/1177706645."""
    pairs = (count + 1) // 2
    first, second = uniform(seed, purpose, 2 * pairs, step, place).reshape(2, pairs)
    radius, angle = np.sqrt(-2.0 * np.log1p(-first)), 2.0 * np.pi * second
    return np.concatenate([radius * np.cos(angle), radius * np.sin(angle)])[:count]


def permutation(seed: int, count: int, step: int = 0, purpose: Purpose = Purpose.SHUFFLE) -> Array:
    """The numbers from 0 to below `count` in random order, int64."""
    return np.argsort(words(seed, purpose, count, step), kind="stable")
