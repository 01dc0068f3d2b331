"""Whose photos are whose, and how long the server has them."""

from __future__ import annotations

from typing import Any

import pytest
import streamlit as st

from explorer import limits
from explorer.views.image import photos
from explorer.views.image.photos import DEMO_FILES, Uploads, add_photo, file_of


class Clock:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def state(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    state: dict[str, Any] = {}
    monkeypatch.setattr(st, "session_state", state)
    return state


def test_the_oldest_upload_goes_first() -> None:
    store = Uploads(limit=25)
    first, second = store.put(b"a" * 10), store.put(b"b" * 10)
    assert store.get(first) == b"a" * 10
    store.get(second)
    third = store.put(b"c" * 10)
    assert store.get(first) is None
    assert store.get(second) is not None
    assert store.get(third) is not None


def test_the_same_file_is_kept_once() -> None:
    store = Uploads(limit=25)
    assert store.put(b"a" * 20) == store.put(b"a" * 20)
    assert store.get("unknown") is None


def test_who_uploads_much_takes_nothing_from_others() -> None:
    store = Uploads(limit=100, limit_each=25)
    others = [store.put(bytes([each]) * 20, f"visitor {each}") for each in range(3)]
    much = [store.put(bytes([each]) * 10, "much") for each in range(50, 90)]
    store.get(much[-2])
    much.append(store.put(b"last" * 2, "much"))
    assert all(store.get(each) for each in others)
    assert [digest for digest in much if store.get(digest)] == much[-2:], "by their upload, not by their use"


def test_a_file_that_is_larger_than_a_share_is_kept_alone() -> None:
    store = Uploads(limit=100, limit_each=25)
    small, large = store.put(b"small", "one"), store.put(b"l" * 30, "one")
    assert (store.get(small), store.get(large)) == (None, b"l" * 30)


def test_a_file_of_two_visitors_stays_for_the_second() -> None:
    store = Uploads(limit_each=25)
    both = store.put(b"b" * 20, "one")
    assert store.put(b"b" * 20, "two") == both
    store.put(b"c" * 20, "one")
    assert store.get(both) is not None
    store.put(b"d" * 20, "two")
    assert store.get(both) is None


def test_photos_count_for_the_session_that_brought_them(state: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    store = Uploads(limit_each=25)
    monkeypatch.setattr(photos, "uploads", lambda: store)
    first = add_photo(b"1" * 20)
    monkeypatch.setattr(st, "session_state", {})
    second, third = add_photo(b"2" * 20), add_photo(b"3" * 20)
    assert [store.get(each) is not None for each in (first, second, third)] == [True, False, True]
    assert photos.missing_words(second)[0] == "This server no longer has your photo."


def test_an_upload_goes_an_hour_after_it_was_last_asked_for() -> None:
    clock = Clock()
    store = Uploads(clock=clock)
    seen, unseen = store.put(b"seen"), store.put(b"unseen")
    clock.now += limits.KEPT_SECONDS
    assert store.get(seen) == b"seen"
    clock.now += 1
    store.put(b"of somebody else")
    assert store.get(unseen) is None
    assert store.get(seen) == b"seen"


def test_a_session_sees_what_is_its_own_or_its_demos(state: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = add_photo(b"first"), add_photo(b"second")
    assert file_of(first) == b"first"
    assert list(photos.photos()) == [second, first]
    add_photo(b"first")
    assert list(photos.photos()) == [first, second]
    other: dict[str, Any] = {}
    monkeypatch.setattr(st, "session_state", other)
    assert file_of(first) is None
    assert photos.photos() == {}
    other[DEMO_FILES] = {first: b"first"}
    assert file_of(first) == b"first"
    assert photos.photos() == {}


def test_what_is_missing_is_asked_for_in_words(state: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    assert photos.missing_words("0" * 24)[0] == "The photo of this link is on its owner's computer only."
    mine = add_photo(b"mine")
    monkeypatch.setattr(photos, "uploads", Uploads)
    assert file_of(mine) is None
    assert photos.missing_words(mine)[0] == "This server no longer has your photo."


def test_nothing_is_missing_while_the_browser_is_asked(state: dict[str, Any]) -> None:
    assert not photos.still_asked()
    state[photos.ASKED] = photos.time.monotonic() + 60
    assert photos.still_asked()
