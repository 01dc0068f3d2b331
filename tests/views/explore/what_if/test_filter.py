"""An edit of a filter is one step of undo, and is told before and after like every other edit."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest

from explorer.views.explore.runs import quick_run
from explorer.views.explore.top.edited import edit_lines
from explorer.views.explore.what_if import filter as what_if
from explorer.views.shell.state import Session
from tests.views.explore.top.test_comparison import session as fresh_session


@pytest.fixture
def current(monkeypatch: pytest.MonkeyPatch) -> Session:
    current = fresh_session()
    monkeypatch.setattr(what_if, "session", lambda: current)
    monkeypatch.setattr(what_if, "st", SimpleNamespace(session_state={}))
    return current


def lines(current: Session) -> list[str]:
    return edit_lines(current, quick_run(current.scene))


def test_an_edited_filter_is_told_with_the_answer_and_taken_back(current: Session) -> None:
    before = current.now
    what_if.put_filter("3", 2, np.full((3, 3, 10), 9.0, np.float32), done="switched off")
    told = lines(current)
    assert told[0] == "**Filter 2 of conv1_2** switched off"
    assert told[1].startswith("answer Sneaker 98.6% → ")
    assert "class" not in told[1], "one edited filter leaves the classes their names"
    assert len(told) == 2, "no layer and no parameter came or went"
    current.undo_edit()
    assert current.now == before
    assert lines(current) == []


def test_taking_a_filters_edits_back_is_told_too(current: Session) -> None:
    what_if.put_filter("3", 2, np.full((3, 3, 10), 9.0, np.float32))
    changed = lines(current)[1].rpartition("→ ")[2]
    what_if.reset_filter("3", 2)
    assert lines(current) == ["**Filter 2 of conv1_2** as before its edits", f"answer {changed} → Sneaker 98.6%"]
