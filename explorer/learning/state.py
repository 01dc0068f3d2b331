"""State: everything that training changes, as a value."""

from __future__ import annotations

from dataclasses import dataclass

from explorer.layers.base import Array
from explorer.learning.batches import Batch


@dataclass(frozen=True, eq=False)
class State:
    """What is known after `step` steps: vectors as `Layout` says, read-only and never written again."""

    step: int
    learned: Array
    measured: Array
    kept: tuple[Array, ...]
    """What the optimiser keeps, one vector for each of its slots."""


@dataclass(frozen=True, eq=False)
class LastStep:
    """The last step from its beginning to its end: enough to compute any number of it again."""

    before: State
    after: State
    batch: Batch
    gradient: Array
    """As a vector; without weight decay."""
    learning_rate: float


def frozen(step: int, learned: Array, measured: Array, kept: tuple[Array, ...]) -> State:
    """The state of these vectors, which nobody may write to any more."""
    for array in (learned, measured, *kept):
        array.flags.writeable = False
    return State(step, learned, measured, kept)
