"""How long a visitor waits: for the first picture, until a click works, and what the browser's main thread does meanwhile.

Each visit of the app is measured beside a visit of a bare Streamlit page with one chart, in the same browser and one after
the other, because a machine that does other things as well is slow for both.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass

from playwright.sync_api import Browser, BrowserContext

from benchmarks.rows import Row
from benchmarks.stand import BARE, profile, server, tinyvgg
from explorer.scene import link

BARE_DRAWN = "document.querySelector('.js-plotly-plot .heatmaplayer image') && performance.now()"
READY = "window.__watch && __watch.readyAt"
RAIL = "__watch.railAt"
FIRST_EXPECTED = {"the plain address": "0.5 x", "a link": "1.0 x"}


@dataclass(frozen=True)
class Visit:
    """One opening of a page: ms until its first picture, until it is ready (with the work of the main thread by then), and
    until the rail shows the selected cell; a page without a rail has 0 there.
    """

    first: float
    ready: float
    work: float
    rail: float


def visit(context: BrowserContext, address: str, ready: str) -> Visit:
    """Open `address` in a new page; `ready` is the JavaScript that gives the time once everything is there."""
    page = context.new_page()
    cdp = context.new_cdp_session(page)
    cdp.send("Performance.enable")
    page.goto(address, wait_until="commit")
    at = float(page.wait_for_function(f"() => {ready}").json_value())
    metrics = {each["name"]: each["value"] for each in cdp.send("Performance.getMetrics")["metrics"]}
    first = float(page.evaluate("(window.__watch && __watch.firstAt) || 0")) or at
    rail = float(page.wait_for_function(f"() => {RAIL}").json_value()) if ready == READY else 0.0
    page.close()
    return Visit(first, at, 1000 * metrics["TaskDuration"], rail)


def visits(browser: Browser, times: int) -> dict[tuple[str, str], list[Visit]]:
    """Visits by page ("bare" or one of FIRST_EXPECTED) and browser ("fresh" or "returning"), one of each kind a round."""
    result: dict[tuple[str, str], list[Visit]] = {}
    with ExitStack() as stack:
        app, bare = stack.enter_context(server()), stack.enter_context(server(BARE))
        pages = {
            "bare": (bare, BARE_DRAWN),
            "the plain address": (app, READY),
            "a link": (f"{app}/?m={link.encode(tinyvgg())}", READY),
        }
        for each in range(times + 1):
            for name, (address, ready) in pages.items():
                with profile(browser) as context:
                    for kind in ("fresh", "returning"):
                        one = visit(context, address, ready)
                        if each:  # the first visitors of a server find it cold
                            result.setdefault((name, kind), []).append(one)
    return result


def opening(browser: Browser, times: int) -> Iterator[Row]:
    """The lines of the result: times in ms, and as multiples of the bare page's in the same round."""
    measured = visits(browser, times)
    for kind in ("fresh", "returning"):
        bare = measured["bare", kind]
        yield Row(f"bare page with one chart, {kind} browser", [each.ready for each in bare])
        yield Row(f"main thread: bare page, {kind} browser", [each.work for each in bare])
        for name, expected in FIRST_EXPECTED.items():
            own, where = measured[name, kind], f"{name}, {kind} browser"
            pairs = list(zip(own, bare, strict=True))
            yield Row(f"first picture: {where}", [each.first for each in own])
            yield Row(f"first picture: {where}", [one.first / other.ready for one, other in pairs], expected, "x")
            yield Row(f"ready: {where}", [each.ready for each in own])
            yield Row(f"ready: {where}", [one.ready / other.ready for one, other in pairs], "1.4 x", "x")
            yield Row(f"rail shown: {where}", [each.rail for each in own])
            yield Row(f"rail shown: {where}", [one.rail / other.ready for one, other in pairs], unit="x")
            yield Row(f"main thread: {where}", [each.work for each in own])
            yield Row(f"main thread: {where}", [one.work / other.work for one, other in pairs], unit="x")
