"""The cache that all threads of the server share."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as some

from explorer.views.still.bounded import Bounded


@given(some.integers(1, 5), some.lists(some.integers(0, 8)))
def test_values_are_those_of_their_keys_and_few(most: int, keys: list[int]) -> None:
    cache: Bounded[int, str] = Bounded(most)
    for key in keys:
        assert cache.get(key, lambda key=key: str(key)) == str(key)  # type: ignore[misc]
        assert cache.known(key) == str(key)
        assert len(cache) <= most


def test_the_least_recently_used_is_dropped() -> None:
    cache: Bounded[str, int] = Bounded(2)
    for key in "aba":
        cache.get(key, lambda: 1)
    cache.get("c", lambda: 2)
    assert (cache.known("a"), cache.known("b"), cache.known("c")) == (1, None, 2)


def test_what_several_ask_for_at_once_is_made_once() -> None:
    cache: Bounded[str, int] = Bounded(2)
    made: list[int] = []
    together = threading.Barrier(4)

    def ask() -> int:
        together.wait()
        return cache.get("key", lambda: made.append(1) or len(made))  # type: ignore[func-returns-value]

    with ThreadPoolExecutor(4) as pool:
        assert [future.result() for future in [pool.submit(ask) for _ in range(4)]] == [1] * 4
    assert made == [1]


def test_an_error_reaches_who_asks_and_is_not_kept() -> None:
    cache: Bounded[str, int] = Bounded(2)

    def fail() -> int:
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        cache.get("key", fail)
    assert cache.known("key") is None
    assert cache.get("key", lambda: 3) == 3
