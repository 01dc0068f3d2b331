"""The tables of the store, as the migrations that make them: the version of a store is how many of them it has had.

A migration that was released is never changed; another one is added below it. `{BYTES}` is the type of bytes.
"""

from __future__ import annotations

from typing import Final

MIGRATIONS: Final[tuple[tuple[str, ...], ...]] = (
    (
        "CREATE TABLE blob (digest TEXT PRIMARY KEY, size BIGINT NOT NULL, data {BYTES} NOT NULL)",
        "CREATE TABLE demo (id TEXT PRIMARY KEY, key_hash TEXT NOT NULL, public INTEGER NOT NULL, title TEXT NOT NULL, "
        "author TEXT NOT NULL, words TEXT NOT NULL, manifest {BYTES} NOT NULL, size BIGINT NOT NULL, "
        "created BIGINT NOT NULL, changed BIGINT NOT NULL, opened BIGINT NOT NULL)",
        "CREATE TABLE demo_blob (demo TEXT NOT NULL REFERENCES demo (id) ON DELETE CASCADE, "
        "digest TEXT NOT NULL REFERENCES blob (digest), PRIMARY KEY (demo, digest))",
        "CREATE INDEX demo_public ON demo (public, created)",
    ),
    (
        "CREATE TABLE kept (token TEXT PRIMARY KEY, manifest {BYTES} NOT NULL, size BIGINT NOT NULL, "
        "expires BIGINT NOT NULL)",
        "CREATE TABLE kept_blob (token TEXT NOT NULL REFERENCES kept (token) ON DELETE CASCADE, "
        "digest TEXT NOT NULL REFERENCES blob (digest), PRIMARY KEY (token, digest))",
        "CREATE INDEX kept_expires ON kept (expires)",
        "CREATE INDEX demo_blob_digest ON demo_blob (digest)",
        "CREATE INDEX kept_blob_digest ON kept_blob (digest)",
    ),
)
VERSION: Final = len(MIGRATIONS)
