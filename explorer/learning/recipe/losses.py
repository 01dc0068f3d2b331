"""Losses: one number for how wrong a batch of outputs is, and its gradient with respect to them."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from explorer.errors import WeightsError
from explorer.layers.base import Array


class Loss(ABC):
    """A loss, averaged over the examples of a batch."""

    kind: ClassVar[str] = ""
    title: ClassVar[str] = ""
    about: ClassVar[str] = ""
    from_scores: ClassVar[bool] = False
    """Whether it takes the scores before a softmax at the end of the network, not the softmax's outputs."""

    @abstractmethod
    def terms(self, outputs: Array, y: Array) -> Array:
        """The loss of each example, (batch,), float64; `outputs` are (batch, classes)."""

    @abstractmethod
    def gradient(self, outputs: Array, y: Array) -> Array:
        """The gradient of the mean of `terms` with respect to `outputs`, in their shape and dtype."""

    def value(self, outputs: Array, y: Array) -> float:
        """The mean of `terms`."""
        return float(self.terms(outputs, y).mean())


def one_hot(y: Array, classes: int, dtype: np.dtype[np.generic]) -> Array:
    """Class numbers (batch,) as rows (batch, classes) with one 1; targets that are such rows already as they are."""
    if y.ndim == 2:
        return y.astype(dtype, copy=False)
    rows: Array = np.zeros((len(y), classes), dtype)
    rows[np.arange(len(y)), y] = 1
    return rows


class CrossEntropy(Loss):
    """-log of the probability that the softmax of the scores gives to the right class.

    Softmax and logarithm are taken together, log(sum(exp(s))) - s[y] with the largest score subtracted first, so that the
    gradient is softmax(s) - one_hot(y), over the number of examples, whatever the scores.
    Targets may also be probabilities (batch, classes): then it is -sum(y * log softmax(s)), as in PyTorch.
    """

    kind = "cross_entropy"
    title = "Cross-entropy"
    about = "How little probability the network gave to the right class: minus its logarithm."
    from_scores = True

    def terms(self, outputs: Array, y: Array) -> Array:
        scores = _below_zero(outputs)
        logs = scores - np.log(np.exp(scores).sum(axis=1, keepdims=True))
        found: Array = -(logs[np.arange(len(y)), y] if y.ndim == 1 else (y * logs).sum(axis=1))
        return found

    def gradient(self, outputs: Array, y: Array) -> Array:
        powers = np.exp(_below_zero(outputs))
        shares = powers / powers.sum(axis=1, keepdims=True)
        targets = one_hot(y, outputs.shape[1], shares.dtype)
        if y.ndim == 2:
            shares = shares * targets.sum(axis=1, keepdims=True)
        found: Array = ((shares - targets) / len(y)).astype(outputs.dtype, copy=False)
        return found


def _below_zero(outputs: Array) -> Array:
    """Scores in float64, each row minus its largest one."""
    scores = outputs.astype(np.float64)
    scores -= scores.max(axis=1, keepdims=True)
    return scores


class SquaredError(Loss):
    """(output - target) ** 2, averaged over the outputs and the examples; the target of a class is 1, of the others 0."""

    kind = "squared_error"
    title = "Squared error"
    about = "How far the outputs are from their targets, squared: 1 for the right class, 0 for the others."

    def terms(self, outputs: Array, y: Array) -> Array:
        scores = outputs.astype(np.float64)
        found: Array = np.square(scores - one_hot(y, outputs.shape[1], scores.dtype)).mean(axis=1)
        return found

    def gradient(self, outputs: Array, y: Array) -> Array:
        targets = one_hot(y, outputs.shape[1], outputs.dtype)
        found: Array = (outputs - targets) * outputs.dtype.type(2.0 / outputs.size)
        return found


LOSSES: dict[str, Loss] = {loss.kind: loss for loss in (CrossEntropy(), SquaredError())}


@dataclass(frozen=True)
class Targets:
    """What `y` must be for a network with `outputs` numbers: class numbers below that, or rows of so many numbers."""

    outputs: int

    def checked(self, y: Array) -> Array:
        """`y` as int64 class numbers (n,) or float targets (n, outputs). Raises WeightsError for anything else."""
        if y.ndim == 1 and y.dtype.kind in "iu":
            low, high = (int(y.min()), int(y.max())) if len(y) else (0, 0)
            if low < 0 or high >= self.outputs:
                raise WeightsError(
                    f"There is an example of class {low if low < 0 else high}, but the network ends in "
                    f"{self.outputs:,} numbers, for the classes 0 to {self.outputs - 1:,}.",
                    "Give the last layer as many units as there are classes, and number the classes from 0.",
                )
            return y.astype(np.int64, copy=False)
        if y.dtype.kind == "f" and y.ndim >= 2 and int(np.prod(y.shape[1:])) == self.outputs:
            return y.reshape(len(y), self.outputs)
        raise WeightsError(
            f"The targets have shape {y.shape} and type {y.dtype}.",
            f"Use whole numbers (n,), the classes, or numbers with a point (n, {self.outputs}).",
        )
