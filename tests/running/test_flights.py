from __future__ import annotations

import threading
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

import numpy as np
import pytest

from explorer import Conv2D, Network, ReLU, Runner
from explorer.errors import CancelledError
from explorer.layers.base import Array, Params
from explorer.running.flights import Flights
from explorer.weights import Weights

LONG = 20
NETWORK = Network((Conv2D(filters=4), ReLU(), Conv2D(filters=2)), (16, 16, 3))
IMAGE = np.random.default_rng(0).random((16, 16, 3)).astype(np.float32)


class Gone(Exception):
    """The visitor has left."""


class Work:
    """Something that two threads ask for: the first one makes it, and is held until `go` is set."""

    def __init__(self) -> None:
        self.flights, self.kept = Flights(), dict[str, int]()
        self.made = 0
        self.begun, self.go, self.second_waits = threading.Event(), threading.Event(), threading.Event()

    def first(self, fails: bool = False) -> int:
        def make() -> int:
            self.begun.set()
            assert self.go.wait(LONG)
            if fails:
                raise Gone
            return self._make()

        return self.flights.once("key", lambda: self.kept.get("key"), make)

    def second(self, gone: bool = False) -> int:
        def waiting() -> None:
            self.second_waits.set()
            if gone:
                raise Gone

        return self.flights.once("key", lambda: self.kept.get("key"), self._make, waiting)

    def _make(self) -> int:
        self.made += 1
        self.kept["key"] = 7
        return 7


def both(work: Work, fails: bool = False, gone: bool = False) -> tuple[Future[int], Future[int]]:
    """The first has begun when the second asks; it goes on when the second waits for it."""
    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(work.first, fails)
        assert work.begun.wait(LONG)
        second = pool.submit(work.second, gone)
        assert work.second_waits.wait(LONG)
        work.go.set()
    return first, second


def test_what_two_ask_for_at_the_same_time_is_made_once() -> None:
    work = Work()
    assert [future.result() for future in both(work)] == [7, 7]
    assert work.made == 1


def test_the_second_makes_it_if_the_first_is_cancelled() -> None:
    work = Work()
    first, second = both(work, fails=True)
    assert isinstance(first.exception(), Gone)
    assert second.result() == 7
    assert work.made == 1


def test_who_waits_can_leave_and_the_first_goes_on() -> None:
    work = Work()
    first, second = both(work, gone=True)
    assert isinstance(second.exception(), Gone)
    assert first.result() == 7
    assert work.made == 1


def test_what_is_known_is_not_made() -> None:
    work = Work()
    work.kept["key"] = 3
    assert work.second() == 3
    assert work.made == 0


def test_what_nobody_could_keep_still_reaches_those_who_waited() -> None:
    work = Work()
    work.kept = Forgetful()
    assert [future.result() for future in both(work)] == [7, 7]
    assert work.made == 1


class Forgetful(dict[str, int]):
    """Keeps nothing, as a cache does with what is too large for it."""

    def __setitem__(self, key: str, value: int) -> None:
        pass


# -- in the runner ------------------------------------------------------------------------------------------------------


class Held:
    """Counts the convolutions that are computed; the first one is held until `go` is set."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.calls, self.lock = 0, threading.Lock()
        self.begun, self.go = threading.Event(), threading.Event()
        forward = Conv2D.forward

        def held(layer: Any, x: Array, params: Params) -> Array:
            with self.lock:
                self.calls += 1
                first = self.calls == 1
            if first:
                self.begun.set()
                assert self.go.wait(LONG)
            return forward(layer, x, params)

        monkeypatch.setattr(Conv2D, "forward", held)


def test_two_visitors_with_the_same_network_compute_each_layer_once(monkeypatch: pytest.MonkeyPatch) -> None:
    held, runner, waits = Held(monkeypatch), Runner(), threading.Event()
    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(runner.run, NETWORK, Weights(), IMAGE)
        assert held.begun.wait(LONG)
        second = pool.submit(runner.run, NETWORK, Weights(), IMAGE, cancelled=lambda: waits.set() or False)
        assert waits.wait(LONG)
        held.go.set()
    assert held.calls == 2, "two convolutions, each once"
    for path, act in first.result().items():
        np.testing.assert_array_equal(act, second.result()[path])


def test_the_second_visitor_goes_on_when_the_first_is_cancelled(monkeypatch: pytest.MonkeyPatch) -> None:
    held, runner, stop, waits = Held(monkeypatch), Runner(), threading.Event(), threading.Event()
    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(runner.run, NETWORK, Weights(), IMAGE, cancelled=stop.is_set)
        assert held.begun.wait(LONG)
        second = pool.submit(runner.run, NETWORK, Weights(), IMAGE, cancelled=lambda: waits.set() or False)
        assert waits.wait(LONG)
        stop.set()
        held.go.set()
    assert isinstance(first.exception(), CancelledError)
    np.testing.assert_array_equal(second.result()["2"], Runner().run(NETWORK, Weights(), IMAGE)["2"])


def test_a_visitor_who_waits_for_another_ones_layer_can_be_cancelled(monkeypatch: pytest.MonkeyPatch) -> None:
    held, runner = Held(monkeypatch), Runner()
    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(runner.run, NETWORK, Weights(), IMAGE)
        assert held.begun.wait(LONG)
        second = pool.submit(runner.run, NETWORK, Weights(), IMAGE, cancelled=lambda: True)
        assert isinstance(second.exception(LONG), CancelledError)
        held.go.set()
    assert held.calls == 2
    assert set(first.result()) == {"", "0", "1", "2"}
