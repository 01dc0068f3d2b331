from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from explorer.errors import StoreError
from explorer.store import Store
from explorer.store.database import Database
from explorer.store.schema import MIGRATIONS
from explorer.store.sqlite import Sqlite
from explorer.store.upkeep import DEMO_COLUMNS, all_demos, back_up, bring_back, take_down
from tests.store.demos import demo


@pytest.fixture
def store(database: Database) -> Store:
    return Store(database)


def test_a_backup_has_every_demo_and_the_store_goes_on(store: Store, tmp_path: Path) -> None:
    made = [store.publish(demo(seed)) for seed in range(3)]
    store.keep("token", demo(9))
    assert back_up(store, tmp_path / "backup.sqlite3") == 3
    later = store.publish(demo(4))
    kept = Store(Sqlite(tmp_path / "backup.sqlite3"))
    for seed, each in enumerate(made):
        assert kept.demo(each.id).manifest == demo(seed).manifest
        assert kept.demo(each.id).files == demo(seed).files
        assert kept.owns(each.id, each.key)
    assert kept.kept("token") is None, "what a visitor did not publish is in no backup"
    with pytest.raises(StoreError):
        kept.demo(later.id)


def test_a_backup_is_for_nobody_else_and_replaces_no_file(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "backup.sqlite3"
    back_up(store, path)
    assert path.stat().st_mode & 0o077 == 0
    for there in (path, tmp_path / "other.sqlite3.part"):
        there.touch()
    for name in ("backup.sqlite3", "other.sqlite3"):
        with pytest.raises(StoreError, match="already"):
            back_up(store, tmp_path / name)
    with pytest.raises(StoreError, match="There is no folder"):
        back_up(store, tmp_path / "none" / "backup.sqlite3")


def test_a_backup_that_fails_leaves_nothing_behind(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.publish(demo())
    monkeypatch.setattr("explorer.store.upkeep._copy_one", lambda *_: 1 / 0)
    before = set(tmp_path.iterdir())
    with pytest.raises(ZeroDivisionError):
        back_up(store, tmp_path / "backup.sqlite3")
    assert set(tmp_path.iterdir()) == before


def test_what_was_lost_is_brought_back_and_what_is_there_stays(store: Store, tmp_path: Path) -> None:
    lost, changed = store.publish(demo(1)), store.publish(demo(2))
    back_up(store, tmp_path / "backup.sqlite3")
    store.unpublish(lost.id, lost.key)
    store.change(changed.id, changed.key, demo(3), public=False)
    assert bring_back(store, tmp_path / "backup.sqlite3") == 1
    assert store.demo(lost.id) == demo(1)
    assert store.demo(changed.id) == demo(3)
    assert store.verify() == []
    store.unpublish(lost.id, lost.key)
    store.unpublish(changed.id, changed.key)
    assert store.used() == 0


def test_demos_move_to_another_kind_of_database(opened: Callable[[], Database], tmp_path: Path) -> None:
    small = Store(Sqlite(tmp_path / "small.sqlite3"))
    made = small.publish(demo(), public=True)
    back_up(small, tmp_path / "backup.sqlite3")
    large = Store(opened())
    assert bring_back(large, tmp_path / "backup.sqlite3") == 1
    assert large.demo(made.id).files == demo().files
    assert [each.id for each in large.listed()] == [made.id]


@pytest.mark.parametrize("name", ["none.sqlite3", "text.sqlite3"])
def test_what_is_no_backup_is_told(store: Store, tmp_path: Path, name: str) -> None:
    (tmp_path / "text.sqlite3").write_text("not a database" * 100)
    with pytest.raises(StoreError):
        bring_back(store, tmp_path / name)
    assert not (tmp_path / "none.sqlite3").exists()


def test_the_list_has_what_is_not_public_too(store: Store) -> None:
    made = store.publish(demo(1, "One")), store.publish(demo(2, "Two"), public=True)
    found = {each.id: (each.title, each.public) for each in all_demos(store)}
    assert found == {made[0].id: ("One", False), made[1].id: ("Two", True)}
    assert {each.size for each in all_demos(store)} == {demo(1, "One").size, demo(2, "Two").size}


def test_a_demo_is_taken_down_with_its_photos(store: Store) -> None:
    made, other = store.publish(demo(1, "One")), store.publish(demo(2))
    assert take_down(store, made.id) == "One"
    assert [each.id for each in all_demos(store)] == [other.id]
    assert store.used() == demo(2).size
    with pytest.raises(StoreError, match="There is no demo"):
        take_down(store, made.id)


def test_every_column_of_a_demo_is_copied(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "a") as connection:
        for statement in (each for migration in MIGRATIONS for each in migration):
            connection.execute(statement.format(BYTES="BLOB"))
        columns = [row[1] for row in connection.execute("PRAGMA table_info(demo)")]
    connection.close()
    assert tuple(columns) == DEMO_COLUMNS
