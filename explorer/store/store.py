"""Store: keeps demos under short addresses, and for an hour what a visitor has who publishes nothing."""

from __future__ import annotations

import hmac
import re
import secrets
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from explorer import limits
from explorer.errors import StoreError
from explorer.store import bundle as bundles
from explorer.store.bundle import Bundle, digest_of
from explorer.store.database import Database, Row, Run, migrate

ID_LENGTH, KEY_BYTES = 8, 24
ALPHABET: Final = "23456789abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ"
"""The letters and digits of an id; those that are taken for others (0 O, 1 l I o) are left out."""
_ID = re.compile(f"[{ALPHABET}]{{{ID_LENGTH}}}")
_DAY = 86_400
_ENTRY = "id, title, author, created, opened, changed"
"""The columns of an Entry."""


@dataclass(frozen=True)
class Published:
    """The address of a demo, `id`, and the secret that its author needs to change it."""

    id: str
    key: str


@dataclass(frozen=True)
class Entry:
    """A demo in a list. `created`, `opened` and `changed` are seconds since 1970."""

    id: str
    title: str
    author: str
    created: int
    opened: int
    changed: int


class Store:
    """Demos in `database`. Every method is one transaction: it has happened whole when it returns, or not at all.

    All raise UnavailableError while the database does not answer. `clock` gives seconds since 1970.
    """

    def __init__(
        self, database: Database, *, most_bytes: int = limits.STORE_BYTES, clock: Callable[[], float] = time.time
    ) -> None:
        self.database = database
        self.most_bytes = most_bytes
        self._clock = clock
        database.check()
        migrate(database)

    # -- demos --------------------------------------------------------------------------------------------------------

    def publish(self, bundle: Bundle, *, public: bool = False) -> Published:
        """Keep a new demo. Raises StoreError if the store is full."""
        made, now = Published(_new_id(), secrets.token_urlsafe(KEY_BYTES)), self._now()
        with self.database.transaction() as run:
            self._check_room(run, bundle)
            run(
                "INSERT INTO demo (id, key_hash, public, title, author, words, manifest, size, created, changed, opened) "
                "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                *(made.id, _hash(made.key), int(public), bundle.title, bundle.author, _words(bundle)),
                *(bundle.manifest, bundle.size, now, now, now),
            )
            _link_files(run, "demo_blob", "demo", made.id, bundle.files)
        return made

    def demo(self, demo_id: str, *, opened: bool = True) -> Bundle:
        """The demo of this id, which counts as opened today, unless somebody only looks at it from outside.

        Raises StoreError if there is none, or it is damaged.
        """
        with self.database.transaction() as run:
            row = _row(run, "manifest, opened", demo_id)
            files = _files(run, "demo_blob", "demo", demo_id, row[0])
            if opened and self._now() - row[1] >= _DAY:  # not a write for each viewer
                run("UPDATE demo SET opened = ? WHERE id = ?", self._now(), demo_id)
        return bundles.read(bytes(row[0]), files)

    def described(self, demo_id: str) -> tuple[Entry, str]:
        """A demo as in a list, and its first words: what is said to all of it, else to its first step.

        Its photos are not read. Raises StoreError if there is none.
        """
        with self.database.transaction() as run:
            *columns, manifest = _row(run, f"{_ENTRY}, manifest", demo_id)
        return Entry(*columns), bundles.first_words(bytes(manifest))

    def is_public(self, demo_id: str) -> bool:
        """Whether the demo is in the gallery. Raises StoreError if there is none."""
        with self.database.transaction() as run:
            return bool(_row(run, "public", demo_id)[0])

    def owns(self, demo_id: str, key: str) -> bool:
        """Whether `key` is the secret of this demo's author. Raises StoreError if there is no such demo."""
        with self.database.transaction() as run:
            return _fits(run, demo_id, key)

    def change(self, demo_id: str, key: str, bundle: Bundle, *, public: bool) -> None:
        """Replace a demo; its address stays. Raises StoreError if `key` is not its author's."""
        with self.database.transaction() as run:
            _check_key(run, demo_id, key)
            run("DELETE FROM demo_blob WHERE demo = ?", demo_id)
            self._check_room(run, bundle, without=demo_id)
            run(
                "UPDATE demo SET public = ?, title = ?, author = ?, words = ?, manifest = ?, size = ?, changed = ? "
                "WHERE id = ?",
                *(int(public), bundle.title, bundle.author, _words(bundle), bundle.manifest, bundle.size),
                *(self._now(), demo_id),
            )
            _link_files(run, "demo_blob", "demo", demo_id, bundle.files)
            _drop_unused(run)

    def unpublish(self, demo_id: str, key: str) -> None:
        """Delete a demo for good. Raises StoreError if `key` is not its author's."""
        with self.database.transaction() as run:
            _check_key(run, demo_id, key)
            run("DELETE FROM demo WHERE id = ?", demo_id)
            _drop_unused(run)

    def listed(self, search: str = "", most: int = 60, skip: int = 0) -> list[Entry]:
        """The public demos that have all words of `search` in title, author or notes, newest first."""
        words = search.lower().split()[:8]
        conditions = "".join(" AND words LIKE ? ESCAPE '!'" for _ in words)
        with self.database.transaction() as run:
            rows = run(
                f"SELECT {_ENTRY} FROM demo WHERE public = 1{conditions} ORDER BY created DESC, id LIMIT ? OFFSET ?",
                *(f"%{_escaped(word)}%" for word in words),
                *(most, skip),
            )
        return [Entry(*row) for row in rows]

    # -- for an hour --------------------------------------------------------------------------------------------------

    def keep(self, token: str, bundle: Bundle) -> None:
        """Keep what one visitor has for KEPT_SECONDS, in place of what was kept under `token` before."""
        name, expires = _hash(token), self._now() + limits.KEPT_SECONDS
        with self.database.transaction() as run:
            run("DELETE FROM kept WHERE token = ?", name)
            run(
                "INSERT INTO kept (token, manifest, size, expires) VALUES (?, ?, ?, ?)",
                *(name, bundle.manifest, bundle.size, expires),
            )
            _link_files(run, "kept_blob", "token", name, bundle.files)
            self._drop_kept(run)
            _drop_unused(run)

    def kept(self, token: str) -> Bundle | None:
        """What was kept under `token`, if its hour is not over."""
        name = _hash(token)
        with self.database.transaction() as run:
            rows = run("SELECT manifest FROM kept WHERE token = ? AND expires > ?", name, self._now())
            if not rows:
                return None
            files = _files(run, "kept_blob", "token", name, rows[0][0])
        return bundles.read(bytes(rows[0][0]), files, limits.KEPT_BYTES)

    # -- upkeep -------------------------------------------------------------------------------------------------------

    def sweep(self) -> int:
        """Delete what is over its time: demos that nobody opened for DEMO_DAYS, and what was kept. Returns how many demos."""
        with self.database.transaction() as run:
            oldest = self._now() - limits.DEMO_DAYS * _DAY
            gone = run("SELECT id FROM demo WHERE opened < ?", oldest)
            run("DELETE FROM demo WHERE opened < ?", oldest)
            self._drop_kept(run)
            _drop_unused(run)
        return len(gone)

    def used(self) -> int:
        """Bytes of all demos; a photo that several show counts once."""
        with self.database.transaction() as run:
            return _used(run)

    def verify(self) -> list[str]:
        """Read every demo and every photo; returns a sentence for each that is damaged."""
        with self.database.transaction() as run:
            ids = [row[0] for row in run("SELECT id FROM demo ORDER BY id")]
        found: list[str] = []
        for demo_id in ids:
            try:
                self.demo(demo_id, opened=False)
            except StoreError as error:
                found.append(f"{demo_id}: {error.problem}")
        return found

    def _now(self) -> int:
        return int(self._clock())

    def _check_room(self, run: Run, bundle: Bundle, without: str = "") -> None:
        used = _used(run, without)
        if used + bundle.size > self.most_bytes:
            raise StoreError(
                f"This instance keeps {self.most_bytes / 1e6:,.0f} MB of demos at most, and {used / 1e6:,.1f} MB are taken.",
                "Download the demo as a file instead, or unpublish one that nobody needs any more.",
            )

    def _drop_kept(self, run: Run) -> None:
        """Forget what is over its time, and then the oldest until the rest is small enough."""
        run("DELETE FROM kept WHERE expires <= ?", self._now())
        [(most,)] = run("SELECT COALESCE(SUM(size), 0) FROM kept")
        if most <= limits.KEPT_BYTES:
            return
        files: dict[str, list[tuple[str, int]]] = {}
        for token, digest, size in run(
            "SELECT kept_blob.token, blob.digest, blob.size FROM kept_blob JOIN blob ON blob.digest = kept_blob.digest"
        ):
            files.setdefault(token, []).append((digest, size))
        total, seen = 0, set[str]()
        for token, manifest in run("SELECT token, LENGTH(manifest) FROM kept ORDER BY expires DESC"):
            new = dict(each for each in files.get(token, []) if each[0] not in seen)  # a photo is stored once
            total += manifest + sum(new.values())
            if total > limits.KEPT_BYTES:
                run("DELETE FROM kept WHERE token = ?", token)
            seen.update(new)


def is_id(text: str) -> bool:
    """Whether `text` can be the id of a published demo."""
    return bool(_ID.fullmatch(text))


def _new_id() -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(ID_LENGTH))


def _hash(secret: str) -> str:
    # The secrets are random and long, so a plain hash is enough: nobody can try them all.
    return digest_of(secret.encode())


def _row(run: Run, columns: str, demo_id: str) -> Row:
    """Columns of one demo. Raises StoreError if there is none of this id."""
    rows = run(f"SELECT {columns} FROM demo WHERE id = ?", demo_id) if is_id(demo_id) else []
    if not rows:
        raise StoreError(
            "There is no demo at this address: it was unpublished, nobody opened it for a year, or the address is not whole.",
            "Ask its author for it again.",
        )
    return rows[0]


def _fits(run: Run, demo_id: str, key: str) -> bool:
    return hmac.compare_digest(str(_row(run, "key_hash", demo_id)[0]), _hash(key))


def _check_key(run: Run, demo_id: str, key: str) -> None:
    if not _fits(run, demo_id, key):
        raise StoreError("This is not the author's address of the demo.", "Use the second address of the two you got.")


def _words(bundle: Bundle) -> str:
    """What a search looks through."""
    texts = [bundle.title, bundle.author, bundle.note, *(f"{stop.title} {stop.note}" for stop in bundle.walk.stops)]
    return " ".join(texts).lower()[:20_000]


def _escaped(word: str) -> str:
    return re.sub(r"[!%_]", r"!\g<0>", word)


def _link_files(run: Run, table: str, column: str, owner: str, files: Mapping[str, bytes]) -> None:
    """Store the files that are not there yet, and say who needs them."""
    for digest, data in {digest_of(data): data for data in files.values()}.items():
        run("INSERT INTO blob (digest, size, data) VALUES (?, ?, ?) ON CONFLICT DO NOTHING", digest, len(data), data)
        run(f"INSERT INTO {table} ({column}, digest) VALUES (?, ?)", owner, digest)


def _files(run: Run, table: str, column: str, owner: str, manifest: bytes) -> dict[str, bytes]:
    rows = run(
        f"SELECT blob.digest, blob.data FROM blob JOIN {table} ON blob.digest = {table}.digest WHERE {table}.{column} = ?",
        owner,
    )
    data = {digest: bytes(content) for digest, content in rows}
    return {name: data.get(digest, b"") for name, digest in bundles.files_named(bytes(manifest)).items()}


def _drop_unused(run: Run) -> None:
    run(
        "DELETE FROM blob WHERE NOT EXISTS (SELECT 1 FROM demo_blob WHERE demo_blob.digest = blob.digest) "
        "AND NOT EXISTS (SELECT 1 FROM kept_blob WHERE kept_blob.digest = blob.digest)"
    )


def _used(run: Run, without: str = "") -> int:
    [(manifests,)] = run("SELECT COALESCE(SUM(LENGTH(manifest)), 0) FROM demo WHERE id <> ?", without)
    [(photos,)] = run(
        "SELECT COALESCE(SUM(size), 0) FROM blob WHERE EXISTS (SELECT 1 FROM demo_blob WHERE digest = blob.digest "
        "AND demo <> ?)",
        without,
    )
    return int(manifests) + int(photos)
