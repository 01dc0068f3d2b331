"""Three processes of the app behind a real nginx, with a real PostgreSQL, of which one after another is killed."""

from __future__ import annotations

import os
import time
import urllib.error
import urllib.request
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import pytest

from explorer import presets
from explorer.network import Cell
from explorer.scene import link
from explorer.store.schema import VERSION
from tests.browser.app import App
from tests.browser.serving import browsing, new_context
from tests.browser.share.test_demo import published
from tests.hosting import nginx
from tests.hosting.replicas import Replica, free_port, replicas
from tests.hosting.visitor import shown_at
from tests.store.databases import PostgresServer, empty_database, postgres_server

pytestmark = pytest.mark.thorough
TURNS = int(os.environ.get("CNN_HOSTING_TURNS", "6"))
"""How often a demo is published and a process killed."""


@dataclass(frozen=True)
class Site:
    """The site behind `address`, with its parts."""

    address: str
    three: list[Replica]
    postgres: PostgresServer
    database: str
    access_log: Path


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    if nginx.programs() is None:
        pytest.skip("there is no nginx on this machine, and none can be installed")
    folder = tmp_path_factory.mktemp("site")
    with postgres_server() as postgres:
        database = empty_database(postgres)
        with replicas(database, folder) as three:
            ports = [each.port for each in three]
            with nginx.running(folder, free_port(), ports) as address:
                yield Site(address, three, postgres, database, folder / "access.log")


def shows(address: str, query: str, text: str, seconds: float = 20) -> bool:
    """Whether a visitor of `address` sees `text` at `query`; one whose replica goes away tries again, as a browser does."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        try:
            return text.encode() in shown_at(address, query.removeprefix("?"))
        except OSError:
            time.sleep(0.2)
    return False


def get(address: str, cookie: str = "") -> tuple[int, str]:
    """The status of an answer, and the cookie that it sets."""
    request = urllib.request.Request(address, headers={"Cookie": cookie} if cookie else {})
    try:
        with urllib.request.urlopen(request, timeout=20) as answer:
            return answer.status, answer.headers.get("Set-Cookie") or ""
    except urllib.error.HTTPError as error:
        return error.code, error.headers.get("Set-Cookie") or ""


def served_by(log: Path, path: str) -> list[str]:
    """The replicas that answered the requests for `path`, in order."""
    time.sleep(0.3)  # nginx writes a line after its answer
    return [line.split()[-1] for line in log.read_text().splitlines() if f" {path} " in line]


def test_a_visitor_stays_at_one_replica(site: Site) -> None:
    used: Counter[str] = Counter()
    for number in range(24):
        path = f"/modules/none/{number}"
        for _ in range(4):
            get(f"{site.address}{path}", f"cnn_replica=visitor{number}")
        found = served_by(site.access_log, path)
        assert len(found) == 4
        assert len(set(found)) == 1
        used[found[0]] += 1
    assert len(used) == 3, "visitors are spread over all of them"
    assert "cnn_replica=" in get(f"{site.address}/modules/none")[1]
    assert "cnn_replica=" not in get(f"{site.address}/modules/none", "cnn_replica=a")[1]


def test_what_was_acknowledged_opens_everywhere_though_processes_are_killed(site: Site) -> None:
    acknowledged: dict[str, str] = {}
    with browsing() as browser:
        for turn in range(TURNS):
            context = new_context(browser, 1440, 900)  # a visitor without a cookie
            author, title = App(context.new_page(), site.address), f"Demo number {turn} of several"
            author.open(f"?m={link.encode(presets.load('edges').scene())}")
            author.settled()
            public, _ = published(author, title=title)
            acknowledged[public] = title
            own = served_by(site.access_log, "/_stcore/host-config")[-1]
            [gone] = [each for each in site.three if own.endswith(f":{each.port}")]
            gone.kill()
            for query, told in acknowledged.items():
                assert shows(site.address, query, told)
            # The author's page goes on at another replica by itself.
            for _ in range(200):
                if served_by(site.access_log, "/_stcore/host-config")[-1] != own:
                    break
                author.page.wait_for_timeout(100)
            author.page.wait_for_selector("[data-test-connection-state=CONNECTED]", state="attached")
            author.settled()
            author.page.keyboard.press("Escape")
            author.drawn()
            author.click(Cell("0", 3 + turn, 4, 1))
            gone.begin()
            gone.wait()
            context.close()
    for each in site.three:
        for query, told in acknowledged.items():
            assert shows(each.address, query, told)


def test_the_database_may_go_away_and_come_back(site: Site) -> None:
    site.postgres.stop()
    try:
        assert shows(site.address, "d=abcd2345", "does not answer")
    finally:
        site.postgres.start()
    assert shows(site.address, "d=abcd2345", "There is no demo")


def test_an_earlier_version_goes_on_beside_a_later_one(site: Site) -> None:
    import psycopg

    with psycopg.connect(site.database, autocommit=True) as connection:
        connection.execute("ALTER TABLE demo ADD COLUMN later TEXT NOT NULL DEFAULT ''")
        connection.execute("UPDATE version SET number = %s", (VERSION + 1,))
        ids = [row[0] for row in connection.execute("SELECT id FROM demo")]
        titles = [row[0] for row in connection.execute("SELECT title FROM demo")]
    assert ids
    first = site.three[0]
    first.kill()
    first.begin()
    first.wait()
    for demo_id, title in zip(ids, titles, strict=True):
        assert shows(first.address, f"d={demo_id}", title)


def test_an_address_that_asks_for_too_much_is_told_so(site: Site) -> None:
    with ThreadPoolExecutor(30) as many:
        codes = Counter(many.map(lambda number: get(f"{site.address}/?asked={number}")[0], range(700)))
    assert set(codes) == {200, 429}
    assert codes[200] >= 200
