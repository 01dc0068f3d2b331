"""The first picture: the still that the server draws stands where the chart will, and goes without a trace."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect

from explorer import presets
from explorer.scene import link
from explorer.weights import Seeded, Weights
from tests.browser.serving import new_context

STILL = "window.__cnnStill"
CHART = ".st-key-overview .js-plotly-plot"
LENET = f"?m={link.encode(presets.load('lenet5').scene())}"
PLACES = """(images) => [...images].map((image) =>
  [image.href.baseVal, ...["x", "y", "width", "height"].map((name) => Number(image.getAttribute(name)))])"""
"""The source and the rectangle of every picture, in px."""
WATCH = """
window.__frames = [];
const look = () => {
  const still = document.querySelector('#cnn-still .maps svg');
  const images = [...document.querySelectorAll('.st-key-overview .imagelayer.mlayer image')];
  const text = document.querySelector('.st-key-overview .annotation');
  __frames.push([Boolean(still), images.length > 0 && images.every((i) => i.href.baseVal) && Boolean(text)]);
  requestAnimationFrame(look);
};
requestAnimationFrame(look);
"""

WATCH_TILES = """
window.__tiles = [];
const look = () => {
  const tiles = document.querySelector('#cnn-still .picture');
  const chart = document.querySelector('.st-key-overview .js-plotly-plot');
  const box = chart && chart.checkVisibility({ visibilityProperty: true }) ? chart.getBoundingClientRect() : null;
  __tiles.push([Boolean(tiles?.checkVisibility()), Boolean(box), box ? `${box.x} ${box.y}` : ""]);
  requestAnimationFrame(look);
};
requestAnimationFrame(look);
"""


@pytest.fixture(params=[(1440, 900, "light"), (1280, 720, "dark")], ids=lambda p: f"{p[0]}x{p[1]} {p[2]}")
def visitor(request: pytest.FixtureRequest, chromium: Browser) -> Iterator[BrowserContext]:
    """A browser that was never here, in a window of some size and a theme."""
    context = new_context(chromium, *request.param)
    yield context
    context.close()


@pytest.fixture
def newcomer(chromium: Browser) -> Iterator[BrowserContext]:
    """A browser that was never here, at 1440 x 900, light."""
    context = new_context(chromium, 1440, 900, "light")
    yield context
    context.close()


def opened(context: BrowserContext, address: str, live: bool = True) -> Page:
    """A page that is loading; if it is not `live`, Streamlit cannot connect, and the still remains alone."""
    page = context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("close", lambda _: errors.clear() if not errors else pytest.fail(str(errors)))
    if not live:
        page.route_web_socket("**/_stcore/stream", lambda socket: None)
    page.goto(address, wait_until="commit")
    return page


def still_stands(page: Page) -> dict[str, float]:
    """Wait for the still; its box in px."""
    page.wait_for_function(f"() => {STILL} && {STILL}.shownAt && {STILL}.drawn.isConnected")
    box: dict[str, float] = page.evaluate(f"{STILL}.drawn.getBoundingClientRect().toJSON()")
    return box


def chart_stands(page: Page) -> dict[str, float]:
    """Wait for the chart and until the still is gone; the chart's box in px."""
    page.wait_for_function(f"() => {STILL} && {STILL}.leftAt")
    box: dict[str, float] = page.evaluate(f"document.querySelector('{CHART}').getBoundingClientRect().toJSON()")
    return box


def pixels(page: Page, box: dict[str, float]) -> NDArray[Any]:
    """What the page shows in a box."""
    clip: Any = {name: box[name] for name in ("x", "y", "width", "height")}
    return np.asarray(Image.open(io.BytesIO(page.screenshot(clip=clip))).convert("RGB"), np.int16)


@pytest.mark.parametrize("query", ["", LENET], ids=["opening", "link"])
def test_the_still_is_what_the_chart_then_shows(server: str, visitor: BrowserContext, query: str) -> None:
    alone = opened(visitor, f"{server}/{query}", live=False)
    box = still_stands(alone)
    alone.wait_for_timeout(500)
    still = pixels(alone, box)
    places = alone.evaluate(f"({PLACES})({STILL}.drawn.querySelectorAll('image'))")
    alone.close()
    page = opened(visitor, f"{server}/{query}")
    assert chart_stands(page) == box
    page.wait_for_selector(".st-key-cell .cnn-value")
    page.add_style_tag(content=".main-svg .layer-above .shapelayer { display: none }")  # the marks of the selected cell
    page.mouse.move(2, 2)
    difference = np.abs(still - pixels(page, box)).max(axis=2)
    assert page.evaluate(f"({PLACES})(document.querySelectorAll('.st-key-overview .imagelayer image'))") == places
    # How letters and edges are smoothed; and of 64 rows in 48 px some lie exactly between two px: either may be taken.
    assert (difference > 60).mean() < 0.005  # how a few letters and edges are smoothed
    assert (difference > 0).mean() < 0.02


@pytest.mark.thorough
def test_there_is_no_frame_without_maps(server: str, newcomer: BrowserContext) -> None:
    newcomer.add_init_script(WATCH)
    page = opened(newcomer, server)
    chart_stands(page)
    page.wait_for_timeout(300)
    frames = page.evaluate("__frames")
    began = next(index for index, (still, _) in enumerate(frames) if still)
    assert all(still or chart for still, chart in frames[began:])


@pytest.mark.thorough
def test_while_a_network_is_computed_tiles_stand_for_its_maps_and_nothing_moves(
    server: str, newcomer: BrowserContext
) -> None:
    newcomer.add_init_script(WATCH_TILES)
    page = opened(
        newcomer, f"{server}/?m={link.encode(replace(presets.load('vgg16').scene(), weights=Weights(Seeded(seed=77))))}"
    )
    # Looked for at every frame: it stands for half a second only.
    page.wait_for_function("() => document.querySelector('.st-key-progress')?.innerText.includes('Computing VGG-16')")
    chart_stands(page)
    page.wait_for_selector(".st-key-cell .cnn-value")
    frames = page.evaluate("__tiles")
    began = next(index for index, (tiles, *_) in enumerate(frames) if tiles)
    assert all(tiles or chart for tiles, chart, _ in frames[began:])
    assert len({place for *_, place in frames if place}) == 1


@pytest.mark.thorough
def test_the_rest_of_the_page_comes_after_the_chart(server: str, newcomer: BrowserContext) -> None:
    held: list[Route] = []
    newcomer.route("**/drawn/*", lambda route: held.append(route))
    page = opened(newcomer, server)
    chart_stands(page)
    page.wait_for_timeout(300)
    assert held
    assert page.locator(".st-key-cell, .st-key-tabs").count() == 0
    assert page.locator("#cnn-soon .rail").count() == 1
    held[0].continue_()
    page.wait_for_selector(".st-key-cell .cnn-value")
    expect(page.locator("#cnn-soon")).to_have_count(0)


@pytest.mark.thorough
def test_the_pointer_says_that_the_still_does_not_answer_yet(server: str, newcomer: BrowserContext) -> None:
    page = opened(newcomer, server, live=False)
    box = still_stands(page)
    under = f"document.elementFromPoint({box['x'] + box['width'] / 2}, {box['y'] + box['height'] / 2})"
    assert page.evaluate(f"getComputedStyle({under}.closest('.maps')).cursor") == "progress"


@pytest.mark.thorough
def test_a_returning_visitor_gets_it_with_the_page(server: str, newcomer: BrowserContext) -> None:
    asked: list[str] = []
    newcomer.on("request", lambda request: asked.append(request.url))
    chart_stands(opened(newcomer, server))
    assert sum("/still/" in url for url in asked) == 1
    asked.clear()
    page = opened(newcomer, server, live=False)
    still_stands(page)
    assert not any("/still/" in url for url in asked)
    page.set_viewport_size({"width": 1300, "height": 800})
    page.reload(wait_until="commit")  # the page that comes is for another window
    still_stands(page)
    assert sum("/still/" in url for url in asked) == 1


@pytest.mark.thorough
def test_a_still_of_the_wrong_theme_goes(server: str, newcomer: BrowserContext) -> None:
    page = opened(newcomer, server, live=False)
    still_stands(page)
    page.emulate_media(color_scheme="dark")
    page.wait_for_function(f"() => {STILL}.gone")


@pytest.mark.thorough
@pytest.mark.parametrize("path", ["learn", "architecture", "?embed=true"])
def test_pages_without_an_overview_of_the_usual_kind_have_no_still(
    server: str, newcomer: BrowserContext, path: str
) -> None:
    page = opened(newcomer, f"{server}/{path}")
    expect(page.locator('[data-testid="stApp"][data-test-script-state="notRunning"]')).to_be_visible()
    assert page.evaluate(f"Boolean({STILL} && {STILL}.shownAt)") is False
    assert page.evaluate("document.documentElement.dataset.cnnStill === undefined")


@pytest.mark.thorough
def test_a_link_that_cannot_be_read_shows_the_page_that_says_so(server: str, newcomer: BrowserContext) -> None:
    page = opened(newcomer, f"{server}/?m=1.none")
    expect(page.locator(".st-key-messages [data-testid='stAlert']")).to_be_visible()
    page.wait_for_function(f"() => {STILL}.gone")
    expect(page.locator(CHART)).to_be_visible()


WATCH_ROW = """
window.__rows = [];
window.__beside = [];
const seen = { opacityProperty: true, visibilityProperty: true };
const look = () => {
  const map = document.querySelector(':is(#cnn-still, #cnn-soon) .map')?.getBoundingClientRect();
  for (const part of map ? document.querySelectorAll('.st-key-left .cnn-row-words, .st-key-training, .st-key-tabs') : []) {
    const { top, bottom } = part.getBoundingClientRect();
    if (bottom > map.top + 1 && top < map.bottom && part.checkVisibility(seen)) __beside.push(part.className);
  }
  const row = document.querySelector('.st-key-overview_chart_frame'), still = document.querySelector('#cnn-still .maps svg');
  const at = (element) => { const box = element?.getBoundingClientRect(); return box ? `${box.x} ${box.y}` : ""; };
  const lead = document.querySelector('#cnn-still .lead') ?? document.querySelector('.st-key-lead');
  __rows.push([Boolean(still), at(still), at(row), lead ? lead.getBoundingClientRect().y : -1]);
  window.__wide ||= Boolean(document.querySelector('.st-key-image .cnn-gallery'));
  requestAnimationFrame(look);
};
requestAnimationFrame(look);
"""
PHONES = [(390, 664, "light", True), (390, 844, "dark", False)]
"""Width, height, scheme, and whether the window is a real phone's; of a computer's only its narrow width tells."""


@pytest.mark.thorough
@pytest.mark.parametrize(("width", "height", "scheme", "mobile"), PHONES)
def test_a_phone_gets_a_still_of_its_own_layout(
    server: str, chromium: Browser, width: int, height: int, scheme: Any, mobile: bool
) -> None:
    context = chromium.new_context(
        viewport={"width": width, "height": height}, color_scheme=scheme, is_mobile=mobile, has_touch=mobile
    )
    context.set_default_timeout(60_000)
    context.add_init_script(WATCH_ROW)
    page = opened(context, server)
    page.wait_for_function(f"() => {STILL}.leftAt")
    page.wait_for_selector(".st-key-cell .cnn-value")
    rows = page.evaluate("__rows")
    still, chart, lead = next(row for row in reversed(rows) if row[0])[1:]
    after = next(row for row in rows[::-1] if not row[0])
    assert (still, lead) == (chart, after[3])  # what stood there stands there
    assert after[2] == chart
    assert page.evaluate("__beside") == []  # what comes below the map did not stand beside it
    assert not page.evaluate("Boolean(window.__wide)")  # nothing of the desktop's page was ever there
    expect(page.locator("#cnn-still, #cnn-soon")).to_have_count(0)
    assert room_cookie(context) == f"{width}x{height}x0"
    again = opened(context, server, live=False)
    still_stands(again)
    said = [page.locator(f".st-key-lead .{part}").first.inner_text() for part in ("name", "percent")]
    assert again.locator("#cnn-still .lead").inner_text().split("\n") == said
    context.close()


def room_cookie(context: BrowserContext) -> str:
    """The size of the window as the server will learn it."""
    return next(str(cookie.get("value")) for cookie in context.cookies() if cookie.get("name") == "cnn_room")


@pytest.mark.thorough
def test_the_server_knows_the_window_and_learns_when_it_changes(server: str, newcomer: BrowserContext) -> None:
    page = opened(newcomer, f"{server}/{LENET}")
    chart_stands(page)
    assert room_cookie(newcomer).startswith("1440x900x")
    page.wait_for_selector(".st-key-cell .cnn-value")
    page.set_viewport_size({"width": 1100, "height": 700})
    page.wait_for_timeout(1000)
    assert room_cookie(newcomer).startswith("1100x700x")
