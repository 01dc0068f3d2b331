"""Batches: which examples each step learns from, as the network gets them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np

from explorer.errors import SettingError, WeightsError, typed
from explorer.layers.base import Array
from explorer.learning.data.examples import DataSet, Examples
from explorer.learning.randomness import permutation
from explorer.learning.recipe.losses import Targets
from explorer.learning.recipe.recipe import Recipe
from explorer.network import Network


@dataclass(frozen=True, eq=False)
class Batch:
    """The examples of one step: `x` as the network gets them, their answers, and their numbers in the data."""

    x: Array
    y: Array
    indices: Array


class Batches(Protocol):
    """Where the batches come from."""

    @property
    def digest(self) -> str:
        """What the data are known by; "" for batches that come one after the other."""

    steps_per_epoch: int
    """0 where nobody knows."""
    steps: int
    """In all; 0 where nobody knows."""

    def batch(self, step: int) -> Batch | None:
        """The batch of `step`, counted from 0; None after the last."""


class Shuffled:
    """Examples in random order, another one in every epoch; the last batch of an epoch may be smaller."""

    def __init__(self, examples: Examples, recipe: Recipe, network: Network, dtype: Any) -> None:
        """Raises WeightsError where the examples do not fit the network."""
        if not len(examples):
            raise WeightsError("There are no examples to learn from.", "Give at least one.")
        self._examples, self._recipe, self._dtype = fitting_examples(examples, network), recipe, dtype
        self.steps_per_epoch = -(-len(examples) // recipe.batch_size)
        self.steps = recipe.epochs * self.steps_per_epoch
        self._order: tuple[int, Array] = (-1, np.empty(0, np.int64))

    @property
    def digest(self) -> str:
        return self._examples.digest

    def batch(self, step: int) -> Batch | None:
        if step >= self.steps:
            return None
        epoch, place = divmod(step, self.steps_per_epoch)
        if self._order[0] != epoch:
            self._order = (epoch, permutation(self._recipe.seed, len(self._examples), epoch))
        size = self._recipe.batch_size
        indices = self._order[1][place * size : (place + 1) * size]
        x, y = self._examples.batch(indices, self._dtype)
        return Batch(self._recipe.augmentation.apply(x, self._recipe.seed, step), y, indices)


class Streamed:
    """Batches (x, y) of the caller's, one after the other; it goes through them once, whatever the recipe's epochs."""

    def __init__(self, batches: Any, recipe: Recipe, network: Network, dtype: Any) -> None:
        self.steps_per_epoch = self.steps = len(batches) if hasattr(batches, "__len__") else 0
        self._batches: Iterator[Any] = iter(batches)
        self._recipe, self._network, self._dtype = recipe, network, dtype

    @property
    def digest(self) -> str:
        return ""

    def batch(self, step: int) -> Batch | None:
        given = next(self._batches, None)
        if given is None:
            return None
        if not isinstance(given, tuple | list) or len(given) != 2:
            raise WeightsError(f"{typed(given)} was given as a batch.", "Give pairs: pictures and their answers.")
        examples = fitting_examples(Examples(*given), self._network)
        indices = np.arange(len(examples))
        if not len(examples):
            raise WeightsError(f"Batch {step + 1:,} is empty.", "Give at least one example in each.")
        x, y = examples.batch(indices, self._dtype)
        return Batch(self._recipe.augmentation.apply(x, self._recipe.seed, step), y, indices)


def batches_of(data: Any, recipe: Recipe, network: Network, dtype: Any) -> Batches:
    """The batches of what `fit` takes as data. Raises SettingError for anything else, WeightsError if it does not fit."""
    if isinstance(data, DataSet):
        data = data.training
    if isinstance(data, tuple) and len(data) == 2 and not isinstance(data[0], tuple):
        data = Examples(*data)
    if isinstance(data, Examples):
        return Shuffled(data, recipe, network, dtype)
    if hasattr(data, "__iter__") and not isinstance(data, str | bytes | dict):
        return Streamed(data, recipe, network, dtype)
    raise SettingError(
        f"{typed(data)} was given as data to learn from.",
        "Give a DataSet, Examples(x, y), arrays (x, y), or batches (x, y) one after the other.",
    )


def outputs_of(network: Network) -> int:
    """How many numbers a network ends in. Raises SettingError where it ends in maps."""
    shape = network.steps[-1].output_shape
    if len(shape) == 3 and shape[:2] != (1, 1):
        raise SettingError(
            f"The network ends in maps of {shape[0]} × {shape[1]}: a loss needs one number for each class.",
            "Put GlobalAveragePool2D, or Flatten and Dense, at its end.",
        )
    return shape[-1]


def fitting_examples(examples: Any, network: Network) -> Examples:
    """The examples with checked answers. Raises WeightsError where they do not fit the network, SettingError for others."""
    if not isinstance(examples, Examples):
        raise SettingError(
            f"{typed(examples)} was given for the examples.", "Use Examples(x, y), or those of a DataSet."
        )
    if examples.x.shape[1:] != network.input_shape:
        raise WeightsError(
            f"The pictures have shape {examples.x.shape[1:]}; the network takes {network.input_shape}.",
            "Give the network's input their shape, or fit them to it first: explorer.images.fit.",
        )
    return Examples(examples.x, Targets(outputs_of(network)).checked(examples.y))
