"""SQLite in a folder: what an instance has that was set up by nobody."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from explorer.errors import StoreError
from explorer.store.database import Row, Run, translated
from explorer.store.idle import Idle

BUSY_SECONDS = 10
"""How long a writer waits for another one."""


class Sqlite:
    """The database in the file `path`, in write-ahead logging: a transaction that has returned is on the disk."""

    bytes_type = "BLOB"

    def __init__(self, path: Path) -> None:
        self.path = path
        self._idle: Idle[sqlite3.Connection] = Idle()
        with translated(OSError):
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            # Before SQLite makes it: photos and hashes of keys are nobody else's.
            os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))

    @contextmanager
    def transaction(self) -> Iterator[Run]:
        """A transaction; it waits while another one writes. Raises UnavailableError."""
        with translated(sqlite3.Error, OSError):
            connection = self._connection()
            try:
                connection.execute("BEGIN IMMEDIATE")
                yield _runner(connection)
                connection.execute("COMMIT")
            except BaseException:
                self._discard(connection)
                raise
            self._idle.put(connection)

    def check(self) -> None:
        """Raises StoreError if SQLite finds the file damaged."""
        try:
            connection = self._connection()
            try:
                found = [row[0] for row in connection.execute("PRAGMA quick_check(1)")]
            finally:
                connection.close()
        except sqlite3.DatabaseError as error:
            found = [str(error)]
        if found != ["ok"]:
            raise StoreError(
                f"The file of the demos, {self.path.name}, is damaged: {found[0]}.",
                "Stop the app, put the last backup in its place, and start it again.",
            )

    def has_tables(self, run: Run) -> bool:
        """Whether the table `version` is there."""
        return bool(run("SELECT 1 FROM sqlite_master WHERE name = 'version'"))

    def close(self) -> None:
        """Close the connections that wait."""
        self._idle.close()

    def _connection(self) -> sqlite3.Connection:
        waiting = self._idle.take()
        if waiting is not None:
            return waiting
        connection = sqlite3.connect(
            self.path, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False, cached_statements=32
        )
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA foreign_keys = ON")
        return connection

    @staticmethod
    def _discard(connection: sqlite3.Connection) -> None:
        """Undo what the connection did, and close it: after an error nothing is known about it."""
        try:
            connection.rollback()
        finally:
            connection.close()


def _runner(connection: sqlite3.Connection) -> Run:
    def run(statement: str, *values: object) -> list[Row]:
        return connection.execute(statement, values).fetchall()

    return run
