"""The work of routes in threads: a few at a time, and no crowd behind them."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import TypeVar, TypeVarTuple

import anyio
from anyio.to_thread import run_sync

Result = TypeVar("Result")
Given = TypeVarTuple("Given")


class Few:
    """Runs work in threads for one event loop, so many `at_once`; it is crowded when so many more wait."""

    def __init__(self, at_once: int, most_waiting: float = math.inf) -> None:
        """Nothing runs and nothing waits yet."""
        self._at_once, self._most_waiting = at_once, most_waiting
        self._limiter: anyio.CapacityLimiter | None = None  # belongs to the event loop in which it is first used

    @property
    def waiting(self) -> int:
        """How many wait for their turn."""
        return self._limiter.statistics().tasks_waiting if self._limiter else 0

    @property
    def crowded(self) -> bool:
        """Whether whoever comes now should be sent away."""
        return self.waiting >= self._most_waiting

    async def run(self, work: Callable[[*Given], Result], *given: *Given) -> Result:
        """What `work` makes of what is given, in its turn."""
        self._limiter = self._limiter or anyio.CapacityLimiter(self._at_once)
        return await run_sync(work, *given, limiter=self._limiter)
