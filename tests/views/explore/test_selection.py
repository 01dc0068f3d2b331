"""What follows the selected cell."""

from __future__ import annotations

from typing import Any, cast

import pytest

from explorer import Cell, presets
from explorer.errors import BusyError
from explorer.views.explore import selection
from explorer.views.explore.screen import Screen
from explorer.views.shell.state import Session


def test_a_callback_leaves_the_address_to_the_run_after_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a callback sends is lost where its run ends in a run of the whole page."""
    state: dict[str, Any] = {}
    written: list[object] = []
    monkeypatch.setattr(selection.st, "session_state", state)
    monkeypatch.setattr(selection, "write_address", written.append)
    selection._settled()
    assert (written, state) == ([], {"address_due": True})


def test_a_tab_that_gives_up_says_why_and_the_page_stands(monkeypatch: pytest.MonkeyPatch) -> None:
    """A server with too much to do, or a gradient whose time was over, is no reason to lose map and cell."""
    said: list[str] = []

    def busy(screen: object, cell: object) -> None:
        raise BusyError("The server is busy.", "Try again in a minute.")

    monkeypatch.setitem(selection.TABS, "What if", busy)
    scene = presets.load("lenet5").scene()
    monkeypatch.setattr(selection, "session", lambda: Session(scene, scene))
    monkeypatch.setattr(selection, "open_tab", lambda session, names, usual: "What if")
    monkeypatch.setattr(selection, "tell", said.append)
    selection._tabs(cast(Screen, None), Cell("0", 0, 0, 0))
    assert said == ["The server is busy. Try again in a minute."]
