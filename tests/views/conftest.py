"""What tests of the app's views share."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import streamlit as st

from explorer.store.place import FOLDER
from explorer.views.demo import instance as instances


@pytest.fixture
def session(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """What Streamlit keeps of a session that has just begun."""
    state: dict[str, Any] = {}
    monkeypatch.setattr(st, "session_state", state)
    return state


@pytest.fixture
def empty_instance(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A server without demos, whose store is in a folder of the test's own."""
    monkeypatch.setenv(FOLDER, str(tmp_path))
    instances.instance.clear()
    yield
    instances.instance.clear()
