"""The Layer tab: all channels, sorting by strength, pages."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from explorer.layers import Conv2D, ReLU, Rescaling
from explorer.network import Cell
from explorer.scene import Scene, link
from tests.browser.app import App

SLOTS = "(document.querySelector('.st-key-channels .js-plotly-plot')?.layout?.meta.slots ?? []).map((s) => s[0])"
"""The channels that are drawn; none while the chart is put in place of another."""


@pytest.fixture
def app(app: App) -> App:
    """The app with the Layer tab open."""
    open_tab(app)
    return app


def open_tab(app: App) -> None:
    app.page.locator(".st-key-tab").get_by_text("Layer", exact=True).click()
    app.settled()
    expect(app.page.locator(".st-key-layer_tab")).to_be_visible()


def channels(app: App, wanted: str) -> list[int]:
    """The channels that are drawn, once the JavaScript condition `wanted` on `slots` is true."""
    found: list[int] = app.page.wait_for_function(
        f"() => {{ const slots = {SLOTS}; return slots.length && {wanted} && slots; }}"
    ).json_value()
    return found


@pytest.mark.thorough
def test_a_map_of_the_tab_is_selected_by_a_click(app: App) -> None:
    tab = app.page.locator(".st-key-layer_tab")
    expect(tab).to_contain_text("pool1, 10 maps")
    box = app.page.locator(".st-key-channels .js-plotly-plot").bounding_box()
    assert box is not None
    app.page.locator(".st-key-channels").scroll_into_view_if_needed()
    box = app.page.locator(".st-key-channels .js-plotly-plot").bounding_box()
    assert box is not None
    app.page.mouse.click(box["x"] + 3 * 64 + 28, box["y"] + 16 + 28)
    app.page.wait_for_function("() => window.__cnnExplorer.pointer.channel === 3")
    expect(tab).to_contain_text("Map 3: from")


@pytest.mark.thorough
def test_the_sort_stays_until_it_is_taken_back(app: App) -> None:
    assert channels(app, "true") == list(range(10))
    app.page.get_by_role("button", name="Sort by strength").click()
    order = channels(app, "slots[0] !== 0")
    app.page.get_by_role("button", name="Ankle boot (Zalando, MIT)").click()
    app.settled()
    app.drawn()
    assert channels(app, "true") == order
    app.page.get_by_role("button", name="Back to index order").click()
    assert channels(app, "slots[0] === 0") == list(range(10))


@pytest.mark.thorough
def test_wide_layers_are_paged(app: App) -> None:
    scene = Scene((Conv2D(filters=100),), (20, 20, 3), cell=Cell("0", 1, 1, 60))
    app.open(f"?m={link.encode(scene)}")
    open_tab(app)
    assert channels(app, "true") == list(range(48, 96))  # the page of the selected map
    expect(app.page.locator(".st-key-layer_tab")).to_contain_text("Filter 60: 3 kernels")


@pytest.mark.thorough
def test_filters_of_colors_are_pictures_and_a_click_on_one_selects_its_map(app: App) -> None:
    scene = Scene((Rescaling(), Conv2D(filters=14), ReLU(), Conv2D(filters=3)), (20, 20, 3), cell=Cell("2", 4, 5, 0))
    app.open(f"?m={link.encode(scene)}")
    open_tab(app)
    tab, page = app.page.locator(".st-key-layer_tab"), app.page.locator(".st-key-color_filters .js-plotly-plot")
    expect(tab).to_contain_text("Filters of conv1_1, each 3 × 3 in colour")
    expect(tab).to_contain_text("Filter 0 of conv1_1: 3 kernels")
    expect(app.page.locator(".st-key-color_filters [aria-label*='filter 13: red']")).to_have_count(1)
    page.scroll_into_view_if_needed()
    page.click(position={"x": 4 + 2 * 64 + 28, "y": 16 + 28})
    app.page.wait_for_function("() => window.__cnnExplorer.pointer.channel === 2")
    assert app.page.evaluate("() => window.__cnnExplorer.chosen.row") == 4
    expect(tab).to_contain_text("Filter 2 of conv1_1")
    for name in ("Arithmetic", "What if"):
        app.page.locator(".st-key-tab").get_by_text(name, exact=True).click()
        app.page.evaluate("() => window.__cnnExplorer.send('pick', { path: '1', row: 4, col: 5, channel: 2 })")
        expect(app.page.locator(".cnn-color-filter img[alt*='Filter 2: red']")).to_be_visible()
    app.page.locator(".st-key-tab").get_by_text("Layer", exact=True).click()
    app.page.evaluate("() => window.__cnnExplorer.send('pick', { path: '3', row: 4, col: 5, channel: 1 })")
    expect(tab).to_contain_text("Filter 1: 12 of 14 kernels")
    expect(app.page.locator(".st-key-color_filters")).to_have_count(0)


@pytest.mark.thorough
def test_a_tab_that_is_clicked_below_a_tall_picture_comes_into_view(app: App) -> None:
    top = "document.querySelector('.st-key-tabs').getBoundingClientRect().top"
    app.page.evaluate("document.querySelector('[data-testid=stMain]').scrollTo(0, 0)")
    app.page.wait_for_function(f"() => {top} > 700")
    app.page.locator(".st-key-tab").get_by_text("Layer", exact=True).click()
    app.page.wait_for_function(f"() => {top} < 500")
