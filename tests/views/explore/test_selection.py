"""What follows the selected cell."""

from __future__ import annotations

from typing import Any

import pytest

from explorer.views.explore import selection


def test_a_callback_leaves_the_address_to_the_run_after_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a callback sends is lost where its run ends in a run of the whole page."""
    state: dict[str, Any] = {}
    written: list[object] = []
    monkeypatch.setattr(selection.st, "session_state", state)
    monkeypatch.setattr(selection, "write_address", written.append)
    selection._settled()
    assert (written, state) == ([], {"address_due": True})
