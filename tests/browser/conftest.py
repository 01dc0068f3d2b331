"""One server and one browser for all browser tests; a fresh page for each."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from explorer import link, presets
from tests.browser.app import App

ROOT = Path(__file__).parents[2]
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "browser" in Path(item.fspath).parts:
            item.add_marker(pytest.mark.browser)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the running app. CNN_EXPLORER_URL names one that runs already."""
    if os.environ.get("CNN_EXPLORER_URL"):
        yield os.environ["CNN_EXPLORER_URL"]
        return
    port, log = _free_port(), tmp_path_factory.mktemp("server") / "log.txt"
    command = [
        sys.executable,
        "-m",
        "streamlit",
        "run",
        "app.py",
        "--server.port",
        str(port),
        "--server.address",
        "127.0.0.1",
    ]
    with log.open("w") as out:
        process = subprocess.Popen(command, cwd=ROOT, stdout=out, stderr=subprocess.STDOUT)
        try:
            _wait(f"http://127.0.0.1:{port}/_stcore/health", process, log)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()
            process.wait(10)
    assert "Traceback" not in log.read_text(), log.read_text()


def _wait(address: str, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + 90
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with urllib.request.urlopen(address, timeout=2):
                return
        except OSError:
            time.sleep(0.2)
    raise RuntimeError(f"The app did not start: {log.read_text()}")


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    found = shutil.which("chromium") or shutil.which("google-chrome") or shutil.which("chromium-browser")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=FLAGS)
        yield browser
        browser.close()


def _page(chromium: Browser, width: int, height: int, scheme: str = "light") -> Page:
    context = chromium.new_context(
        viewport={"width": width, "height": height},
        color_scheme=scheme,  # type: ignore[arg-type]
        permissions=["clipboard-read", "clipboard-write"],
    )
    context.set_default_timeout(30_000)
    return context.new_page()


@pytest.fixture
def app(server: str, chromium: Browser) -> Iterator[App]:
    """The app at 1440 x 900, light, open and drawn. A JavaScript error fails the test."""
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
    page = _page(chromium, width, height, scheme)
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    opened = App(page, server)
    opened.open()
    yield opened
    page.context.close()
    assert not errors, errors
