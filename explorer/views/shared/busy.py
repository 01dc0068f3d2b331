"""Waiting for others: large computations have slots, pages take turns, and nobody waits for a page that its visitor has left.

With many pages at once Python's threads take its lock from each other: 30 visitors' pages took half as much processor time
again as one visitor's (`benchmarks.load`). So a few pages are drawn at a time, and whoever waits or computes stands aside.
"""

from __future__ import annotations

import math
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from functools import cache
from typing import Final, TypeVar

import streamlit as st
from streamlit.delta_generator import DeltaGenerator
from streamlit.runtime.scriptrunner import get_script_run_ctx

from explorer import limits
from explorer.errors import BusyError
from explorer.kernels.threads import behind_others
from explorer.learning.live.places import Courtesy
from explorer.running.flights import Flights
from explorer.running.slots import Slots
from explorer.running.watch import watched

Result = TypeVar("Result")
LATELY_SECONDS: Final = 10.0


@cache
def slots() -> Slots:
    """The slots of this server."""
    return Slots(limits.COMPUTE_SLOTS, limits.COMPUTE_QUEUE)


@cache
def turns() -> Slots:
    """The turns in which this server draws its visitors' pages."""
    return Slots(limits.PAGE_TURNS, sys.maxsize)


@cache
def flights() -> Flights:
    """The work of this server that is under way."""
    return Flights()


def others_compute() -> bool:
    """Whether pages wait or large computations run: a training in the background lets them go first."""
    return bool(turns().waiting) or not slots().free()


@cache
def courtesy() -> Courtesy:
    """What the trainings of this server owe its pages."""
    return Courtesy(others=others_compute)


def interrupted() -> bool:
    """End this script run if its visitor has left or done something else since; else False.

    Streamlit looks for that whenever a script asks for something of the session.
    """
    if get_script_run_ctx(suppress_warning=True) is not None:
        st.session_state.get("busy")
    return False


class _LongEnough(Exception):
    """The page has waited for its turn as long as it may."""


def _patience() -> Callable[[int], None]:
    """What ends the waiting for a turn from now on: the visitor's leaving, and TURN_SECONDS."""
    until = time.monotonic() + limits.TURN_SECONDS

    def waiting(number: int) -> None:
        interrupted()
        if time.monotonic() > until:
            raise _LongEnough

    return waiting


@dataclass
class Lately:
    """How much processor time a visitor's pages took of late: what is LATELY_SECONDS ago counts for a third."""

    seconds: float = 0.0
    until: float = 0.0

    def add(self, seconds: float, now: float) -> None:
        """So many seconds more, until `now`."""
        self.seconds, self.until = self.at(now) + seconds, now

    def at(self, now: float) -> float:
        """The seconds that count at `now`."""
        return self.seconds * math.exp((self.until - now) / LATELY_SECONDS)


def _lately() -> Lately:
    """That of this visitor; of no visitor one that counts for nothing."""
    if get_script_run_ctx(suppress_warning=True) is None:
        return Lately()
    found: Lately = st.session_state.setdefault("lately", Lately())
    return found


def _later(lately: Lately) -> float:
    """By how many seconds others who come later go first: none for who has had no more than a fair share."""
    return limits.TURN_DELAY * min(int(lately.at(time.monotonic()) / limits.TURN_SHARE), 3)


@contextmanager
def turn() -> Iterator[None]:
    """A turn for drawing a page. After TURN_SECONDS it is drawn in any case: those before it may wait for something else."""
    lately, before = _lately(), time.thread_time()
    with ExitStack() as mine:
        with suppress(_LongEnough):
            mine.enter_context(turns().taken(_patience(), _later(lately)))
        try:
            yield
        finally:
            lately.add(time.thread_time() - before, time.monotonic())


@contextmanager
def aside() -> Iterator[None]:
    """Let the pages of others go first while this one waits or computes."""
    with suppress(_LongEnough), turns().aside(lambda number: again(number), _later(_lately())):
        yield
        again = _patience()


@contextmanager
def slot(macs: int) -> Iterator[None]:
    """A slot for work of so many MACs, if that is too much to go without; the page says the number of who must wait.

    Between two layers the work stops when the visitor has left or wants something else. Raises BusyError if too many wait
    already; RUN_SECONDS after it began, the work raises BudgetError.
    """
    if macs < limits.SLOT_MACS:
        yield
        return
    sign = _Sign()
    with aside(), slots().taken(sign.show):
        sign.remove()
        with watched(limits.RUN_SECONDS, interrupted), behind_others():
            yield


@contextmanager
def at_once(macs: int) -> Iterator[None]:
    """As `slot`, for whoever has no place to wait. Raises BusyError if there is no slot at once."""
    if macs < limits.SLOT_MACS:
        yield
        return
    with aside(), slots().taken(_refuse), behind_others():
        yield


@contextmanager
def alone() -> Iterator[None]:
    """A slot for what takes as much memory as a large computation, such as reading a photo; it is had after a moment.

    Raises BusyError if too many wait already.
    """
    with aside(), slots().taken():
        yield


def _refuse(number: int) -> None:
    raise BusyError("The server is busy with other visitors’ networks.", "Try again in a minute.")


class _Sign:
    """The line on the page with the visitor's number."""

    def __init__(self) -> None:
        self._place: DeltaGenerator | None = None
        self._number = 0

    def show(self, number: int) -> None:
        """Say the number if it has changed."""
        interrupted()
        if number != self._number:
            self._number = number
            self._place = self._place or st.empty()
            self._place.caption(busy_words(number))

    def remove(self) -> None:
        if self._place is not None:
            self._place.empty()


def busy_words(number: int) -> str:
    """What the page says to whoever is `number` in the queue."""
    return f":material/hourglass_top: The server is busy with other visitors’ networks. You are number {number}."


def once(key: str, known: Callable[[], Result | None], make: Callable[[], Result]) -> Result:
    """The result that `make` and then `known` give, made once for all visitors who ask for it at the same time.

    Who holds a slot does not wait for others: they may wait for that very slot.
    """
    if slots().held():
        found = known()
        return make() if found is None else found
    with ExitStack() as waits:

        def waiting() -> None:
            interrupted()
            if turns().held():
                waits.enter_context(aside())

        return flights().once(key, known, make, waiting)
