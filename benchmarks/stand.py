"""What the benchmarks of the app share: a server, a browser, a page, and actions that are timed."""

from __future__ import annotations

import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Page

from explorer import presets
from explorer.network import Cell
from explorer.scene import Scene, link
from explorer.weights import Weights
from tests.browser.app import App
from tests.browser.serving import ROOT

BARE = Path(__file__).with_name("bare.py")
"""The script of a page with nothing but one chart."""
WATCH = (Path(__file__).parent / "watch.js").read_text(encoding="utf-8")


def tinyvgg() -> Scene:
    """TinyVGG with random weights."""
    return replace(presets.load("tinyvgg").scene(), weights=Weights())


def vgg16() -> Scene:
    """VGG-16 with a cell of a layer that reads 512 maps."""
    scene = presets.load("vgg16").scene()
    wide = next(step for step in scene.network.steps if step.param_shapes.get("kernel", ())[:3] == (3, 3, 512))
    return replace(scene, cell=Cell(wide.path, 7, 7, 0))


@contextmanager
def server(script: Path = ROOT / "app.py") -> Iterator[str]:
    """A fresh server process that answers, and its address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    options = ["--server.port", str(port), "--server.address", "127.0.0.1", "--server.headless", "true"]
    with tempfile.TemporaryFile("w+") as log:
        command = [sys.executable, "-m", "streamlit", "run", str(script), *options]
        process = subprocess.Popen(command, cwd=ROOT, stdout=log, stderr=subprocess.STDOUT)
        try:
            wait_for(f"http://127.0.0.1:{port}/_stcore/health")
            yield f"http://127.0.0.1:{port}"
        finally:
            died = process.poll()
            process.terminate()
            process.wait(10)
            log.seek(0)
            output = log.read()
            if died is not None or "Traceback" in output:
                print(f"The server's exit code was {died}; it printed:\n{output}", file=sys.stderr)


def wait_for(address: str, seconds: float = 60) -> None:
    """Returns when the address answers. Raises OSError if it does not within `seconds`."""
    deadline = time.monotonic() + seconds
    while True:
        try:
            with urllib.request.urlopen(address, timeout=2):
                return
        except OSError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.1)


@contextmanager
def profile(browser: Browser) -> Iterator[BrowserContext]:
    """A browser window with empty cache and storage."""
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    context.set_default_timeout(30_000)
    context.add_init_script(WATCH)
    yield context
    context.close()


def opened(page: Page, address: str, scene: Scene) -> App:
    """The app with `scene`, once everything is drawn."""
    app = App(page, address)
    page.goto(f"{address}/?m={link.encode(scene)}", wait_until="commit")
    ready(app)
    app.drawn()
    return app


def ready(app: App) -> None:
    """Returns when new pictures are drawn and do not change any more."""
    app.page.wait_for_function("() => window.__watch && __watch.ready()")
    app.page.wait_for_timeout(200)
    app.page.wait_for_function("() => __watch.ready()")


def timed(app: App, do: Callable[[], object]) -> float:
    """Milliseconds from the last mouse up or Enter of `do` until the new pictures are drawn."""
    app.page.evaluate("__watch.arm()")
    do()
    ready(app)
    return float(app.page.evaluate("__watch.drawnAt - __watch.input"))


def enter(app: App, label: str, value: int) -> float:
    """Milliseconds from entering a number into the field `label` until the new pictures are drawn."""
    field = app.page.get_by_label(label, exact=True)
    field.fill(str(value))
    return timed(app, lambda: field.press("Enter"))
