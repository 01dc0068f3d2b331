"""A store in place of the instance's own, for tests of what visitors see of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from explorer.store import Store
from explorer.store.place import Place
from explorer.store.sqlite import Sqlite
from explorer.views.demo.instance import Instance


class Clock:
    """Seconds since 1970, as a test sets them."""

    now = 1_800_000_000.0

    def __call__(self) -> float:
        return self.now


def instance_in(folder: Path, monkeypatch: pytest.MonkeyPatch, clock: Clock) -> Store:
    """A store in `folder`, which this server takes for its own until the test is over."""
    store = Store(Sqlite(folder / "demos.sqlite3"), clock=clock)
    one = Instance(lambda: Place(store, lasts=True))
    monkeypatch.setattr("explorer.views.demo.instance.instance", lambda: one)
    return store
