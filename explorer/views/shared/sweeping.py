"""Sweeping: visitors who are gone give their memory back, also if nobody comes after them.

Streamlit keeps a session for two minutes after its connection is lost, so that a reload of the network does not lose the
visitor's work, but lets it go only when the next visitor leaves. And what the app keeps for the next rerun is of no use
when nobody is there.
"""

from __future__ import annotations

import asyncio
import ctypes
import functools
import gc
import logging
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from typing import Any

from streamlit.runtime import Runtime

from explorer.views.explore.pictures import forget_pictures
from explorer.views.explore.runs import shared_runner
from explorer.views.shared import kept
from explorer.views.shared.parking import LOOK_SECONDS, parking
from explorer.views.shell import remembered
from explorer.views.still.opening import warmed
from explorer.weights import KERNELS

SWEEP_SECONDS = 10.0
ALONE_SECONDS = 30.0
"""How long nobody must be connected until the caches are emptied: a dropped connection comes back sooner."""
_log = logging.getLogger(__name__)


@asynccontextmanager
async def lifespan(app: Any) -> AsyncIterator[None]:
    """The lifespan of the app: the opening is made ready, and gone visitors are swept up until the server ends."""
    async with warmed(app):
        work = [asyncio.create_task(_sweep_for_ever()), asyncio.create_task(_park_for_ever())]
        yield
        for each in work:
            each.cancel()


async def _park_for_ever() -> None:
    """Look after the trainings of those who are gone, beside the event loop: keeping them takes a while."""
    while True:
        await asyncio.sleep(LOOK_SECONDS)
        try:
            await asyncio.to_thread(parking().look)
        except Exception:
            _log.exception("The trainings of visitors who are gone could not be looked after.")


async def _sweep_for_ever() -> None:
    sweeper = Sweeper()
    while True:
        await asyncio.sleep(SWEEP_SECONDS)
        try:
            sweeper.sweep(Runtime.instance()._session_mgr)
        except Exception:  # Streamlit's own, which may change: then sessions go when the next visitor leaves
            _log.exception("The sessions of visitors who are gone could not be swept up.")
            return


class Sweeper:
    """Looks after the sessions of a server, on the thread of its event loop."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        """Nobody has been there yet."""
        self._clock = clock
        self._seen: float | None = None
        self._waiting = 0

    def sweep(self, sessions: Any) -> None:
        """Let expired sessions of Streamlit's session manager go, and empty the caches if nobody has been there for a while.

        Once more when the last session has gone: only then what it held can be given back.
        """
        stored = sessions._session_storage._cache
        stored.expire()
        waiting, self._waiting = self._waiting, len(stored)
        if sessions.list_active_sessions():
            self._seen = self._clock()
        elif self._seen is not None and self._clock() - self._seen >= ALONE_SECONDS:
            self._seen = None
            forget()
        elif waiting and not self._waiting:
            forget()


def forget() -> None:
    """Empty the caches of what screens showed, and give the memory back to the system."""
    shared_runner().forget()
    kept.recent().clear()
    remembered.store().clear()
    forget_pictures()
    KERNELS.clear()
    for each in _caches():
        each.cache_clear()
    gc.collect()
    with suppress(AttributeError, OSError):  # only the GNU C library has it
        ctypes.CDLL(None).malloc_trim(0)


def _caches() -> list[functools._lru_cache_wrapper[Any]]:
    """The bounded caches of the app's functions; those without a bound hold what there is one of, such as the pool of slots."""
    found = [each for each in gc.get_objects() if isinstance(each, functools._lru_cache_wrapper)]
    return [
        each
        for each in found
        if each.__module__.startswith("explorer.") and each.cache_parameters()["maxsize"] is not None
    ]
