"""Whatever fails, and whenever: an action on the store has happened whole, or not at all."""

from __future__ import annotations

import itertools
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from explorer.errors import UnavailableError
from explorer.store import Store
from explorer.store.database import Row, Run
from explorer.store.sqlite import Sqlite
from tests.store.demos import demo

ERRORS = {
    "disk": sqlite3.OperationalError("disk I/O error"),
    "full": sqlite3.OperationalError("database or disk is full"),
    "memory": MemoryError(),
}


class Failing(Sqlite):
    """A database whose statement number `at` raises `error`; 0 for none."""

    at, error, count = 0, ERRORS["disk"], 0

    @contextmanager
    def transaction(self) -> Iterator[Run]:
        with super().transaction() as run:

            def counted(statement: str, *values: object) -> list[Row]:
                self.count += 1
                if self.count == self.at:
                    raise self.error
                return run(statement, *values)

            yield counted


def state(store: Store) -> list[tuple[str, bytes]]:
    """Every demo, whole."""
    with store.database.transaction() as run:
        ids = [str(row[0]) for row in run("SELECT id FROM demo ORDER BY id")]
        blobs = int(run("SELECT COUNT(*) FROM blob")[0][0])
    assert store.verify() == []
    found = [(each, store.demo(each).manifest) for each in ids]
    assert blobs == len({data for each in ids for data in store.demo(each).files.values()})
    return found


@pytest.mark.parametrize("what", ERRORS)
@pytest.mark.parametrize("name", ["publish", "change", "unpublish", "sweep"])
def test_a_statement_that_fails_undoes_the_whole_action(tmp_path: Path, name: str, what: str) -> None:
    for at in itertools.count(1):
        database = Failing(tmp_path / f"{at}.sqlite3")
        store = Store(database, clock=lambda: 1_800_000_000)
        first, second = store.publish(demo()), store.publish(demo(1))
        actions: dict[str, Callable[[], object]] = {
            "publish": lambda store=store: store.publish(demo(2)),
            "change": lambda store=store, first=first: store.change(first.id, first.key, demo(3), public=True),
            "unpublish": lambda store=store, second=second: store.unpublish(second.id, second.key),
            "sweep": store.sweep,
        }
        before = state(store)
        database.at, database.count, database.error = at, 0, ERRORS[what]
        try:
            actions[name]()
        except (UnavailableError, MemoryError):
            database.at = 0
            assert state(store) == before, f"statement {at}"
        else:
            assert at > 3, "the action has several statements, each of which failed before"
            break
        finally:
            database.at = 0
            database.close()


def fill(store: Store) -> None:
    """Publish more than there is room for."""
    for seed in range(1, 50):
        store.publish(demo(seed))


def test_a_full_disk_is_told_and_nothing_is_lost(tmp_path: Path) -> None:
    """A real one, as far as SQLite can tell: the file may not grow."""
    database = Sqlite(tmp_path / "demos.sqlite3")
    store = Store(database)
    made = store.publish(demo())
    with database.transaction() as run:
        [(pages,)] = run("PRAGMA page_count")
    connection = database._idle.take()
    assert connection is not None
    connection.execute(f"PRAGMA max_page_count = {pages}")
    database._idle.put(connection)
    with pytest.raises(UnavailableError, match="database or disk is full"):
        fill(store)
    assert store.demo(made.id) == demo()
    assert store.verify() == []
    database.close()
