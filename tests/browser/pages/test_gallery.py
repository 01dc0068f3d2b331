"""The Gallery: every network and every listed demo as a card, found by words, opened by a click."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from explorer import demos, presets
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


@pytest.mark.thorough
def test_a_demo_is_found_and_opened_from_its_card(app: App) -> None:
    app.visit("gallery?show=demos")
    cards = app.page.locator(".cnn-cards .card")
    expect(cards.first).to_contain_text(demos.load(demos.NAMES[0]).title)
    picture = cards.first.locator("img")
    app.page.wait_for_function("(image) => image.complete && image.naturalWidth === 480", arg=picture.element_handle())
    app.page.get_by_role("textbox", name="Search demos").fill("sunflowers")
    app.page.keyboard.press("Enter")
    expect(cards).to_have_count(1)
    cards.get_by_text("Softmax").click()
    app.drawn()
    app.settled()
    demo = demos.load("softmax")
    expect(app.page.locator(".st-key-walk")).to_contain_text(
        f"{demo.title} by CNN Explorer, step 1 of {len(demo.walk.stops)}"
    )
    assert "d=softmax" in app.page.url
    assert app.chosen() == demo.walk.stops[0].scene.cell


@pytest.mark.thorough
def test_what_was_published_and_listed_is_there_with_its_title_as_text(app: App) -> None:
    title = "<b>Edges</b> of *cats*"
    app.open()
    app.page.get_by_role("button", name="Share").click()
    dialog = app.page.get_by_role("dialog")
    dialog.get_by_role("radio", name="Published demo").click()
    dialog.get_by_label("Title").fill(title)
    dialog.get_by_text("List it in this site's gallery").click()
    dialog.get_by_role("button", name="Publish", exact=True).click()
    address = dialog.get_by_label("For everybody").input_value()
    app.visit("gallery")
    app.page.get_by_role("radio", name="Demos").click()
    expect(app.page).to_have_url(f"{app.address}/gallery?show=demos")
    card = app.page.locator(".cnn-cards .card").filter(has_text=title)
    expect(card.first).to_be_visible()
    card.first.click()
    app.drawn()
    app.settled()
    assert f"d={address.partition('d=')[2]}" in app.page.url
