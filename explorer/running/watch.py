"""What may stop a computation between two layers: its time is over, or nobody wants its result any more."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from explorer.errors import BudgetError, CancelledError


class Watch:
    """Asked before each layer. The time begins when it is made."""

    def __init__(self, seconds: float | None = None, cancelled: Callable[[], bool] | None = None) -> None:
        """No end of time and no cancelling unless given."""
        self._seconds, self._cancelled = seconds, cancelled
        self._deadline = None if seconds is None else time.monotonic() + seconds

    def check(self, name: str) -> None:
        """Stop before the layer `name`: CancelledError if `cancelled` returns True, BudgetError if the time is over."""
        if self._cancelled is not None and self._cancelled():
            raise CancelledError(f"Stopped before {name}.", "Run it again, or make the network smaller.")
        if self._deadline is not None and time.monotonic() > self._deadline:
            raise BudgetError(
                f"Time ran out before {name}: a run may take {self._seconds:g} s.",
                "Use a smaller image or fewer filters.",
            )


_watches: ContextVar[tuple[Watch, ...]] = ContextVar("watches", default=())


@contextmanager
def watched(seconds: float | None = None, cancelled: Callable[[], bool] | None = None) -> Iterator[None]:
    """Watch all that this thread computes within: whole runs, gradients, and what is made of many of them.

    `cancelled` is asked and the time looked at before each layer. Raises there what `Watch.check` raises.

    >>> network = explorer.Network((explorer.ReLU(),), (1, 2, 1))
    >>> with explorer.running.watch.watched(cancelled=lambda: True):
    ...     explorer.run(network, {}, np.zeros((1, 1, 2, 1)))
    Traceback (most recent call last):
    explorer.errors.CancelledError: Stopped before relu. Run it again, or make the network smaller.
    """
    token = _watches.set((*_watches.get(), Watch(seconds, cancelled)))
    try:
        yield
    finally:
        _watches.reset(token)


def between(name: str) -> None:
    """Called before the layer `name` is computed, forward or backward: the place where a watched computation stops."""
    for watch in _watches.get():
        watch.check(name)
