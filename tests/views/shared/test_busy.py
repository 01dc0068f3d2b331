"""The page of a visitor who waits for a slot, through Streamlit's own test harness and with real threads."""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from streamlit.testing.v1 import AppTest

from explorer import limits
from explorer.errors import BudgetError, BusyError
from explorer.running import watch
from explorer.running.slots import Slots
from explorer.views.shared import busy

LONG = 20


@pytest.fixture
def one_slot(monkeypatch: pytest.MonkeyPatch) -> Slots:
    slots = Slots(1, 1)
    monkeypatch.setattr(busy, "slots", lambda: slots)
    return slots


@pytest.fixture
def held_elsewhere(one_slot: Slots) -> Iterator[threading.Event]:
    """The only slot is another thread's, until the event is set."""
    inside, leave = threading.Event(), threading.Event()

    def hold() -> None:
        with one_slot.taken():
            inside.set()
            assert leave.wait(LONG)

    thread = threading.Thread(target=hold, daemon=True)
    thread.start()
    assert inside.wait(LONG)
    yield leave
    leave.set()
    thread.join(LONG)
    assert not thread.is_alive()


def test_light_work_needs_no_slot(held_elsewhere: threading.Event) -> None:
    with busy.slot(limits.SLOT_MACS - 1), busy.at_once(limits.SLOT_MACS - 1):
        pass


def test_heavy_work_holds_one(one_slot: Slots) -> None:
    with busy.slot(limits.SLOT_MACS):
        assert one_slot.held()
    assert one_slot.free()


def test_who_cannot_wait_is_refused_in_a_sentence(one_slot: Slots, held_elsewhere: threading.Event) -> None:
    with pytest.raises(BusyError) as caught, busy.at_once(limits.SLOT_MACS):
        pytest.fail("there was no slot")
    assert str(caught.value) == "The server is busy with other visitors’ networks. Try again in a minute."
    assert one_slot.waiting == 0


def test_the_number_is_said_once_per_change(monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[str] = []

    class Place:
        def caption(self, text: str) -> None:
            said.append(text)

        def empty(self) -> None:
            said.append("")

    monkeypatch.setattr(busy.st, "empty", Place)
    sign = busy._Sign()
    for number in (3, 3, 2, 1, 1):
        sign.show(number)
    sign.remove()
    words = ":material/hourglass_top: The server is busy with other visitors’ networks. You are number {}."
    assert said == [*(words.format(number) for number in (3, 2, 1)), ""]


def test_whoever_holds_a_slot_does_not_wait_for_others(one_slot: Slots) -> None:
    """They may wait for that very slot: both would wait for ever."""
    begun, go = threading.Event(), threading.Event()

    def slow() -> str:
        begun.set()
        assert go.wait(LONG)
        return "theirs"

    with ThreadPoolExecutor(1) as pool:
        other = pool.submit(busy.once, "same", lambda: None, slow)
        assert begun.wait(LONG)
        with one_slot.taken():
            assert busy.once("same", lambda: None, lambda: "mine") == "mine"
            assert busy.once("same", lambda: "known", lambda: "mine") == "known"
        go.set()
        assert other.result(LONG) == "theirs"


def test_who_leaves_while_waiting_gives_up_their_place(
    one_slot: Slots, held_elsewhere: threading.Event, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Streamlit asks the script to stop when its visitor has gone or done something else: the queue must notice."""
    from streamlit.runtime.scriptrunner import StopException

    asked = threading.Event()

    def stopped() -> bool:
        asked.set()
        raise StopException

    monkeypatch.setattr(busy, "interrupted", stopped)
    with pytest.raises(StopException), busy.slot(limits.SLOT_MACS):
        pytest.fail("there was no slot")
    assert asked.is_set()
    assert one_slot.waiting == 0


def test_work_in_a_slot_ends_between_two_layers_when_its_visitor_leaves(
    one_slot: Slots, monkeypatch: pytest.MonkeyPatch
) -> None:
    from streamlit.runtime.scriptrunner import StopException

    left = threading.Event()

    def asked() -> bool:
        if left.is_set():
            raise StopException
        return False

    monkeypatch.setattr(busy, "interrupted", asked)
    with busy.slot(limits.SLOT_MACS):
        watch.between("conv1")
        left.set()
        with pytest.raises(StopException):
            watch.between("conv2")
    assert one_slot.free()


def test_work_in_a_slot_has_its_time(one_slot: Slots, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "RUN_SECONDS", -1)
    with pytest.raises(BudgetError, match=r"^Time ran out before conv1"), busy.slot(limits.SLOT_MACS):
        watch.between("conv1")
    assert one_slot.free()


def page() -> None:
    import streamlit as st

    from explorer.views.shared import busy

    with busy.slot(10**12):
        st.markdown("computed")


def test_a_page_that_waits_says_so_and_goes_on(
    held_elsewhere: threading.Event, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[int] = []

    def words(number: int) -> str:
        said.append(number)
        held_elsewhere.set()  # the other visitor is done as soon as this one has read the number
        return f"number {number}"

    monkeypatch.setattr(busy, "busy_words", words)
    script = AppTest.from_function(page, default_timeout=LONG).run()
    assert said == [1]
    assert [text.value for text in script.markdown] == ["computed"]
    assert not script.caption
    assert not script.exception


@pytest.fixture
def one_turn(monkeypatch: pytest.MonkeyPatch) -> Slots:
    turns = Slots(1, 99)
    monkeypatch.setattr(busy, "turns", lambda: turns)
    return turns


def in_a_thread(work: Callable[[], None]) -> threading.Thread:
    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    return thread


def test_pages_are_drawn_in_turn(one_turn: Slots) -> None:
    drawn = list[str]()

    def other() -> None:
        with busy.turn():
            drawn.append("other")

    with busy.turn():
        thread = in_a_thread(other)
        while not one_turn.waiting:
            time.sleep(0.01)
        assert not drawn
    thread.join(LONG)
    assert drawn == ["other"]
    assert one_turn.free()


def test_a_page_that_has_waited_long_enough_is_drawn_out_of_turn(
    one_turn: Slots, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "TURN_SECONDS", 0.05)
    drawn = threading.Event()

    def other() -> None:
        with busy.turn():
            assert not one_turn.held()
            drawn.set()

    with busy.turn():
        in_a_thread(other).join(LONG)
        assert drawn.is_set()
    assert one_turn.free()


def test_time_of_late_counts_for_a_third_after_a_while() -> None:
    lately = busy.Lately()
    lately.add(3.0, now=100.0)
    assert lately.at(100.0) == 3.0
    assert lately.at(100.0 + busy.LATELY_SECONDS) == pytest.approx(3.0 / math.e)
    lately.add(1.0, now=100.0 + busy.LATELY_SECONDS)
    assert lately.seconds == pytest.approx(1.0 + 3.0 / math.e)


def test_whoever_has_had_much_of_late_is_drawn_after_the_others(
    one_turn: Slots, monkeypatch: pytest.MonkeyPatch
) -> None:
    used, drawn = threading.local(), list[str]()
    monkeypatch.setattr(busy, "_lately", lambda: used.lately)

    def page(name: str, seconds: float) -> threading.Thread:
        def draw() -> None:
            used.lately = busy.Lately()
            used.lately.add(seconds, time.monotonic())
            with busy.turn():
                drawn.append(name)

        waiting, thread, until = one_turn.waiting, in_a_thread(draw), time.monotonic() + LONG
        while one_turn.waiting == waiting and time.monotonic() < until:
            time.sleep(0.001)
        return thread

    used.lately = busy.Lately()
    with busy.turn():
        threads = [page("much", 2.5), page("little", 0.5), page("some", 1.5), page("none", 0.0)]
    for thread in threads:
        thread.join(LONG)
    assert drawn == ["little", "none", "some", "much"]


def test_drawing_counts(one_turn: Slots, monkeypatch: pytest.MonkeyPatch) -> None:
    lately = busy.Lately()
    monkeypatch.setattr(busy, "_lately", lambda: lately)
    with busy.turn():
        until = time.thread_time() + 0.05
        while time.thread_time() < until:
            pass
    assert 0.05 <= lately.seconds < 5


def test_large_work_lets_other_pages_go_first(one_turn: Slots, one_slot: Slots) -> None:
    with busy.turn():
        with busy.slot(limits.SLOT_MACS):
            assert one_turn.free()
        assert one_turn.held()


def test_who_waits_for_the_same_work_of_another_lets_pages_go_first(one_turn: Slots) -> None:
    begun, end, results = threading.Event(), threading.Event(), list[int]()

    def make() -> int:
        begun.set()
        assert end.wait(LONG)
        return 7

    def second() -> None:
        with busy.turn():
            results.append(busy.once("the same", lambda: None, lambda: 0))

    first = in_a_thread(lambda: results.append(busy.once("the same", lambda: None, make)))
    assert begun.wait(LONG)
    waiting = in_a_thread(second)
    until = time.monotonic() + LONG
    while one_turn.free() and time.monotonic() < until:  # it takes its turn
        time.sleep(0.001)
    while not one_turn.free() and time.monotonic() < until:  # and gives it up
        time.sleep(0.01)
    assert one_turn.free()
    end.set()
    for thread in (first, waiting):
        thread.join(LONG)
    assert results == [7, 7]
    assert one_turn.free()
