"""What a Job asks of a training: `Fitting` is one; tests have simpler ones."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

from explorer.layers.base import Array
from explorer.learning.checkpoint import Checkpoint


class Stepped(Protocol):
    """One step that was taken."""

    @property
    def step(self) -> int:
        """How many steps were taken, this one counted."""

    @property
    def loss(self) -> float:
        """The loss on its batch."""

    @property
    def accuracy(self) -> float:
        """The share of its batch that is answered correctly, 0 to 1."""

    @property
    def learning_rate(self) -> float:
        """The rate of this step."""


class MeasuredAt(Protocol):
    """What the network makes of examples with the parameters of some step."""

    @property
    def loss(self) -> float:
        """The mean loss."""

    @property
    def accuracy(self) -> float:
        """The share that is answered correctly, 0 to 1."""

    @property
    def confusion(self) -> Any:
        """How many examples of each class (rows) were taken for each class (columns)."""


class Training(Protocol):
    """A training that takes one step at a time."""

    @property
    def step(self) -> int:
        """Steps taken so far."""

    @property
    def steps(self) -> int:
        """Steps in all."""

    @property
    def steps_per_epoch(self) -> int:
        """Steps of one pass over the data."""

    @property
    def params(self) -> Mapping[str, Mapping[str, Array]]:
        """The present parameters, in arrays that never change again."""

    @property
    def gradients(self) -> Mapping[str, Mapping[str, Array]]:
        """The gradients of the last step, in arrays that never change again; none before the first one."""

    def __next__(self) -> Stepped:
        """Take one step."""

    def checkpoint(self) -> Checkpoint:
        """All there is to go on bit-identically."""

    def measure(self, examples: Any, limit: int | None = None) -> MeasuredAt:
        """What the network makes of `limit` of the examples at most, with the present parameters."""

    def lens(self, path: str, name: str, index: int) -> Any:
        """One weight in the last step."""
