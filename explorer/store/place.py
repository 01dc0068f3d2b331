"""Which store this instance has, as its environment says; nothing needs to be set up.

`DATABASE_URL` is a PostgreSQL database that several replicas share. `CNN_EXPLORER_DATA` is a folder for SQLite. With neither,
a folder in the user's home; on a hosted instance, whose disk does not last, a temporary one, and the app says that it forgets.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from explorer.errors import StoreError
from explorer.store.database import Database
from explorer.store.postgres import Postgres
from explorer.store.sqlite import Sqlite
from explorer.store.store import Store

DATABASE, FOLDER, PROFILE = "DATABASE_URL", "CNN_EXPLORER_DATA", "CNN_EXPLORER_PROFILE"
FILE = "demos.sqlite3"


@dataclass(frozen=True)
class Place:
    """The store of this instance. `lasts` says whether it is still there after the app was started again."""

    store: Store
    lasts: bool


def place(environment: Mapping[str, str] = os.environ) -> Place:
    """Open the store. Raises StoreError or MissingExtraError if it cannot be used."""
    if environment.get(DATABASE):
        return Place(Store(_postgres(environment[DATABASE])), lasts=True)
    if environment.get(FOLDER):
        return Place(Store(Sqlite(Path(environment[FOLDER]) / FILE)), lasts=True)
    if environment.get(PROFILE) == "hosted":
        return Place(Store(_temporary()), lasts=False)
    try:
        return Place(Store(Sqlite(home(environment) / FILE)), lasts=True)
    except StoreError:  # a home that is read-only, or none
        return Place(Store(_temporary()), lasts=False)


def home(environment: Mapping[str, str] = os.environ) -> Path:
    """The folder for the demos of somebody who set up nothing (XDG Base Directory Specification)."""
    base = environment.get("XDG_DATA_HOME") or Path(environment.get("HOME") or Path.home()) / ".local" / "share"
    return Path(base) / "cnn-explorer"


def _postgres(address: str) -> Database:
    if not address.startswith(("postgres://", "postgresql://")):
        raise StoreError(
            f"{DATABASE} begins with {address.partition(':')[0]!r}, which is no PostgreSQL database.",
            "Write postgresql://user:password@host/name, or leave it out for SQLite.",
        )
    return Postgres(address)


def _temporary() -> Database:
    return Sqlite(Path(tempfile.mkdtemp(prefix="cnn-explorer-")) / FILE)
