"""Whose turn it is: how many trainings go on at the same time, how long one visitor may train, who comes first."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from typing import Final

from explorer import limits
from explorer.running.slots import Slots

STRETCH_SECONDS: Final = 10.0
"""After so long a training gives its place to the next that waits, and queues up again."""
NAP_SECONDS: Final = 0.01
PATIENCE_SECONDS: Final = 0.5
"""How long a single step waits for others at most: a training goes on, slowly, on a server that is always busy."""


@cache
def places() -> Slots:
    """The places of this process."""
    return Slots(limits.TRAINING_JOBS, limits.TRAINING_QUEUE)


class Allowance:
    """The seconds that one visitor may train, all trainings together. Any thread may use it."""

    def __init__(self, most: float = limits.TRAINING_SECONDS) -> None:
        """`most` seconds, none of which is used."""
        self.most, self.used = most, 0.0
        self._lock = threading.Lock()

    def spend(self, seconds: float) -> None:
        """So many seconds were trained."""
        with self._lock:
            self.used += seconds

    @property
    def over(self) -> bool:
        """Whether nothing is left."""
        return self.used >= self.most


def nobody() -> bool:
    """Others who wait for the processor where there are none."""
    return False


@dataclass(frozen=True)
class Courtesy:
    """What a training owes others: a place in `places`, and a nap before a step while `others` wait for the processor."""

    places: Slots = field(default_factory=places)
    others: Callable[[], bool] = nobody
    clock: Callable[[], float] = time.monotonic
    sleep: Callable[[float], object] = time.sleep
    stretch: float = STRETCH_SECONDS

    def give_way(self) -> None:
        """Let others go first, for a moment."""
        until = self.clock() + PATIENCE_SECONDS
        while self.others() and self.clock() < until:
            self.sleep(NAP_SECONDS)
