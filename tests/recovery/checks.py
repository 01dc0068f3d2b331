"""A visitor with a photo and a chosen cell loses the connection, reloads, or meets a server that was started again.

Each time scene, photo and cell are there again, without an error, and the page answers. With CNN_SOAK, 20 times each.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, expect

from explorer.network import Cell
from tests.browser.app import App
from tests.browser.serving import browsing, new_context, started
from tests.recovery.proxy import Line
from tests.store.demos import photo

SOAK = "CNN_SOAK" in os.environ
DROPS = [3] * 8 + [12] * 8 + [60] * 4 if SOAK else [3]
ROUNDS = 20 if SOAK else 1


class Site:
    """A server that can be started again with the same data, behind a line that can be cut."""

    def __init__(self, log: Path) -> None:
        self._log, self._running = log, ExitStack()
        self.line = Line(self._start())

    def restart(self) -> None:
        """End the server, which forgets all sessions, and start another one."""
        self._running.close()
        self.line.cut()
        self.line.target = self._start()
        self.line.mend()

    def close(self) -> None:
        self._running.close()
        self.line.__exit__(None, None, None)

    def _start(self) -> int:
        return int(urlsplit(self._running.enter_context(started(self._log))).port or 0)


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with browsing() as browser:
        yield browser


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    site = Site(tmp_path / "log.txt")
    yield site
    site.close()


@pytest.fixture
def visitor(site: Site, chromium: Browser) -> Iterator[App]:
    """Somebody with a photo of their own and a cell chosen on it."""
    context = new_context(chromium, 1280, 720, "light")
    app = App(context.new_page(), site.line.address)
    app.open()
    app.upload("own.png", photo(7, 64), "image/png")
    app.settled()
    app.click(Cell("3", 5, 6, 2))
    app.in_address()
    app.page.wait_for_timeout(6000)  # photos are written to the store every 5 s at most
    yield app
    context.close()


def assert_promised(app: App, act: Callable[[], None], round_: int) -> None:
    """After `act` all is there, and the page answers."""
    before = app.scene()
    act()
    app.page.wait_for_function("() => !document.querySelector('[data-testid=stConnectionStatus]')", timeout=90_000)
    app.drawn()
    app.settled()
    assert app.scene() == before
    expect(app.page.locator(".st-key-messages [role=alert]")).to_have_count(0)
    # Far apart: another click near the first one, on cells as small as these, opens their map up.
    chosen = app.click(Cell("3", 5 + 25 * (round_ % 3), 9, 3))
    app.in_address()
    assert (app.chosen(), app.scene().image) == (chosen, before.image)


def test_a_lost_connection_loses_nothing(site: Site, visitor: App) -> None:
    for number, seconds in enumerate(DROPS):

        def drop(seconds: int = seconds) -> None:
            site.line.cut()
            visitor.page.wait_for_timeout(1000 * seconds)
            site.line.mend()
            visitor.page.wait_for_timeout(3000)

        assert_promised(visitor, drop, number)


def test_a_reload_loses_nothing(visitor: App) -> None:
    for number in range(ROUNDS):
        assert_promised(visitor, lambda: visitor.page.reload() and None, number)


def test_a_server_that_is_started_again_loses_nothing(site: Site, visitor: App) -> None:
    for number in range(ROUNDS):

        def restart() -> None:
            visitor.page.wait_for_timeout(6000)
            site.restart()
            visitor.page.wait_for_timeout(5000)

        assert_promised(visitor, restart, number)
