"""What screens keep stays within its bytes, and nothing is computed twice while it is kept."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer import Cell, Conv2D, Network, run
from explorer.ledger import ConvLedger, explain
from explorer.views.shell import remembered
from explorer.views.shell.remembered import Store, bytes_of
from tests.strategies import random_params


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 60)), max_size=40))
def test_a_store_never_holds_more_than_it_may_and_lets_the_oldest_go(puts: list[tuple[int, int]]) -> None:
    store, latest = Store(100), {}
    for key, size in puts:
        store.put(str(key), np.zeros(size, np.uint8))
        latest.setdefault(key, size)
        assert store.used <= 100
        kept = [n for n in range(10) if store.get(str(n)) is not None]
        assert store.used == sum(len(store.get(str(n))) for n in kept)
        assert len(store) == len(kept)
        assert key in kept


def test_the_one_that_was_asked_for_stays() -> None:
    store = Store(100)
    for key in "ab":
        store.put(key, np.zeros(40, np.uint8))
    assert store.get("a") is not None
    store.put("c", np.zeros(40, np.uint8))
    assert (store.get("b"), store.get("d")) == (None, None)
    assert store.get("a") is not None


def test_what_is_too_large_alone_is_not_kept_and_sends_nothing_away() -> None:
    store = Store(100)
    store.put("a", np.zeros(40, np.uint8))
    store.put("b", np.zeros(101, np.uint8))
    assert store.get("b") is None
    assert store.get("a") is not None


def test_the_arrays_of_records_are_counted() -> None:
    assert bytes_of({"a": (np.zeros(3), [np.zeros(2, np.float32)])}) == 32
    network = Network((Conv2D(filters=1),), (5, 5, 2))
    params = random_params(network)
    ledger = explain(network, params, run(network, params, np.ones((1, 5, 5, 2))), Cell("0", 0, 0, 0))
    assert isinstance(ledger, ConvLedger)
    assert bytes_of(ledger) >= ledger.patches.nbytes + ledger.kernels.nbytes


@pytest.fixture
def own_store(monkeypatch: pytest.MonkeyPatch) -> Store:
    store = Store(1000)
    monkeypatch.setattr(remembered, "store", lambda: store)
    return store


def test_a_function_is_asked_once_per_key(own_store: Store) -> None:
    asked = []

    @remembered.remembered()
    def zeros(key: str, size: int) -> np.ndarray:
        asked.append(key)
        return np.zeros(size, np.uint8)

    first = zeros("a", 600)
    assert zeros("a", 600) is first
    zeros("b", 600)  # for which the first must go
    zeros("a", 600)
    assert asked == ["a", "b", "a"]
    assert own_store.used == 600
