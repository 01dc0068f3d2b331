"""The What if tab: edits of a filter change the maps, travel in the link, and can be taken back."""

from __future__ import annotations

import numpy as np
import pytest
from playwright.sync_api import expect

from explorer import presets
from explorer.weights.bank import kernel_of
from tests.browser.app import App


@pytest.fixture
def app(edges: App) -> App:
    """The hand-made filters with the What if tab open."""
    edges.page.locator(".st-key-tab").get_by_text("What if", exact=True).click()
    edges.settled()
    expect(edges.page.locator(".st-key-whatif")).to_contain_text("Filter 1 of conv1")
    return edges


def press(app: App, name: str) -> None:
    version = app.version()
    app.page.locator(".st-key-whatif").get_by_role("button", name=name, exact=True).click()
    app.changed(version)
    app.settled()


def test_negate_and_reset(app: App) -> None:
    first = app.version()
    press(app, "Negate")
    (edited,) = app.scene().weights.filters
    assert (edited.path, edited.channel) == ("0", 1)
    expected = -kernel_of(presets.load("edges").weights.override("0").names, (3, 3, 3, 10))[..., 1]  # type: ignore[union-attr]
    np.testing.assert_allclose(np.array(edited.values).reshape(3, 3, 3), expected, rtol=1e-5)
    press(app, "Reset")
    assert app.version() == first
    assert app.scene().weights.filters == ()


def test_take_from_the_bank_and_share(app: App) -> None:
    version = app.version()
    app.page.get_by_role("button", name="Take from the bank").click()
    app.page.get_by_role("menuitem").filter(has_text="Laplacian:").click()
    app.changed(version)
    app.settled()
    edited = app.version()
    address = app.page.url
    app.page.goto("about:blank")
    app.page.goto(address)
    app.drawn()
    assert app.version() == edited


def test_a_number_typed_into_the_grid(app: App) -> None:
    version = app.version()
    grid = app.page.locator(".st-key-whatif [data-testid=stDataFrame] canvas").first
    grid.scroll_into_view_if_needed()
    app.page.wait_for_timeout(400)  # the canvas draws its cells after it has been scrolled into view
    box = grid.bounding_box()
    assert box is not None
    for _ in range(3):  # the grid is a canvas: nothing tells when the field over a cell is ready for keys
        app.page.mouse.dblclick(box["x"] + 20, box["y"] + 52)  # the first row below the header
        app.page.wait_for_timeout(500)
        app.page.keyboard.press("Control+a")
        app.page.keyboard.type("0.75")
        app.page.wait_for_timeout(200)
        app.page.keyboard.press("Enter")
        app.page.wait_for_timeout(2000)
        if app.version() != version:
            break
    app.changed(version)
    app.settled()
    (edited,) = app.scene().weights.filters
    assert edited.values[0] == 0.75
