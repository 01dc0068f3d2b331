"""Short trainings for lessons: what a network's loss does, step by step and epoch by epoch, computed once."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from explorer.errors import TrainingError
from explorer.layers.base import Array, Params
from explorer.learning import LOSSES, DataSet, Examples, Recipe, fit
from explorer.learning.passes import score_path
from explorer.network import Network
from explorer.running import run

LOSS = LOSSES["cross_entropy"]


@dataclass(frozen=True)
class Course:
    """What a training did. `steps` are the losses of the batches, `training` their means over each epoch.

    `validation` and `accuracy` (a share) are measured on the validation examples after each epoch, `seen` is the accuracy on
    the training examples after the last one. A training that fails ends early: `failed` is its step, 0 for none.
    """

    steps: tuple[float, ...]
    training: tuple[float, ...]
    validation: tuple[float, ...]
    accuracy: tuple[float, ...]
    seen: float
    failed: int
    per_epoch: int

    @property
    def last(self) -> float:
        """The mean loss of the last epoch; infinite if the training failed."""
        return float("inf") if self.failed else self.training[-1]


@lru_cache(maxsize=128)
def course(network: Network, data: DataSet, recipe: Recipe) -> Course:
    """Train `network` on `data`, from the random weights of the recipe's seed, and measure it after each epoch."""
    fitting = fit(network, data, recipe)
    losses: list[float] = []
    measured: list[tuple[float, float]] = []
    failed = 0
    try:
        with np.errstate(divide="ignore"):
            for step in fitting:
                losses.append(step.loss)
                if step.batch == fitting.steps_per_epoch:
                    measured.append(measure(network, fitting.params, data.validation))
    except TrainingError:
        failed = fitting.step + 1
    per_epoch = fitting.steps_per_epoch
    means = tuple(float(np.mean(losses[at : at + per_epoch])) for at in range(0, len(losses), per_epoch))
    return Course(
        tuple(losses),
        means,
        tuple(loss for loss, _ in measured),
        tuple(accuracy for _, accuracy in measured),
        measure(network, fitting.params, data.training)[1],
        failed,
        per_epoch,
    )


def measure(
    network: Network, params: dict[str, dict[str, Array]] | dict[str, Params], examples: Examples
) -> tuple[float, float]:
    """The mean cross-entropy and the accuracy, a share, as the network answers when it does not learn."""
    x, y = examples.batch(np.arange(len(examples)))
    with np.errstate(over="ignore", invalid="ignore"):
        scores = run(network, params, x)[score_path(network, from_scores=True)].reshape(len(x), -1)
    return LOSS.value(scores, y), float(np.mean(scores.argmax(axis=1) == y))
