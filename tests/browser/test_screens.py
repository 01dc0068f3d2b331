"""Window sizes, the dark theme and keyboard control."""

from __future__ import annotations

import numpy as np
import pytest
from playwright.sync_api import expect

from explorer.network import Cell
from tests.browser.app import HUB, App


def overflow(app: App) -> int:
    """By how many px the page is wider than the window."""
    return int(app.page.evaluate("document.documentElement.scrollWidth - window.innerWidth"))


@pytest.mark.thorough
def test_everything_stands_above_the_fold(app: App) -> None:
    assert overflow(app) <= 0
    for key in ("overview", "cell", "image"):
        box = app.page.locator(f".st-key-{key}").bounding_box()
        assert box is not None
        assert box["y"] + box["height"] <= 900
        assert box["x"] + box["width"] <= 1440


@pytest.mark.thorough
def test_the_phone_shows_one_layer_as_a_row(phone: App) -> None:
    phone.page.wait_for_function(f"() => {HUB}.scene.steps.filter((s) => s.slots.length).length === 1")
    phone.drawn()
    assert overflow(phone) <= 0
    cell = phone.click(Cell("5", 7, 7, 5))
    np.testing.assert_equal(cell.channel, 5)
    phone.page.locator(".st-key-chips").get_by_text("conv2_1", exact=True).click()
    phone.page.wait_for_function(f"() => {HUB}.pointer.path === '6'")
    phone.drawn()
    shown = [step["name"] for step in phone.steps() if step["slots"]]
    assert shown == ["conv2_1"]
    expect(phone.page.locator(".st-key-cell")).to_contain_text("conv2_1, map 5")


def test_dark_is_dark(dark: App) -> None:
    assert dark.page.evaluate(f"{HUB}.scene.key").endswith("-dark")
    assert dark.page.evaluate("getComputedStyle(document.querySelector('.stApp')).backgroundColor") == "rgb(20, 23, 28)"


@pytest.mark.thorough
def test_keys_reach_other_layers(edges: App) -> None:
    app = edges
    app.page.locator(".st-key-overview .js-plotly-plot").focus()
    app.page.keyboard.press("+")
    app.answered(Cell("3", 17, 17, 1))
    app.page.keyboard.press("-")
    app.page.keyboard.press("-")
    app.page.wait_for_function(f"() => {HUB}.pointer.path === '0'")
    expect(app.page.locator(".st-key-cell")).to_contain_text("conv1, map 1")


@pytest.mark.thorough
def test_the_enlarged_map_selects_the_exact_cell(edges: App) -> None:
    app = edges
    app.page.locator(".st-key-tab").get_by_text("Layer", exact=True).click()
    chart = app.page.locator(".st-key-enlarged .js-plotly-plot")
    chart.scroll_into_view_if_needed()
    app.settled()
    box = chart.bounding_box()
    assert box is not None
    app.page.mouse.click(box["x"] + box["width"] * 10.5 / 48, box["y"] + box["height"] * 3.5 / 48)
    app.answered(Cell("2", 3, 10, 1))
    expect(app.page.locator(".st-key-cell")).to_contain_text("pool1, map 1")


@pytest.mark.thorough
def test_an_undo_by_key(edges: App) -> None:
    app = edges
    version = app.version()
    app.page.get_by_role("button", name="Coffee cup").click()
    app.changed(version)
    app.settled()
    changed = app.version()
    app.page.keyboard.press("Control+z")
    app.changed(changed)
    assert app.version() == version
