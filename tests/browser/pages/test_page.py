"""The Explore page as a grid: where everything stands at every size of the window, and that nothing moves while it loads."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from explorer.figures.overview.room import NAVIGATION, TOOLBAR, TRAINING_STRIP, rail_width, room_in
from tests.browser.app import SMALL, App

SIZES = [(1024, 768), (1280, 720), (1366, 640), (1440, 900), (1920, 1080), (2560, 1440)]


def box(app: App, selector: str) -> tuple[float, float, float, float]:
    """Left, top, width and height of an element, px."""
    place = app.page.locator(selector).bounding_box()
    assert place
    return place["x"], place["y"], place["width"], place["height"]


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_everything_has_its_place(app: App, width: int, height: int) -> None:
    app.resize(width, height)
    app.open(SMALL)
    app.settled()
    room = room_in(width, height)
    left, top, wide, high = box(app, ".st-key-overview")
    assert (left, top, wide) == (64, NAVIGATION + TOOLBAR, room.width)
    assert high >= room.height
    rail_left, rail_top, rail_wide, _ = box(app, ".st-key-right")
    assert (rail_left, rail_top, rail_wide) == (width - 16 - rail_width(width), 56, rail_width(width))
    _, _, strip_wide, strip_high = box(app, ".st-key-strip")
    assert (strip_wide, strip_high) == (room.width, TRAINING_STRIP)
    toolbar = box(app, ".st-key-image")
    for button in app.page.locator(".st-key-image button").locator("visible=true").all():
        place = button.bounding_box()
        assert place
        assert place["x"] + place["width"] <= toolbar[0] + toolbar[2] + 0.5
        assert (place["y"], place["height"]) == (56, 40)
    for selector in ('[data-testid="stMain"]', "html"):
        assert app.page.locator(selector).evaluate("(e) => e.scrollWidth - e.clientWidth") <= 0


@pytest.mark.thorough
def test_the_places_are_there_before_the_pictures(app: App) -> None:
    app.visit(SMALL)
    app.page.wait_for_selector(".st-key-overview")
    before = box(app, ".st-key-overview"), box(app, ".st-key-image")
    app.drawn()
    app.settled()
    assert (box(app, ".st-key-overview")[:3], box(app, ".st-key-image")[:2]) == (before[0][:3], before[1][:2])


@pytest.mark.thorough
def test_the_sidebar_is_a_strip_until_it_is_asked_for(app: App) -> None:
    app.open(SMALL)
    strip = app.page.get_by_test_id("stExpandSidebarButton")
    assert box(app, '[data-testid="stExpandSidebarButton"]') == (0, 0, 48, 900)
    assert strip.evaluate("(e) => getComputedStyle(e, '::after').content") == '"Edit network"'
    assert app.page.locator(".st-key-undo").count() == 1  # it has a key of its own
    assert app.page.locator(".st-key-rows").count() == 0
    strip.focus()
    app.page.keyboard.press("Enter")
    expect(app.page.locator(".st-key-rows")).to_be_in_viewport()
    app.page.wait_for_function(
        "() => document.querySelector('[data-testid=stMain]').getBoundingClientRect().left === 264"
    )
    app.page.wait_for_function("() => document.querySelector('.st-key-overview').getBoundingClientRect().left === 280")


@pytest.mark.thorough
def test_the_menu_closes_when_an_entry_was_chosen(app: App) -> None:
    app.open(SMALL)
    app.page.get_by_role("button", name="More", exact=True).click()
    app.page.get_by_role("button", name="About this network").click()
    expect(app.page.get_by_role("dialog", name="About this network")).to_be_visible()
    expect(app.page.locator(".st-key-more_items")).to_have_count(0)
