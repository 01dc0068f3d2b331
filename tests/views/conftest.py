"""What tests of the app's views share."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from explorer.store.place import FOLDER
from explorer.views.demo import instance as instances


@pytest.fixture
def empty_instance(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A server without demos, whose store is in a folder of the test's own."""
    monkeypatch.setenv(FOLDER, str(tmp_path))
    instances.instance.clear()
    yield
    instances.instance.clear()
