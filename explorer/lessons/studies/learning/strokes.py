"""A small data set for lessons: pictures of one stroke in noise, in four directions, made from a seed."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from explorer.layers.base import Array
from explorer.learning import DataSet, Examples

SIDE = 10
"""Side of a picture, in px."""
DIRECTIONS = {"vertical": (1, 0), "horizontal": (0, 1), "falling": (1, 1), "rising": (-1, 1)}
"""The classes, each with the step from one px of its stroke to the next, down and to the right."""
LENGTH = 5
"""Px of a stroke."""


@lru_cache(maxsize=8)
def strokes(training: int, validation: int, noise: float, seed: int = 0) -> DataSet:
    """So many pictures (SIDE, SIDE, 1) in [0, 1] to learn from and to measure with; `noise` is a standard deviation."""
    x, y = _drawn(training + validation, noise, seed)
    return DataSet(
        "Strokes", tuple(DIRECTIONS), Examples(x[:training], y[:training]), Examples(x[training:], y[training:])
    )


def _drawn(count: int, noise: float, seed: int) -> tuple[Array, Array]:
    rng = np.random.default_rng(seed)
    x, y = rng.normal(0.2, noise, (count, SIDE, SIDE, 1)), np.arange(count) % len(DIRECTIONS)
    steps = list(DIRECTIONS.values())
    for picture, kind in zip(x, y, strict=True):
        down, right = steps[kind]
        at = np.arange(LENGTH)
        rows, cols = down * at, right * at
        row = int(rng.integers(-rows.min(), SIDE - rows.max()))
        col = int(rng.integers(-cols.min(), SIDE - cols.max()))
        picture[row + rows, col + cols, 0] += rng.uniform(0.4, 0.8)
    return np.clip(x, 0, 1).astype(np.float32), y
