"""One server and one browser for all browser tests; a fresh page for each."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, expect

from explorer import presets
from explorer.scene import link
from tests.browser.app import App
from tests.browser.serving import browsing, forget, new_context, serving

expect.set_options(timeout=15_000)  # ms; a machine that does other things as well answers late


@pytest.hookimpl(tryfirst=True)  # before the items are selected by their marks
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark all tests in this folder as browser tests, and those of a parametrised test after the first as thorough.

    Where each parameter matters in the quick run, the test carries the mark `each`.
    """
    met: set[str] = set()
    for item in items:
        if "browser" not in Path(item.fspath).parts:
            continue
        item.add_marker(pytest.mark.browser)
        name = item.nodeid.partition("[")[0]
        if name in met and not item.get_closest_marker("each"):
            item.add_marker(pytest.mark.thorough)
        met.add(name)


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a running app: a server of its own, or the one that CNN_EXPLORER_URL names."""
    with serving(tmp_path_factory.mktemp("server") / "log.txt") as address:
        yield address


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The browser that all tests share."""
    with browsing() as browser:
        yield browser


@pytest.fixture
def app(server: str, chromium: Browser) -> Iterator[App]:
    """The app at 1440 x 900, light. A JavaScript error fails the test, and so does what the page's own policy refuses."""
    yield from _app(server, chromium, 1440, 900)


@pytest.fixture
def edges(app: App) -> App:
    """The app with the hand-made filters open."""
    app.open(f"?m={link.encode(presets.load('edges').scene())}")
    app.settled()
    return app


@pytest.fixture
def phone(server: str, chromium: Browser) -> Iterator[App]:
    """The app at 390 x 844."""
    yield from _app(server, chromium, 390, 844)


@pytest.fixture
def dark(server: str, chromium: Browser) -> Iterator[App]:
    """The app at 1440 x 900, dark."""
    yield from _app(server, chromium, 1440, 900, "dark")


def _app(server: str, chromium: Browser, width: int, height: int, scheme: str = "light") -> Iterator[App]:
    context = _context(chromium, width, height, scheme)
    errors: list[str] = []
    page = context.new_page()
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("console", lambda line: errors.append(line.text) if "Content Security Policy" in line.text else None)
    app = App(page, server)
    yield app
    forget(context)
    assert not errors, errors


@cache
def _context(chromium: Browser, width: int, height: int, scheme: str) -> BrowserContext:
    """The browser context that all tests of this size and color scheme share: scripts are fetched and compiled once."""
    return new_context(chromium, width, height, scheme)
