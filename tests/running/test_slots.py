from __future__ import annotations

import threading
from collections.abc import Callable

import pytest

from explorer.errors import BusyError
from explorer.running.slots import Slots

LONG = 20
"""Seconds after which a test gives up; nothing waits for them where all is well."""


class Gone(Exception):
    """The visitor has left."""


class Visitor(threading.Thread):
    """Takes a slot in a thread, notes it in `order`, and holds it until `leave` is set."""

    def __init__(self, slots: Slots, name: str, order: list[str], later: float = 0) -> None:
        super().__init__(name=name, daemon=True)
        self.slots, self.order, self.later, self.gone = slots, order, later, threading.Event()
        self.numbers: list[int] = []
        self.queued, self.inside, self.leave = threading.Event(), threading.Event(), threading.Event()
        self.error: BaseException | None = None
        self.start()

    def run(self) -> None:
        try:
            with self.slots.taken(self.waiting, self.later):
                self.order.append(self.name)
                self.inside.set()
                assert self.leave.wait(LONG)
        except BaseException as error:
            self.error = error

    def waiting(self, number: int) -> None:
        if number not in self.numbers:
            self.numbers.append(number)
        self.queued.set()
        if self.gone.is_set():
            raise Gone

    def finish(self) -> None:
        self.leave.set()
        self.join(LONG)
        assert not self.is_alive()


def queue_up(slots: Slots, names: str, order: list[str]) -> list[Visitor]:
    """Visitors who came one after another, each in the queue before the next came."""
    visitors = []
    for name in names:
        visitors.append(Visitor(slots, name, order))
        assert visitors[-1].queued.wait(LONG)
    return visitors


def test_whoever_came_first_goes_first() -> None:
    slots, order = Slots(1, 10), list[str]()
    first = Visitor(slots, "first", order)
    assert first.inside.wait(LONG)
    others = queue_up(slots, "abc", order)
    assert [visitor.numbers[0] for visitor in others] == [1, 2, 3]
    first.finish()
    for visitor in others:
        assert visitor.inside.wait(LONG)
        visitor.finish()
    assert order == ["first", "a", "b", "c"]
    assert slots.free()
    assert slots.waiting == 0


def test_some_wait_as_if_they_had_come_later() -> None:
    slots, order = Slots(1, 10), list[str]()
    first = Visitor(slots, "first", order)
    assert first.inside.wait(LONG)
    others = []
    for name, later in (("a", 200), ("b", 0), ("c", 200), ("d", 100), ("e", 0)):
        others.append(Visitor(slots, name, order, later))
        assert others[-1].queued.wait(LONG)
    assert others[-1].numbers == [2]
    first.finish()
    for visitor in others:
        visitor.leave.set()
    for visitor in others:
        visitor.finish()
    assert order == ["first", "b", "e", "d", "a", "c"]


def test_no_more_than_the_slots_compute_at_the_same_time() -> None:
    slots, order = Slots(2, 10), list[str]()
    inside = [Visitor(slots, name, order) for name in "ab"]
    assert all(visitor.inside.wait(LONG) for visitor in inside)
    (third,) = queue_up(slots, "c", order)
    assert not slots.free()
    assert not third.inside.is_set()
    inside[1].finish()
    assert third.inside.wait(LONG)
    third.finish()
    inside[0].finish()


def test_whoever_leaves_the_queue_lets_the_others_move_up() -> None:
    slots, order = Slots(1, 10), list[str]()
    first = Visitor(slots, "first", order)
    assert first.inside.wait(LONG)
    left, stays = queue_up(slots, "ab", order)
    left.gone.set()
    left.join(LONG)
    assert isinstance(left.error, Gone)
    assert slots.waiting == 1
    first.finish()
    assert stays.inside.wait(LONG)
    stays.finish()
    assert order == ["first", "b"]


def test_a_full_queue_refuses_in_one_sentence_with_the_number_and_a_way() -> None:
    slots, order = Slots(1, 1), list[str]()
    first = Visitor(slots, "first", order)
    assert first.inside.wait(LONG)
    (second,) = queue_up(slots, "b", order)
    with pytest.raises(BusyError) as caught, slots.taken():
        pytest.fail("there was no slot")
    assert str(caught.value) == (
        "The server is busy: 2 large computations are running or waiting already. "
        "Try again in a minute, or make the network or its image smaller."
    )
    first.finish()
    second.finish()
    assert slots.free()


def test_a_slot_is_given_back_after_an_error() -> None:
    slots = Slots(1, 0)
    for _ in range(3):
        with pytest.raises(Gone), slots.taken():
            raise Gone
    assert slots.free()
    assert not slots.held()


def test_a_computation_within_a_computation_needs_no_second_slot() -> None:
    slots = Slots(1, 0)
    with slots.taken():
        with slots.taken():
            assert slots.held()
        assert slots.held(), "the outer computation still has it"
    assert not slots.held()


def test_a_slot_belongs_to_its_thread() -> None:
    slots, seen = Slots(2, 0), list[bool]()

    def look() -> None:
        seen.append(slots.held())

    with slots.taken():
        thread = threading.Thread(target=look)
        thread.start()
        thread.join(LONG)
    assert seen == [False]


def test_many_threads_never_hold_more_than_the_slots() -> None:
    slots, lock = Slots(3, 100), threading.Lock()
    now, most = 0, 0
    both: Callable[[], None] = threading.Barrier(3).wait  # type: ignore[assignment]

    def compute() -> None:
        nonlocal now, most
        with slots.taken():
            with lock:
                now += 1
                most = max(most, now)
            both()  # three at a time are there, so that fewer slots than three would hang
            with lock:
                now -= 1

    threads = [threading.Thread(target=compute, daemon=True) for _ in range(30)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(LONG)
        assert not thread.is_alive()
    assert most == 3
    assert slots.free()


def test_who_stands_aside_lets_the_next_one_in_and_then_goes_on() -> None:
    slots, order = Slots(1, 9), list[str]()
    with slots.taken():
        (other,) = queue_up(slots, "b", order)
        with slots.aside():
            assert not slots.held()
            assert other.inside.wait(LONG)
            other.finish()
        assert slots.held()
        assert not slots.free()
    assert order == ["b"]
    assert slots.free()


def test_an_exception_aside_leaves_the_slot_to_others() -> None:
    slots = Slots(1, 9)
    with pytest.raises(Gone), slots.taken(), slots.aside():
        raise Gone
    assert slots.free()
    assert not slots.held()


def test_without_a_slot_there_is_nothing_to_give_up() -> None:
    slots = Slots(1, 9)
    with slots.aside():
        assert slots.free()
    assert slots.free()
