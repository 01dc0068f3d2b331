from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from explorer import limits
from explorer.errors import StoreError, UnavailableError
from explorer.store import Store
from explorer.store.bundle import digest_of
from explorer.store.database import Database, migrate
from explorer.store.postgres import Postgres
from explorer.store.schema import MIGRATIONS, VERSION
from explorer.store.sqlite import Sqlite
from tests.store.databases import PostgresServer, empty_database
from tests.store.demos import demo, photo

ROOT = Path(__file__).parents[2]
DAY = 86_400


class Clock:
    def __init__(self) -> None:
        self.now = 1_800_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def store(database: Database, clock: Clock) -> Store:
    return Store(database, clock=clock)


def blobs(store: Store) -> int:
    with store.database.transaction() as run:
        return int(run("SELECT COUNT(*) FROM blob")[0][0])


def test_a_published_demo_opens_as_it_was(store: Store, opened: Callable[[], Database]) -> None:
    made = store.publish(demo())
    again = Store(opened()).demo(made.id)  # another process of the app
    assert again == demo()
    assert again.manifest == demo().manifest
    assert re.fullmatch(r"[2-9A-Za-z]{8}", made.id)
    assert len(made.key) == 32


def test_ids_differ(store: Store) -> None:
    assert len({store.publish(demo()).id for _ in range(50)}) == 50
    assert blobs(store) == 1, "a photo is stored once"


@pytest.mark.parametrize("demo_id", ["", "abc", "abcdefgh", "../../x", "'; DROP", "a" * 5000, "abcdefg%"])
def test_an_unknown_id_is_told_in_words(store: Store, demo_id: str) -> None:
    with pytest.raises(StoreError, match="There is no demo at this address"):
        store.demo(demo_id)


def test_only_the_author_changes_and_unpublishes(store: Store) -> None:
    made = store.publish(demo())
    for key in ("", "x", made.key[:-1], made.key + "x"):
        assert not store.owns(made.id, key)
        for act in (
            lambda key=key: store.change(made.id, key, demo(1), public=True),
            lambda key=key: store.unpublish(made.id, key),
        ):
            with pytest.raises(StoreError, match="not the author's address"):
                act()
    assert store.demo(made.id) == demo()
    assert store.owns(made.id, made.key)
    store.change(made.id, made.key, demo(1, "Other"), public=True)
    assert store.demo(made.id) == demo(1, "Other")
    assert store.is_public(made.id)
    assert blobs(store) == 1, "the photo that nobody shows any more is gone"
    store.unpublish(made.id, made.key)
    with pytest.raises(StoreError, match="There is no demo"):
        store.demo(made.id)
    assert blobs(store) == 0


def test_the_key_itself_is_not_stored(store: Store) -> None:
    made = store.publish(demo())
    with store.database.transaction() as run:
        rows = run("SELECT * FROM demo")
    assert made.key not in str(rows)


def test_a_photo_stays_while_one_demo_shows_it(store: Store) -> None:
    first, second = store.publish(demo()), store.publish(demo(title="Twin"))
    store.unpublish(first.id, first.key)
    assert store.demo(second.id).files == demo().files


def test_the_list_has_public_demos_newest_first(store: Store, clock: Clock) -> None:
    store.publish(demo(title="Hidden"))
    for title in ("Edges of a cat", "Pooling 100%", "Strides_of_two"):
        clock.now += 60
        store.publish(demo(title=title), public=True)
    assert [entry.title for entry in store.listed()] == ["Strides_of_two", "Pooling 100%", "Edges of a cat"]
    assert [entry.title for entry in store.listed("CAT edges")] == ["Edges of a cat"]
    assert [entry.title for entry in store.listed("100%")] == ["Pooling 100%"]
    assert [entry.title for entry in store.listed("s_of")] == ["Strides_of_two"], "_ is no wildcard"
    assert [entry.title for entry in store.listed("whiskers")] == [e.title for e in store.listed()], "notes count"
    assert store.listed("nothing has this") == []
    assert [entry.title for entry in store.listed(most=1, skip=1)] == ["Pooling 100%"]


def test_a_demo_that_nobody_opened_for_a_year_goes(store: Store, clock: Clock) -> None:
    old, used = store.publish(demo()), store.publish(demo(1))
    clock.now += 200 * DAY
    store.demo(used.id)
    clock.now += (limits.DEMO_DAYS - 200) * DAY
    assert store.sweep() == 0, "a year is not over yet"
    clock.now += 1
    assert store.sweep() == 1
    with pytest.raises(StoreError, match="nobody opened it for a year"):
        store.demo(old.id)
    assert store.demo(used.id) == demo(1)
    assert blobs(store) == 1


def test_a_look_from_outside_does_not_keep_a_demo_alive(store: Store, clock: Clock) -> None:
    """The gallery draws pictures of what nobody opens, and the check at night reads everything."""
    made = store.publish(demo(), public=True)
    clock.now += 300 * DAY
    assert store.demo(made.id, opened=False) == demo()
    assert store.described(made.id)[0].title == "Edges"
    assert store.verify() == []
    assert store.listed()[0].opened == store.listed()[0].created
    store.demo(made.id)
    assert store.listed()[0].opened > store.listed()[0].created


def test_a_demo_is_described_without_reading_its_photos(store: Store, clock: Clock) -> None:
    made = store.publish(demo())
    clock.now += 60
    store.change(made.id, made.key, demo(1, "Other", note="Now *this*."), public=True)
    with store.database.transaction() as run:
        run("UPDATE blob SET data = ?", b"damaged")
    entry, words = store.described(made.id)
    assert entry == store.listed()[0]
    assert (entry.title, entry.author, entry.changed - entry.created) == ("Other", "A teacher", 60)
    assert words == "For the first lesson."
    store.change(made.id, made.key, replace(demo(1, note="Now *this*."), note=""), public=True)
    assert store.described(made.id)[1] == "Now *this*.", "without a note to all of it, the first step's"
    with pytest.raises(StoreError, match="There is no demo"):
        store.described("abcdefgh")


def test_a_full_store_says_what_to_do(database: Database) -> None:
    store = Store(database, most_bytes=demo().size + 100)
    made = store.publish(demo())
    with pytest.raises(StoreError, match=r"keeps 0 MB of demos at most, .*Download the demo as a file"):
        store.publish(demo(1))
    store.change(made.id, made.key, demo(2), public=False)
    assert store.demo(made.id) == demo(2), "its own room counts for the change"
    assert store.used() == demo(2).size


def test_a_visitors_photo_is_kept_for_an_hour(store: Store, clock: Clock) -> None:
    assert store.kept("token") is None
    store.keep("token", demo())
    store.keep("token", demo(1))
    assert store.kept("token") == demo(1)
    assert blobs(store) == 1
    clock.now += limits.KEPT_SECONDS - 1
    assert store.kept("token") == demo(1)
    clock.now += 1
    assert store.kept("token") is None
    store.sweep()
    assert blobs(store) == 0


def test_what_is_kept_is_bounded(store: Store, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "KEPT_BYTES", int(2.5 * demo().size))
    for number in range(4):
        clock.now += 1
        store.keep(f"token {number}", demo(number))
    assert [store.kept(f"token {number}") is not None for number in range(4)] == [False, False, True, True]


def test_a_photo_that_is_kept_again_and_again_takes_its_room_once(
    store: Store, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    words, (data,) = len(demo().manifest), demo().files.values()
    monkeypatch.setattr(limits, "KEPT_BYTES", 5 * words + len(data))
    for number in range(6):
        clock.now += 1
        store.keep(f"token {number}", demo())
    assert [store.kept(f"token {number}") is not None for number in range(6)] == [False, *[True] * 5]


def test_kept_photos_are_no_demos(store: Store) -> None:
    store.keep("token", demo())
    assert store.listed() == []
    assert store.used() == 0


def test_damage_is_found_and_told(store: Store) -> None:
    made = store.publish(demo())
    assert store.verify() == []
    with store.database.transaction() as run:
        run("UPDATE blob SET data = ?", b"damaged")
    with pytest.raises(StoreError, match="is damaged or missing"):
        store.demo(made.id)
    assert store.verify() == [f"{made.id}: The file {next(iter(demo().files))} of this demo is damaged or missing."]


def test_what_raises_in_the_middle_has_not_happened(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise MemoryError

    monkeypatch.setattr("explorer.store.store._link_files", fail)
    with pytest.raises(MemoryError):
        store.publish(demo(), public=True)
    assert store.listed() == []


def test_every_earlier_version_is_brought_up_to_date(opened: Callable[[], Database]) -> None:
    assert migrate(opened()) == 0
    assert migrate(opened()) == VERSION
    made = Store(opened()).publish(demo())
    assert Store(opened()).demo(made.id) == demo()


def test_a_store_of_the_first_version_opens(opened: Callable[[], Database]) -> None:
    """What the first version wrote: its tables, and one demo of it."""
    database, bundle = opened(), demo()
    with database.transaction() as run:
        run("CREATE TABLE version (number INTEGER NOT NULL, oldest INTEGER NOT NULL)")
        run("INSERT INTO version VALUES (1, 0)")
        for statement in MIGRATIONS[0]:
            run(statement.format(BYTES=database.bytes_type))
        run(
            "INSERT INTO demo (id, key_hash, public, title, author, words, manifest, size, created, changed, opened) "
            "VALUES ('abcdefgh', '', 1, 'Edges', '', '', ?, 5, 1800000000, 1800000000, 1800000000)",
            bundle.manifest,
        )
        [data] = bundle.files.values()
        digest = digest_of(data)
        run("INSERT INTO blob (digest, size, data) VALUES (?, ?, ?)", digest, len(data), data)
        run("INSERT INTO demo_blob (demo, digest) VALUES ('abcdefgh', ?)", digest)
    store = Store(opened())
    assert store.demo("abcdefgh") == bundle
    store.keep("token", bundle)
    assert store.kept("token") == bundle


def test_a_later_version_that_only_added_shares_the_store(opened: Callable[[], Database]) -> None:
    made = Store(opened()).publish(demo())
    with opened().transaction() as run:
        run("UPDATE version SET number = ?", VERSION + 1)
        run("ALTER TABLE demo ADD COLUMN mood TEXT")
    store = Store(opened())
    assert store.demo(made.id) == demo()
    store.publish(demo(1))
    with store.database.transaction() as run:
        assert run("SELECT number FROM version") == [(VERSION + 1,)]


def test_a_later_version_that_changed_more_is_refused(opened: Callable[[], Database]) -> None:
    Store(opened())
    with opened().transaction() as run:
        run("UPDATE version SET number = ?, oldest = ?", VERSION + 2, VERSION + 1)
    with pytest.raises(StoreError, match="need a later version of the app"):
        Store(opened())


def test_a_damaged_file_is_told_at_the_start(tmp_path: Path) -> None:
    path = tmp_path / "demos.sqlite3"
    path.write_bytes(b"no database at all, but long enough to be taken for one" * 100)
    with pytest.raises(StoreError, match=r"The file of the demos, demos\.sqlite3, is damaged: .*put the last backup"):
        Store(Sqlite(path))


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(UnavailableError, match="The store of demos does not answer"):
        Sqlite(tmp_path / "file" / "demos.sqlite3")


PUBLISHED_BEFORE_A_KILL = 67 if "CNN_SOAK" in os.environ else 12
PUBLISHER = """
import sys
from pathlib import Path
from explorer.store import Store
from explorer.store.sqlite import Sqlite
from tests.store.databases import PostgresServer, empty_database
from tests.store.demos import demo
store = Store(Sqlite(Path(sys.argv[1])))
for seed in range(int(sys.argv[2]), 10**6):
    print(seed, store.publish(demo(seed), public=True).id, flush=True)
"""


def test_what_was_acknowledged_survives_a_kill(tmp_path: Path) -> None:
    """Publishers are killed in the middle: every demo that was acknowledged opens as it was, and no half one is there."""
    path, acknowledged = tmp_path / "demos.sqlite3", {}
    for start in (0, 1_000, 2_000):
        process = subprocess.Popen(
            [sys.executable, "-c", PUBLISHER, str(path), str(start)],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
        )
        assert process.stdout is not None
        for _ in range(PUBLISHED_BEFORE_A_KILL):
            seed, demo_id = process.stdout.readline().split()
            acknowledged[demo_id] = int(seed)
        process.send_signal(signal.SIGKILL)
        for line in process.stdout.read().splitlines():
            if len(line.split()) == 2 and len(line.split()[1]) == 8:
                acknowledged[line.split()[1]] = int(line.split()[0])
        process.wait()
        process.stdout.close()
    store = Store(Sqlite(path))
    for demo_id, seed in acknowledged.items():
        assert store.demo(demo_id).manifest == demo(seed).manifest
        assert store.demo(demo_id).files == demo(seed).files
    assert store.verify() == []
    assert len(store.listed(most=10_000)) in range(len(acknowledged), len(acknowledged) + 4)


def test_a_database_that_went_away_and_came_back(server: PostgresServer) -> None:
    database = Postgres(empty_database(server))
    with closing(database):
        store = Store(database)
        made = store.publish(demo())
        server.stop()
        with pytest.raises(UnavailableError, match="does not answer"):
            store.demo(made.id)
        server.start()
        assert store.demo(made.id) == demo()
        assert store.publish(replace(demo(), author="Another")).id != made.id


def test_photos_of_any_bytes_survive(store: Store) -> None:
    data = bytes(range(256)) * 4
    bundle = replace(demo(), files={"raw": data, "png": photo(5)})
    assert store.demo(store.publish(bundle).id).files == bundle.files


def test_of_many_connections_a_few_are_kept(opened: Callable[[], Database]) -> None:
    database = opened()
    store = Store(database)
    with ThreadPoolExecutor(6) as visitors:
        with database.transaction() as run:
            answers = [visitors.submit(store.listed) for _ in range(6)]
            time.sleep(0.3)  # each has a connection now, and waits for this one
            assert run("SELECT 1") == [(1,)]
        assert [answer.result() for answer in answers] == [[]] * 6
    assert len(database._idle) == 4  # type: ignore[attr-defined]
