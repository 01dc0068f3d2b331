"""Screenshots of every state in light and dark, on a desktop and on a phone, and a page that shows all of them.

    python -m tests.browser.screenshots [part of a name ...]

writes build/screenshots/*.png and index.html there. After a state that fails it goes on with the next, and exits with status 1.
"""

from __future__ import annotations

import html
import re
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Error, Page

from tests.browser.app import App
from tests.browser.serving import ROOT, browsing, new_context, serving
from tests.browser.states import STATES, State

OUT = ROOT / "build" / "screenshots"
SCHEMES = ("light", "dark")
TALLEST = 4000
PUT_AWAY = "localStorage.setItem('cnn-explorer-first-minute', JSON.stringify({ gone: true }))"

PLACES = {"architecture": "architecture", "learn": "learn", "gallery": "gallery_page"}
"""The key of what stands on a page without an overview, by how its address begins."""
PINNED = """(height) => {
  Object.defineProperty(window, "innerHeight", { get: () => height });
  const maps = document.querySelector(".st-key-overview");
  if (maps) maps.style.minHeight = getComputedStyle(maps).minHeight;
}"""
"""Keeps the room of the overview as it is, whatever the window's height becomes."""


def main(parts: list[str]) -> int:
    """Take all screenshots; returns 1 if any state could not be reached or had an error in the page, else 0."""
    OUT.mkdir(parents=True, exist_ok=True)
    states = [state for state in STATES if not parts or any(part in state.name for part in parts)]
    failed = []
    with tempfile.TemporaryDirectory() as folder, serving(Path(folder) / "log.txt") as address, browsing() as browser:
        for size in sorted({size for state in states for size in state.sizes}, reverse=True):
            for scheme in SCHEMES:
                context = new_context(
                    browser, *size, scheme
                )  # one context for all, so that the scripts are fetched once
                for state in (state for state in states if size in state.sizes):
                    trouble = shot(context.new_page(), address, state, size, scheme)
                    if trouble:
                        failed.append(f"{file_of(state, size, scheme)}: {trouble}")
                    print(file_of(state, size, scheme), trouble, flush=True)
                context.close()
    (OUT / "index.html").write_text(sheet(), encoding="utf-8")
    print("\n".join(failed) or f"All as they should be: {OUT / 'index.html'}")
    return int(bool(failed))


def file_of(state: State, size: tuple[int, int], scheme: str) -> str:
    """The name of a picture's file."""
    return f"{re.sub('[^a-z0-9]+', '-', state.name.lower())}-{size[0]}-{scheme}.png"


def shot(page: Page, address: str, state: State, size: tuple[int, int], scheme: str) -> str:
    """Bring the app into `state` and take its picture; returns what went wrong, or ""."""
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.add_init_script("localStorage.clear()")  # what the state before has left, such as an open drawer
    if not state.hints:
        page.add_init_script(PUT_AWAY)
    app = App(page, address)
    try:
        app.visit(state.query)
        place = next((key for path, key in PLACES.items() if state.query.startswith(path)), "")
        if place:
            page.locator(f".st-key-{place}").wait_for()
        else:
            app.drawn()
        app.settled()
        page.locator("[data-testid=stSkeleton]:visible").first.wait_for(
            state="hidden"
        )  # on a busy machine they stay long
        if state.act:
            state.act(app)
        if state.whole:
            _grow(app, size)
        page.wait_for_timeout(500)
        page.screenshot(path=OUT / file_of(state, size, scheme))
    except (Error, AssertionError) as error:
        page.screenshot(path=OUT / file_of(state, size, scheme))
        errors.append(str(error).partition("\n")[0])
    finally:
        page.close()
    return "; ".join(errors)


def _grow(app: App, size: tuple[int, int]) -> None:
    """Make the window as high as the page; content that comes into view can make the page higher, so it is repeated.

    The app is told the height that the window had, or the overview would grow with it.
    """
    app.page.evaluate(PINNED, size[1])
    for _ in range(2):
        height = int(app.page.evaluate("document.querySelector('[data-testid=stMain]').scrollHeight"))
        app.page.set_viewport_size({"width": size[0], "height": min(max(height, size[1]), TALLEST)})
        app.settled()
        app.page.wait_for_timeout(300)
        app.page.evaluate("document.querySelector('[data-testid=stMain]').scrollTo(0, 0)")


def sheet() -> str:
    """The HTML page with all screenshots of a state side by side, in the order of STATES."""
    rows = []
    for state in STATES:
        names = [file_of(state, size, scheme) for size in state.sizes for scheme in SCHEMES]
        cells = "".join(
            f'<a href="{name}"><img src="{name}" loading="lazy" alt="{html.escape(name)}"></a>' for name in names
        )
        rows.append(f"<h2>{html.escape(state.name)}</h2><div>{cells}</div>")
    return (
        "<!doctype html><html lang=en><meta charset=utf-8><title>CNN Explorer, every state</title>"
        "<style>body { font: 15px system-ui; margin: 24px; background: #888; } div { display: flex; gap: 12px; "
        "overflow-x: auto; align-items: start; } img { height: 420px; display: block; }</style>"
        f"<h1>CNN Explorer, every state</h1>{''.join(rows)}</html>"
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
