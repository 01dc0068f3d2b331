"""Splitting: which examples a network learns from, and which are kept to measure with."""

from __future__ import annotations

import numpy as np

from explorer.errors import WeightsError
from explorer.layers.base import Array
from explorer.learning.data.examples import DataSet, Examples
from explorer.learning.randomness import Purpose, permutation
from explorer.settings import Float

VALIDATION = 0.2
"""The share of the examples that is kept to measure with, where nobody says another."""
SHARES = Float(0.01, 0.9)


def validation_count(count: int, validation: float) -> int:
    """How many of `count` examples of a class are kept to measure with: at least one, and at least one is learned from.

    >>> validation_count(10, 0.2), validation_count(2, 0.01), validation_count(2, 0.9)
    (2, 1, 1)
    """
    return min(max(round(count * validation), 1), count - 1)


def split(y: Array, validation: float = VALIDATION, seed: int = 0) -> tuple[Array, Array]:
    """The indices to learn from and those to measure with, each in rising order, int64.

    Of every class in `y` (n,), whole numbers, the share `validation` is drawn from `seed`; of float targets (n, outputs) the
    same share of all. Raises WeightsError for a class with fewer than two examples, SettingError for another share.
    """
    share = SHARES.check("validation", validation)
    kept: list[Array] = []
    for what, group in _groups(y):
        if len(group) < 2:
            raise WeightsError(
                f"{what} has {len(group)} example{'s' * (len(group) != 1)}, too few to learn from one and measure with "
                "another.",
                "Give at least two of each class.",
            )
        # Each class is drawn on its own, so that an example more of one class leaves the split of the others as it is.
        order = permutation(seed, len(group), purpose=Purpose.SPLIT)
        kept.append(group[order[: validation_count(len(group), share)]])
    measured = np.sort(np.concatenate(kept))
    return np.setdiff1d(np.arange(len(y)), measured, assume_unique=True), measured


def _groups(y: Array) -> list[tuple[str, Array]]:
    """What is split on its own, with its name in messages, and the indices of its examples."""
    if y.dtype.kind == "f" or not len(y):
        return [("The data", np.arange(len(y)))]
    return [(f"Class {number}", np.flatnonzero(y == number)) for number in np.unique(y)]


def split_examples(
    name: str, examples: Examples, classes: tuple[str, ...], validation: float = VALIDATION, seed: int = 0
) -> DataSet:
    """The examples as a data set, split as `split` does."""
    learned, measured = split(examples.y, validation, seed)
    return DataSet(name, classes, examples.pick(learned), examples.pick(measured))
