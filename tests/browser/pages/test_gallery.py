"""The Gallery: every network as a card, found by words, opened by a click."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from explorer import presets
from tests.browser.app import App


def test_a_card_opens_its_network_in_explore(app: App) -> None:
    app.visit("gallery")
    cards = app.page.locator(".cnn-cards .card")
    expect(cards).to_have_count(len(presets.NAMES))
    tall = {round(box["height"]) for box in (card.bounding_box() for card in cards.all()[:4]) if box}
    assert len(tall) == 1  # a row of cards is level
    app.page.get_by_role("searchbox", name="Search networks").fill("clothing blocks")
    expect(cards.locator("visible=true")).to_have_count(1)
    app.page.get_by_role("button", name="Fashion TinyVGG").click()
    app.drawn()
    app.settled()
    assert app.scene().preset == "fashion_tinyvgg"
    expect(app.page.get_by_role("button", name="Fashion TinyVGG")).to_be_visible()


@pytest.mark.thorough
def test_the_best_match_comes_first(app: App) -> None:
    app.visit("gallery")
    titles = app.page.locator(".cnn-cards .card:not([hidden]) strong")
    app.page.get_by_role("searchbox", name="Search networks").fill("vgg")
    expect(titles.first).to_have_text("VGG-11")
    assert titles.all_text_contents()[:3] == ["VGG-11", "VGG-16", "Flowers VGG"]
    app.page.get_by_role("searchbox", name="Search networks").fill("")
    expect(titles.first).to_have_text("Flowers VGG")


@pytest.mark.thorough
def test_nothing_found_is_said(app: App) -> None:
    app.visit("gallery")
    field = app.page.get_by_role("searchbox", name="Search networks")
    field.fill("zebra")
    expect(app.page.get_by_text("No network matches these words.")).to_be_visible()
    expect(app.page.locator(".cnn-cards section").locator("visible=true")).to_have_count(0)
    field.fill("")
    expect(app.page.get_by_text("No network matches these words.")).to_be_hidden()


@pytest.mark.thorough
def test_the_networks_name_leads_to_the_gallery(app: App) -> None:
    app.page.locator(".st-key-networks button").first.click()
    app.page.get_by_role("menuitem", name="All networks, as pictures").click()
    expect(app.page).to_have_url(f"{app.address}/gallery")
