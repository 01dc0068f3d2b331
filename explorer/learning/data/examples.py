"""Examples, pictures with their answers, and DataSet, two such sets with names for the classes."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from explorer.errors import WeightsError
from explorer.layers.base import Array
from explorer.running.conversion import as_array, exact_floats

WHITE = 255
"""What a pixel of 8 bits is divided by, so that a network gets numbers from 0 to 1."""


@dataclass(frozen=True, eq=False)
class Examples:
    """Pictures `x` (n, rows, columns, channels) and their answers `y`.

    `x` are numbers of 8 bits (uint8), which a network gets divided by 255, as all pictures of the app, or floats, which it
    gets as they are. `y` (n,) are the numbers of the classes, int64, or float targets (n, outputs). Raises WeightsError for
    anything else. Do not write to the arrays afterwards.

    >>> examples = explorer.learning.Examples(np.full((2, 1, 1, 1), 255, np.uint8), np.array([0, 1]))
    >>> len(examples), examples.batch(np.array([1]))[0].ravel()
    (2, array([1.], dtype=float32))
    """

    x: Array
    y: Array

    def __post_init__(self) -> None:
        x, y = as_array(self.x, "the pictures"), as_array(self.y, "the answers")
        if x.dtype != np.uint8:
            x = exact_floats(x, "the pictures")
        y = y.astype(np.int64, copy=False) if y.dtype.kind in "iub" else exact_floats(y, "the answers")
        if x.ndim != 4:
            raise WeightsError(
                f"The pictures have shape {x.shape}; they must be (n, rows, columns, channels).",
                "Give one picture as x[None], and pictures without channels as x[..., None].",
            )
        if len(x) != len(y) or y.ndim < 1:
            raise WeightsError(
                f"There are {len(x):,} pictures, but answers of shape {y.shape}.", "Give one answer for each picture."
            )
        object.__setattr__(self, "x", x)
        object.__setattr__(self, "y", y)

    def __len__(self) -> int:
        return len(self.x)

    def batch(self, indices: Any, dtype: Any = np.float32) -> tuple[Array, Array]:
        """The pictures with these `indices` as a network gets them, in `dtype` (float32 or float64), and their answers."""
        x = self.x[indices]
        if x.dtype == np.uint8:
            return x.astype(dtype) / np.dtype(dtype).type(WHITE), self.y[indices]
        return x.astype(dtype, copy=False), self.y[indices]

    def pick(self, indices: Any) -> Examples:
        """The examples with these `indices`."""
        return Examples(self.x[indices], self.y[indices])

    @cached_property
    def digest(self) -> str:
        """SHA-256 of both arrays, with their shapes and types."""
        found = hashlib.sha256()
        for array in (self.x, self.y):
            found.update(f"{array.shape} {array.dtype.str} ".encode())
            found.update(np.ascontiguousarray(array).data)
        return found.hexdigest()


@dataclass(frozen=True, eq=False)
class DataSet:
    """Examples to learn from, `training`, and others to measure with, `validation`.

    `classes` are the names of the classes in the order of their numbers, none for float targets; `source` and `licence` say
    where the pictures are from and who may use them.
    """

    name: str
    classes: tuple[str, ...]
    training: Examples
    validation: Examples
    source: str = ""
    licence: str = ""

    @cached_property
    def digest(self) -> str:
        """SHA-256 of all examples and the names of the classes."""
        parts = (*self.classes, self.training.digest, self.validation.digest)
        return hashlib.sha256("\n".join(parts).encode()).hexdigest()
