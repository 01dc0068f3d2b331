"""The hints for first-time visitors: they are ticked off when done, can be closed, stay closed, and change no network."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from explorer.network import Cell
from tests.browser.app import SMALL, App

CELL = Cell("1", 5, 6, 2)
DO = "name => document.dispatchEvent(new CustomEvent('cnn-explorer', { detail: name }))"


@pytest.mark.thorough
def test_the_hints_tick_themselves_off_and_stay_away(app: App) -> None:
    app.open(SMALL)
    line = app.page.get_by_role("group", name="First steps")
    expect(line).to_have_text("1Point at a map→2Click a cell→3Slide its window×")
    layers = app.steps()
    toolbar = app.page.locator(".st-key-image").bounding_box()
    app.hover(CELL)
    expect(line).to_contain_text("✓Point at a map (done)→2Click a cell")
    app.click(CELL)
    expect(line).to_contain_text("✓Click a cell (done)")
    app.page.evaluate(DO, "slide")
    expect(line).to_have_text("Play the trainingUse your photoStart the course×")
    line.get_by_role("button", name="Use your photo").click()
    expect(app.page.get_by_text("PNG, JPEG, WebP, GIF or BMP").first).to_be_visible()
    expect(line).to_contain_text("✓Use your photo (done)")
    assert app.page.locator(".st-key-image").bounding_box() == toolbar  # nothing moved
    assert [step["shape"] for step in app.steps()] == [step["shape"] for step in layers]
    line.get_by_role("button", name="Hide these hints").click()
    expect(line).to_have_count(0)  # hidden
    app.page.reload()
    app.drawn()
    app.settled()
    expect(line).to_have_count(0)


@pytest.mark.thorough
def test_sliding_is_asked_for_where_it_happens(app: App) -> None:
    app.open(SMALL)
    app.page.evaluate("document.addEventListener('cnn-explorer:focus', (event) => { window.asked = event.detail; })")
    app.page.get_by_role("group", name="First steps").get_by_role("button", name="Slide its window").click()
    assert app.page.evaluate("window.asked") == {"open": True, "slide": True}


@pytest.mark.thorough
def test_sliding_in_the_focus_is_ticked_off(app: App) -> None:
    app.open(SMALL)
    app.settled()
    app.page.get_by_role("group", name="First steps").get_by_role("button", name="Slide its window").click()
    expect(app.page.locator(".cnn-rounded")).to_have_text(
        "Numbers are rounded for display only; sums use the exact ones."
    )
    expect(app.page.locator(".cnn-guide")).to_contain_text("✓Slide its window (done)")


@pytest.mark.thorough
def test_the_hints_lead_to_the_course(app: App) -> None:
    app.open(SMALL)
    for name in ("point", "click", "slide"):
        app.page.evaluate(DO, name)
    app.page.get_by_role("group", name="First steps").get_by_role("button", name="Start the course").click()
    expect(app.page).to_have_url(f"{app.address}/learn")
