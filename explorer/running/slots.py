"""Slots: how many large computations run at the same time, and who waits for the next one: first come, first served."""

from __future__ import annotations

import threading
import time
from bisect import insort
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from explorer.errors import BusyError

PAUSE = 0.1
"""Seconds after which those who wait look again whether anybody still wants their result."""

Waiting = Callable[[int], object]
"""Told one's number in the queue, again and again while one waits. What it raises ends the waiting."""


@dataclass(eq=False)
class _Ticket:
    """A place in the queue."""

    due: float
    """When its owner came, or somewhat later."""


class Slots:
    """At most `count` computations at the same time, and at most `queue` that wait for their turn. Any thread may use it.

    >>> slots = Slots(count=2, queue=10)
    >>> with slots.taken():
    ...     slots.held()
    True
    """

    def __init__(self, count: int, queue: int) -> None:
        """Nobody computes and nobody waits yet."""
        self.count, self.queue = count, queue
        self._taken = 0
        self._waiting: list[_Ticket] = []
        self._changed = threading.Condition()
        self._mine = threading.local()

    @property
    def waiting(self) -> int:
        """How many wait."""
        return len(self._waiting)

    def held(self) -> bool:
        """Whether this thread has a slot."""
        return bool(getattr(self._mine, "held", False))

    def free(self) -> bool:
        """Whether a slot could be had at once."""
        with self._changed:
            return self._taken < self.count and not self._waiting

    @contextmanager
    def taken(self, waiting: Waiting = lambda number: None, later: float = 0.0) -> Iterator[None]:
        """Hold a slot; wait for it first if need be. A thread that has one already goes on with it.

        Whoever came first goes first; this one as if it had come so many seconds `later`. `waiting` hears the number in the
        queue, 1 for the next one; it may raise when nobody wants the result any more. Raises BusyError if the queue is full.
        """
        if self.held():
            yield
            return
        self._take(waiting, later)
        self._mine.held = True
        try:
            yield
        finally:
            self._give()

    @contextmanager
    def aside(self, waiting: Waiting = lambda number: None, later: float = 0.0) -> Iterator[None]:
        """Give this thread's slot up, if it has one, and take it again as `taken` does, but not after an exception."""
        if not self.held():
            yield
            return
        self._give()
        yield
        self._take(waiting, later)
        self._mine.held = True

    def _give(self) -> None:
        if self.held():
            self._mine.held = False
            with self._changed:
                self._taken -= 1
                self._changed.notify_all()

    def _take(self, waiting: Waiting, later: float) -> None:
        ticket = _Ticket(time.monotonic() + later)
        with self._changed:
            if self._taken < self.count and not self._waiting:
                self._taken += 1
                return
            if len(self._waiting) >= self.queue:
                raise BusyError(
                    f"The server is busy: {self.count + self.queue} large computations are running or waiting already.",
                    "Try again in a minute, or make the network or its image smaller.",
                )
            insort(self._waiting, ticket, key=lambda each: each.due)
        try:
            while not self._is_turn(ticket):
                waiting(self._number(ticket))
        except BaseException:
            with self._changed:
                self._leave(ticket)
            raise

    def _is_turn(self, ticket: _Ticket) -> bool:
        """Wait a moment; whether the slot was taken for `ticket`."""
        with self._changed:
            if not self._may_go(ticket):
                self._changed.wait(PAUSE)
            if not self._may_go(ticket):
                return False
            del self._waiting[0]
            self._taken += 1
            self._changed.notify_all()
            return True

    def _may_go(self, ticket: _Ticket) -> bool:
        return self._taken < self.count and self._waiting[0] is ticket

    def _number(self, ticket: _Ticket) -> int:
        with self._changed:
            return self._waiting.index(ticket) + 1

    def _leave(self, ticket: _Ticket) -> None:
        """Give up one's place; those behind move up."""
        self._waiting.remove(ticket)
        self._changed.notify_all()
