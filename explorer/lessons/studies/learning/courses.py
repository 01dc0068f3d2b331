"""Short trainings for lessons: what a network's loss does, step by step and epoch by epoch, computed once."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np

from explorer.errors import TrainingError
from explorer.learning import DataSet, Recipe, fit
from explorer.network import Network


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

    def until(self, epochs: int) -> Course:
        """The same training, had it ended after its first `epochs`; `seen` is still that of its end."""
        steps = self.steps[: epochs * self.per_epoch]
        return replace(
            self,
            steps=steps,
            training=self.training[:epochs],
            validation=self.validation[:epochs],
            accuracy=self.accuracy[:epochs],
            failed=self.failed if self.failed <= epochs * self.per_epoch else 0,
        )

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
        for step in fitting:
            losses.append(step.loss)
            if step.batch == fitting.steps_per_epoch:
                now = fitting.measure(data.validation)
                measured.append((now.loss, now.accuracy))
    except TrainingError:
        failed = fitting.step + 1
    per_epoch = fitting.steps_per_epoch
    means = tuple(float(np.mean(losses[at : at + per_epoch])) for at in range(0, len(losses), per_epoch))
    return Course(
        tuple(losses),
        means,
        tuple(loss for loss, _ in measured),
        tuple(accuracy for _, accuracy in measured),
        fitting.measure(data.training).accuracy,
        failed,
        per_epoch,
    )
