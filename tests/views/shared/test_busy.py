"""The page of a visitor who waits for a slot, through Streamlit's own test harness and with real threads."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from streamlit.testing.v1 import AppTest

from explorer import limits
from explorer.errors import BusyError
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
