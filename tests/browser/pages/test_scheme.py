"""The page while the visitor's system turns from light to dark."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.app import SMALL, App


@pytest.mark.thorough
def test_the_pictures_turn_dark_with_the_page(app: App) -> None:
    app.open(SMALL)
    app.settled()
    light = app.version()
    app.page.emulate_media(color_scheme="dark")
    app.changed(light)
    app.settled()
    app.page.emulate_media(color_scheme="light")
    app.page.wait_for_function("(version) => window.__cnnExplorer.scene.version === version", arg=light)


@pytest.mark.thorough
def test_a_folded_sidebar_is_out_of_reach_of_the_tab_key(app: App) -> None:
    app.open(SMALL)
    app.settled()
    sidebar = app.page.get_by_test_id("stSidebar")
    expect(sidebar).to_have_css("visibility", "hidden")
    app.edit_network()
    expect(sidebar).to_have_css("visibility", "visible")
