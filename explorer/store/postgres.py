"""PostgreSQL, for several replicas that share their demos: `DATABASE_URL`, and the extra `hosted`, which brings psycopg."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from importlib.util import find_spec
from typing import Any

from explorer.errors import MissingExtraError
from explorer.store.database import Row, Run, translated
from explorer.store.idle import Idle

CONNECT_SECONDS = 5
WRITER = 0x636E6E
"""The advisory lock that every transaction takes: one at a time, as in SQLite."""


class Postgres:
    """The database at `address`, "postgresql://user:password@host/name". Raises MissingExtraError without psycopg."""

    bytes_type = "BYTEA"

    def __init__(self, address: str) -> None:
        if find_spec("psycopg") is None:
            raise MissingExtraError("PostgreSQL needs", ["psycopg"], "hosted")
        self._address = address
        self._idle: Idle[Any] = Idle()

    @contextmanager
    def transaction(self) -> Iterator[Run]:
        """A transaction; it waits while another one, of any replica, writes. Raises UnavailableError."""
        import psycopg

        with translated(psycopg.Error):
            connection = self._connection()
            try:
                with connection.cursor() as cursor:
                    cursor.execute("SELECT pg_advisory_xact_lock(%s)", (WRITER,))
                    yield _runner(cursor)
                connection.commit()
            except BaseException:
                self._discard(connection)
                raise
            self._idle.put(connection)

    def check(self) -> None:
        """PostgreSQL looks after its files itself."""

    def has_tables(self, run: Run) -> bool:
        """Whether the table `version` is there."""
        return bool(run("SELECT 1 FROM pg_tables WHERE schemaname = current_schema() AND tablename = 'version'"))

    def close(self) -> None:
        """Close the connections that wait."""
        self._idle.close()

    def _connection(self) -> Any:
        """A connection that answers: one that waited may be dead since the database was started again."""
        import psycopg

        while True:
            connection = self._idle.take()
            if connection is None:
                return psycopg.connect(self._address, connect_timeout=CONNECT_SECONDS)
            try:
                connection.execute("SELECT 1")
                connection.rollback()
                return connection
            except psycopg.Error:
                self._discard(connection)

    @staticmethod
    def _discard(connection: Any) -> None:
        import psycopg

        with suppress(psycopg.Error):
            connection.rollback()
        connection.close()


def _runner(cursor: Any) -> Run:
    def run(statement: str, *values: object) -> list[Row]:
        cursor.execute(statement.replace("?", "%s"), values)
        return [tuple(row) for row in cursor.fetchall()] if cursor.description else []

    return run
