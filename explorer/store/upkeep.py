"""What whoever runs an instance does with its demos: back up, bring back, list, take down.

A backup is a store of its own, in one SQLite file, whichever database it comes from and goes to; so it is also the way from
SQLite to PostgreSQL. What is kept for an hour for visitors who published nothing is in no backup.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from explorer.errors import StoreError
from explorer.store.database import Database
from explorer.store.sqlite import Sqlite
from explorer.store.store import Store

DEMO_COLUMNS: Final = (
    *("id", "key_hash", "public", "title", "author", "words", "manifest", "size", "created", "changed", "opened"),
)
"""The columns of the table `demo`: all of them, as a test compares."""


@dataclass(frozen=True)
class Kept:
    """A demo in the list of whoever runs the instance: public or not. `created` and `opened` are seconds since 1970."""

    id: str
    title: str
    public: bool
    size: int
    created: int
    opened: int


def all_demos(store: Store) -> list[Kept]:
    """All demos, newest first."""
    with store.database.transaction() as run:
        rows = run("SELECT id, title, public, size, created, opened FROM demo ORDER BY created DESC, id")
    return [Kept(row[0], row[1], bool(row[2]), *row[3:]) for row in rows]


def take_down(store: Store, demo_id: str) -> str:
    """Delete a demo without its author's secret; returns its title. Raises StoreError if there is none of this id."""
    with store.database.transaction() as run:
        rows = run("SELECT title FROM demo WHERE id = ?", demo_id)
        if not rows:
            raise StoreError(f"There is no demo {demo_id[:40]!r} here.", "cnn-explorer demos list shows their ids.")
        run("DELETE FROM demo WHERE id = ?", demo_id)
    store.sweep()  # the photos that no other demo shows
    return str(rows[0][0])


def back_up(store: Store, path: Path) -> int:
    """Copy all demos to a new file while the store is in use; returns how many. Raises StoreError if the file is there.

    The file has its name only once it is whole.
    """
    part = path.with_name(f"{path.name}.part")
    for each in (path, part):
        if each.exists():
            raise StoreError(f"There is a file {each.name} already.", "Choose another name for the backup.")
    if not path.parent.is_dir():
        raise StoreError(f"There is no folder {path.parent}.", "Make it first, or choose another one.")
    target = Sqlite(part)
    try:
        copied = _copy(store.database, Store(target).database)
        target.close()
        part.rename(path)
    finally:
        target.close()
        part.unlink(missing_ok=True)
    return copied


def bring_back(store: Store, path: Path) -> int:
    """Copy the demos of a backup into the store, but those that it has; returns how many. Raises StoreError.

    Of those that it has, damaged photos are made whole.
    """
    if not path.is_file():
        raise StoreError(f"There is no file {path}.", "Give the file that cnn-explorer demos backup wrote.")
    source = Sqlite(path)
    try:
        return _copy(Store(source).database, store.database)
    finally:
        source.close()


def _copy(source: Database, target: Database) -> int:
    """Copy demo by demo, so that neither store waits for long, nor holds all photos in memory."""
    with source.transaction() as run:
        ids = [row[0] for row in run("SELECT id FROM demo ORDER BY id")]
    return sum(_copy_one(source, target, demo_id) for demo_id in ids)


def _copy_one(source: Database, target: Database, demo_id: str) -> bool:
    columns = ", ".join(DEMO_COLUMNS)
    with source.transaction() as run:
        rows = run(f"SELECT {columns} FROM demo WHERE id = ?", demo_id)
        blobs = run(
            "SELECT blob.digest, blob.size, blob.data FROM blob JOIN demo_blob ON blob.digest = demo_blob.digest "
            "WHERE demo_blob.demo = ?",
            demo_id,
        )
    with target.transaction() as run:
        for digest, _, data in blobs:  # a photo is its digest: what differs is damaged
            run("UPDATE blob SET data = ? WHERE digest = ? AND data <> ?", data, digest, data)
        if not rows or run("SELECT 1 FROM demo WHERE id = ?", demo_id):  # unpublished meanwhile, or there already
            return False
        run(f"INSERT INTO demo ({columns}) VALUES ({', '.join('?' * len(DEMO_COLUMNS))})", *rows[0])
        for digest, size, data in blobs:
            run("INSERT INTO blob (digest, size, data) VALUES (?, ?, ?) ON CONFLICT DO NOTHING", digest, size, data)
            run("INSERT INTO demo_blob (demo, digest) VALUES (?, ?)", demo_id, digest)
    return True
