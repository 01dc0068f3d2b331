"""A training of a few numbers in numpy, written out, for the tests of what watches trainings."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

import numpy as np

from explorer import Dense, Network
from explorer.layers.base import Array

NETWORK = Network((Dense(units=2),), (1, 1, 3))
PER_EPOCH, EPOCHS = 5, 4


@dataclass(frozen=True)
class Taken:
    step: int
    loss: float
    accuracy: float
    learning_rate: float


@dataclass(frozen=True)
class Measurement:
    loss: float
    accuracy: float
    confusion: Any = None


@dataclass
class Examples:
    count: int

    def __len__(self) -> int:
        return self.count


def data(training: int = 20, validation: int = 4) -> Any:
    return SimpleNamespace(training=Examples(training), validation=Examples(validation))


def recipe(epochs: int = EPOCHS, batch_size: int = 4) -> Any:
    return SimpleNamespace(epochs=epochs, batch_size=batch_size)


@dataclass
class Simple:
    """Gradient descent with momentum towards numbers that are drawn anew in each step, by the step's own seed.

    `gate`, if there is one, is passed once for every step: tests hold a step up with it.
    """

    step: int = 0
    kernel: Array = field(default_factory=lambda: np.ones((3, 2)))
    moving: Array = field(default_factory=lambda: np.zeros((3, 2)))
    rate: float = 0.1
    steps_per_epoch: int = PER_EPOCH
    steps: int = PER_EPOCH * EPOCHS
    gate: Callable[[], object] = lambda: None
    measured: int = 0

    def __next__(self) -> Taken:
        self.gate()
        self.step += 1
        wanted = np.random.default_rng(self.step).normal(size=(3, 2))
        self.moving = 0.9 * self.moving + (self.kernel - wanted)
        self.kernel = self.kernel - self.rate * self.moving
        return Taken(self.step, float(((self.kernel - wanted) ** 2).sum()), 0.5, self.rate)

    @property
    def params(self) -> Mapping[str, Mapping[str, Array]]:
        return {"0": {"kernel": self.kernel}}

    @property
    def gradients(self) -> Mapping[str, Mapping[str, Array]]:
        return {"0": {"kernel": self.moving}}

    def checkpoint(self) -> dict[str, Any]:
        return {"step": self.step, "kernel": self.kernel, "moving": self.moving}

    def measure(self, examples: Any, limit: int | None = None) -> Measurement:
        self.measured += 1
        return Measurement(float(abs(self.kernel).sum()), 0.25)

    def lens(self, path: str, name: str, index: int) -> tuple[str, str, int, float]:
        return path, name, index, float(self.kernel.ravel()[index])


class Gate:
    """Lets steps through one by one."""

    def __init__(self) -> None:
        self.permits = threading.Semaphore(0)
        self.arrived = threading.Semaphore(0)

    def __call__(self) -> None:
        self.arrived.release()
        assert self.permits.acquire(timeout=20)
