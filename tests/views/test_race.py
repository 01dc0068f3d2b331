"""Two runs of one session in Streamlit's state at once: the page is run again, but not for ever, and for no other error."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import streamlit as st

from explorer.views.race import MOST, again_after_race


class Again(Exception):
    """What st.rerun raises."""


@pytest.fixture
def state(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    kept: dict[str, Any] = {}

    def rerun() -> None:
        raise Again

    monkeypatch.setattr(st, "session_state", kept)
    monkeypatch.setattr(st, "rerun", rerun)
    return kept


def listing() -> None:
    """What the race is: a key is added while keys are listed."""
    keys = {"a": 1}
    for key in keys:
        keys[key * 2] = 1


def failing(error: Exception) -> Callable[[], None]:
    def show() -> None:
        raise error

    return show


def test_a_run_that_met_another_one_is_repeated(state: dict[str, Any]) -> None:
    with pytest.raises(Again):
        again_after_race(listing)
    again_after_race(lambda: None)
    assert state == {}


def test_it_is_not_repeated_for_ever(state: dict[str, Any]) -> None:
    for _ in range(MOST):
        with pytest.raises(Again):
            again_after_race(listing)
    with pytest.raises(RuntimeError, match="changed size"):
        again_after_race(listing)


@pytest.mark.parametrize("error", [RuntimeError("no"), ValueError("dictionary changed size during iteration")])
def test_other_errors_are_shown_at_once(state: dict[str, Any], error: Exception) -> None:
    with pytest.raises(type(error)):
        again_after_race(failing(error))
    assert state == {}
