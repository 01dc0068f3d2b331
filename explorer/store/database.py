"""Database: what the store needs of SQLite and of PostgreSQL, and nothing more: transactions, and statements in them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any, Protocol

from explorer.errors import StoreError, UnavailableError
from explorer.store.schema import MIGRATIONS, VERSION

Row = tuple[Any, ...]
Run = Callable[..., list[Row]]
"""Runs one statement, whose values are marked by `?`, and returns its rows."""


class Database(Protocol):
    """One database. Any thread may use it, and it may go away and come back between two transactions."""

    bytes_type: str
    """The type of a column of bytes, in SQL."""

    def transaction(self) -> AbstractContextManager[Run]:
        """A transaction, undone if it raises. One at a time writes. Raises UnavailableError if the database does not answer."""
        ...

    def check(self) -> None:
        """Raises StoreError if the database is damaged."""
        ...

    def has_tables(self, run: Run) -> bool:
        """Whether the table `version` is there."""
        ...

    def close(self) -> None:
        """Give the connections back."""
        ...


def migrate(database: Database) -> int:
    """Bring the tables to this version of the app, and return the version they had. Raises StoreError for later ones.

    Each migration is undone as a whole if it fails.
    """
    with database.transaction() as run:
        if not database.has_tables(run):
            # `oldest`: the lowest version whose app can still use these tables, so that two versions may share a store.
            run("CREATE TABLE version (number INTEGER NOT NULL, oldest INTEGER NOT NULL)")
            run("INSERT INTO version VALUES (0, 0)")
        [(found, oldest)] = run("SELECT number, oldest FROM version")
        if oldest > VERSION:
            raise StoreError(
                f"The demos here need a later version of the app: their store is of version {found}, this app knows {VERSION}.",
                "Install the later version, or point CNN_EXPLORER_DATA to another folder.",
            )
        for migration in MIGRATIONS[found:]:
            for statement in migration:
                run(statement.format(BYTES=database.bytes_type))
        run("UPDATE version SET number = ?", max(found, VERSION))
    return int(found)


@contextmanager
def translated(*errors: type[Exception]) -> Iterator[None]:
    """Turn a driver's errors into UnavailableError."""
    try:
        yield
    except errors as error:
        text = " ".join(str(error).split())[:120] or type(error).__name__
        raise UnavailableError(
            f"The store of demos does not answer: {text}.", "Nothing is lost. Try again in a minute."
        ) from error
