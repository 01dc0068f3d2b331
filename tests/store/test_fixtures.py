"""What earlier versions wrote opens for ever. The files here are never made anew: a new version adds one beside them."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from explorer.store import Store, zipped
from explorer.store.sqlite import Sqlite
from tests.store.demos import demo

FIXTURES = Path(__file__).parents[1] / "fixtures"
DEMO_ID, KEY = "FdrEjP2d", "PwLTIw2-ze3VBQa48ko5krqAzHNwGpvA"


def assert_same(found: object) -> None:
    """The demo as it was meant: what later versions add may have its default, what was said stays."""
    wanted = demo()
    assert found.walk == wanted.walk  # type: ignore[attr-defined]
    assert dict(found.files) == dict(wanted.files)  # type: ignore[attr-defined]
    assert (found.author, found.note, found.viewing) == (wanted.author, wanted.note, wanted.viewing)  # type: ignore[attr-defined]


def test_a_file_of_the_first_format_opens() -> None:
    assert_same(zipped.unpack((FIXTURES / "demo_1.cnn.zip").read_bytes()))


def test_a_store_of_version_2_opens_with_its_demo_and_what_was_kept(tmp_path: Path) -> None:
    path = tmp_path / "demos.sqlite3"
    connection = sqlite3.connect(path)
    connection.executescript((FIXTURES / "store_2.sql").read_text())
    connection.close()
    store = Store(Sqlite(path), clock=lambda: 1_800_000_100)
    assert_same(store.demo(DEMO_ID))
    assert store.owns(DEMO_ID, KEY)
    assert [entry.id for entry in store.listed()] == [DEMO_ID]
    kept = store.kept("a token")
    assert kept is not None
    assert dict(kept.files) == dict(demo(1).files)
