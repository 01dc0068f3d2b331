"""Starting the app's server and a browser, for the browser tests and the screenshots."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, sync_playwright

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


@contextmanager
def serving(log: Path) -> Iterator[str]:
    """The address of a running app: a server of its own, or the one that CNN_EXPLORER_URL names."""
    if os.environ.get("CNN_EXPLORER_URL"):
        yield os.environ["CNN_EXPLORER_URL"]
        return
    with started(log) as address:
        yield address


@contextmanager
def started(log: Path, script: str = "app.py", base: str = "", folder: Path = ROOT) -> Iterator[str]:
    """The address of a server of its own, which `streamlit run script` starts in `folder`, below the path `base`."""
    port = _free_port()
    command = [
        sys.executable,
        "-m",
        "streamlit",
        "run",
        script,
        "--server.port",
        str(port),
        "--server.address",
        "127.0.0.1",
        "--server.baseUrlPath",
        base,
    ]
    env = {**os.environ, "PYTHONPATH": str(ROOT), "CNN_EXPLORER_DATA": str(log.parent / "data")}
    address = f"http://127.0.0.1:{port}" + (f"/{base}" if base else "")
    with log.open("w") as out:
        process = subprocess.Popen(command, cwd=folder, env=env, stdout=out, stderr=subprocess.STDOUT)
        try:
            _wait(f"{address}/_stcore/health", process, log)
            yield address
        finally:
            process.terminate()
            process.wait(10)
    assert "Traceback" not in log.read_text(), log.read_text()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait(address: str, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + 90
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with urllib.request.urlopen(address, timeout=2):
                return
        except OSError:
            time.sleep(0.2)
    raise RuntimeError(f"The app did not start: {log.read_text()}")


@contextmanager
def browsing() -> Iterator[Browser]:
    """A Chromium: the one installed on this machine, else Playwright's own."""
    found = shutil.which("chromium") or shutil.which("google-chrome") or shutil.which("chromium-browser")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=FLAGS)
        yield browser
        browser.close()


def new_context(browser: Browser, width: int, height: int, scheme: str = "light") -> BrowserContext:
    """A browser context of a window size, in the light or dark color scheme, without cookies or storage of others."""
    context = browser.new_context(
        viewport={"width": width, "height": height},
        color_scheme=scheme,  # type: ignore[arg-type]
        permissions=["clipboard-read", "clipboard-write"],
    )
    context.set_default_timeout(60_000)
    return context


def forget(context: BrowserContext) -> None:
    """Close all pages of a context and clear their storage; fetched scripts stay in its cache."""
    for page in context.pages:
        if page.url.startswith("http"):
            page.evaluate("() => { localStorage.clear(); }")
        page.close()
    context.clear_cookies()
