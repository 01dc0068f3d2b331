"""Measuring: what a network makes of examples, as it is used: without dropout, by the moving statistics."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from explorer.layers.base import Array, Params
from explorer.learning.batches import fitting_examples
from explorer.learning.data.examples import Examples
from explorer.learning.passes import predict, score_path
from explorer.learning.recipe.losses import LOSSES
from explorer.network import Network
from explorer.settings import check_whole

MOST_MEASURED = 10**9
AT_ONCE = 64
"""Examples that go through the network together."""


@dataclass(frozen=True, eq=False)
class Measured:
    """How well examples are answered, `count` of them.

    `accuracy` is the part whose right class got the largest number. `confusion` (classes, classes) counts them by their class
    (rows) and the class that got the largest number (columns), the first of equal ones. With float targets there are no
    classes: the accuracy is NaN, the confusion (0, 0).
    """

    loss: float
    accuracy: float
    confusion: Array
    indices: Array
    """The examples that were measured, by their numbers."""
    losses: Array
    """The loss of each, float64: the worst mistakes have the largest."""
    predicted: Array
    """The class that got the largest number, int64."""

    @property
    def count(self) -> int:
        """How many examples were measured."""
        return len(self.indices)


def measure(
    network: Network,
    params: Mapping[str, Params],
    examples: Examples,
    loss: str = "cross_entropy",
    limit: int | None = None,
) -> Measured:
    """What `network` with `params` makes of the examples; of `limit` of them, evenly spread, if there are more.

    Everything is computed in the dtype of the parameters. Raises WeightsError where examples do not fit the network.

    >>> network = explorer.Network((explorer.Flatten(), explorer.Dense(units=2)), (1, 2, 1))
    >>> params = {"1": {"kernel": np.eye(2), "bias": np.zeros(2)}}
    >>> examples = explorer.learning.Examples(np.eye(2).reshape(2, 1, 2, 1), np.array([0, 0]))
    >>> found = explorer.learning.measure(network, params, examples)
    >>> found.accuracy, found.confusion.tolist()
    (0.5, [[1, 1], [0, 0]])
    """
    examples = fitting_examples(examples, network)
    if limit is not None:
        limit = check_whole("number of examples to measure", limit, 1, MOST_MEASURED)
    count = len(examples) if limit is None else min(limit, len(examples))
    indices = np.arange(count) * len(examples) // max(count, 1)
    kind, dtype = LOSSES[loss], next(array.dtype for own in params.values() for array in own.values())
    end = score_path(network, kind.from_scores)
    losses, predicted = np.empty(count), np.empty(count, np.int64)
    with np.errstate(over="ignore", invalid="ignore"):
        for first in range(0, count, AT_ONCE):
            part = slice(first, first + AT_ONCE)
            x, y = examples.batch(indices[part], dtype)
            scores = predict(network, params, x, end).reshape(len(x), -1)
            losses[part], predicted[part] = kind.terms(scores, y), scores.argmax(axis=1)
    mean = math.fsum(losses) / count if count and np.isfinite(losses).all() else math.nan
    y = examples.y[indices]
    if y.ndim > 1 or not count:
        return Measured(mean, math.nan, np.zeros((0, 0), np.int64), indices, losses, predicted)
    return Measured(mean, float(np.mean(predicted == y)), _confusion(y, predicted, network), indices, losses, predicted)


def _confusion(y: Array, predicted: Array, network: Network) -> Array:
    classes = network.steps[-1].output_shape[-1]
    found: Array = np.bincount(y * classes + predicted, minlength=classes**2).reshape(classes, classes)
    return found
