"""Flights: work that several ask for at the same time is done once, and all get its result."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar

from explorer.running.slots import PAUSE

Result = TypeVar("Result")


@dataclass(eq=False)
class _Flight:
    """Work under way. `done` is set when it is over; `results` holds its result, or nothing if it failed."""

    done: threading.Event = field(default_factory=threading.Event)
    results: list[Any] = field(default_factory=list)


class Flights:
    """The work that is under way, by key. Any thread may use it.

    >>> Flights().once("key", known=lambda: None, make=lambda: 7)
    7
    """

    def __init__(self) -> None:
        """Nothing is under way."""
        self._flying: dict[str, _Flight] = {}
        self._lock = threading.Lock()

    def once(
        self,
        key: str,
        known: Callable[[], Result | None],
        make: Callable[[], Result],
        waiting: Callable[[], object] = lambda: None,
    ) -> Result:
        """What `known` returns, or the result of another thread that makes it just now, or else that of `make`.

        `make` must see to it that `known` finds the result. If the other thread fails or is cancelled, this one makes it.
        `waiting` is called again and again while the other works; what it raises is raised here.
        """
        while True:
            with self._lock:
                flight = self._flying.get(key)
                mine = flight is None
                if flight is None:
                    found = known()
                    if found is not None:
                        return found
                    flight = self._flying[key] = _Flight()
            if mine:
                return self._fly(key, flight, make)
            while not flight.done.wait(PAUSE):
                waiting()
            if flight.results:
                result: Result = flight.results[0]
                return result

    def _fly(self, key: str, flight: _Flight, make: Callable[[], Result]) -> Result:
        try:
            result = make()
            flight.results.append(result)
            return result
        finally:
            with self._lock:
                del self._flying[key]
            flight.done.set()
