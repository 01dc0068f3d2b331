"""The hints for first-time visitors: they are ticked off when done, can be closed, and stay closed."""

from __future__ import annotations

from playwright.sync_api import expect

from explorer.network import Cell
from tests.browser.app import App


def test_the_hints_tick_themselves_off_and_stay_away(app: App) -> None:
    line = app.page.get_by_role("group", name="First steps")
    expect(line).to_have_text("1Point at a square→2Click it→3Set conv1_1’s stride to 2×")
    toolbar = app.page.locator(".st-key-image").bounding_box()
    app.hover(Cell("1", 5, 6, 2))
    expect(line).to_contain_text("✓Point at a square (done)→2Click it")
    app.click(Cell("1", 5, 6, 2))
    expect(line).to_contain_text("✓Click it (done)")
    line.get_by_role("button", name="stride").click()
    app.settled()
    version = app.version()
    app.type_number("Strides", "2")
    app.changed(version)
    line.get_by_role("button", name="Use your image").click()
    expect(app.page.get_by_text("PNG, JPEG, WebP, GIF or BMP").first).to_be_visible()
    expect(line).to_have_count(0)  # hidden
    assert app.page.locator(".st-key-image").bounding_box() == toolbar  # nothing moved
    app.page.reload()
    app.drawn()
    app.settled()
    expect(line).to_have_count(0)
    app.page.evaluate("localStorage.clear()")
    app.page.reload()
    app.drawn()
    expect(line).to_contain_text("1Point at a square")
    line.get_by_role("button", name="Put these hints away").click()
    expect(line).to_have_count(0)
