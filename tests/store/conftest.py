from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from explorer.store.database import Database
from explorer.store.postgres import Postgres
from explorer.store.sqlite import Sqlite
from tests.store.databases import PostgresServer, empty_database, postgres_server


@pytest.fixture(scope="session")
def server() -> Iterator[PostgresServer]:
    with postgres_server() as running:
        yield running


@pytest.fixture(params=["sqlite", "postgres"])
def opened(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Callable[[], Database]]:
    """Opens one database, which is empty at first; each call is another process of the app, as it were."""
    made: list[Database] = []
    if request.param == "sqlite":
        path = tmp_path / "demos.sqlite3"

        def connect() -> Database:
            made.append(Sqlite(path))
            return made[-1]
    else:
        address = empty_database(request.getfixturevalue("server"))

        def connect() -> Database:
            made.append(Postgres(address))
            return made[-1]

    yield connect
    for database in made:
        database.close()


@pytest.fixture
def database(opened: Callable[[], Database]) -> Database:
    return opened()
