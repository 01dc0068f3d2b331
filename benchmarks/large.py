"""Benchmark of the app on a large network, in Chromium, on VGG-16 at 224: `python -m benchmarks.large`.

Besides the times it prints the server's processor time, which other programs on the machine disturb less, and the bytes
that the browser receives.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from benchmarks.interaction import Row, kilobytes, open_weights, table
from benchmarks.stand import enter, opened, profile, ready, server, timed, tinyvgg
from benchmarks.wire import Wire
from tests.browser.app import HUB, App
from tests.browser.serving import FLAGS

TICKS = os.sysconf("SC_CLK_TCK")
TITLE = "VGG-16"
SEEDS = (101, 102, 103)
STAGES = ("stage 1", "stage 3", "stage 4", "stage 2")


def server_seconds() -> float:
    """Processor time, in s, of the servers that this process has started."""
    total = 0.0
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rsplit(")", 1)[1].split()
        except OSError:
            continue
        if int(fields[1]) == os.getpid() and "streamlit" in (stat.parent / "cmdline").read_text():
            total += (int(fields[11]) + int(fields[12])) / TICKS
    return total


def measured(what: str, wire: Wire, do: Callable[[], float], expected: str = "-") -> Iterator[Row]:
    """The time, the server's processor time and the received bytes of one action."""
    before, times = server_seconds(), list[float]()
    counts = wire.of(lambda: times.append(do()), 500)
    yield Row(what, times, expected)
    yield Row(f"{what}: the server's processor", [1000 * (server_seconds() - before)])
    yield kilobytes(what, counts)


def choose(app: App, title: str) -> float:
    """Milliseconds from the click on a preset's name until its pictures are drawn."""
    app.page.locator(".st-key-preset [data-baseweb=select], .st-key-preset [role=combobox]").first.click()
    option = app.page.get_by_role("option", name=title, exact=True)
    option.wait_for()
    return timed(app, option.click)


def open_stage(app: App, title: str) -> float:
    """Milliseconds from the click on a stage until its maps are drawn."""
    at = app.page.evaluate(
        f"""title => {{
            const {{ box: [x0, y0, x1] }} = {HUB}.scene.zones.find((zone) => zone.words.startsWith(title + ":"));
            const box = document.querySelector('.st-key-overview .js-plotly-plot').getBoundingClientRect();
            return [box.left + (x0 + x1) / 2, box.top + y0 + 10];
        }}""",
        title,
    )
    return timed(app, lambda: app.page.mouse.click(*at))


def hovers(app: App) -> list[float]:
    """Times in ms of the hover handler, one over each map that is drawn."""
    app.page.evaluate(f"() => {{ {HUB}.timings.hover = []; }}")
    spots = app.page.evaluate(
        f"""() => {{
            const box = document.querySelector('.st-key-overview .js-plotly-plot').getBoundingClientRect();
            const spot = ([, x, y, w, h]) => [box.left + x + w * 0.4, box.top + y + h * 0.6];
            return {HUB}.scene.steps.flatMap((step) => step.slots.map(spot));
        }}"""
    )
    for x, y in spots:
        app.page.mouse.move(x, y)
    app.page.wait_for_timeout(300)
    milliseconds: list[float] = app.page.evaluate(f"{HUB}.timings.hover")
    return milliseconds


def measure(browser: Browser) -> Iterator[Row]:
    """All lines of the result, each as soon as it is measured."""
    with server() as address, profile(browser) as context:
        context.set_default_timeout(180_000)
        page = context.new_page()
        wire = Wire(page)
        app = opened(page, address, tinyvgg())
        yield from measured("preset to picture", wire, lambda: choose(app, TITLE), "4,000 ms")
        app.settled()
        yield Row("hover handler", hovers(app), "4 ms p95")
        for stage in STAGES:
            yield from measured(f"open {stage}", wire, lambda stage=stage: open_stage(app, stage))  # type: ignore[misc]
            app.settled()
        open_weights(app)
        for seed in SEEDS:
            yield from measured(f"another seed ({seed})", wire, lambda seed=seed: enter(app, "Seed", seed), "1,000 ms")  # type: ignore[misc]
            app.settled()
        ready(app)


def main() -> None:
    chromium = shutil.which("chromium") or shutil.which("google-chrome") or shutil.which("chromium-browser")
    rows: list[Row] = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        for row in measure(browser):
            rows.append(row)
            print("measured:", *row.cells(), file=sys.stderr, flush=True)
        browser.close()
    print(table(rows))


if __name__ == "__main__":
    main()
