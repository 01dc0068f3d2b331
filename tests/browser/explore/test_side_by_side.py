"""Two scenes side by side in the browser: opened, chosen, linked, read cell by cell, and left again."""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np
import pytest
from playwright.sync_api import expect

import explorer
from explorer import Trained, Weights, presets
from explorer.scene import Comparison, Scene, link
from explorer.words.numerals import number
from tests.browser.app import App
from tests.browser.axe import findings, nameless

VGG = presets.load("flowers_vgg").scene()
UNTRAINED = replace(VGG, weights=Weights(Trained("flowers_vgg", 0)))
BESIDE = replace(VGG, compared=Comparison(UNTRAINED))


def query(scene: Scene) -> str:
    return f"?m={link.encode(scene)}"


def choose(app: App, label: str, option: str) -> None:
    """Choose an option of a list, by what is typed into it."""
    field = app.page.locator(".st-key-compare_chooser").get_by_role("combobox", name=label)
    field.click()
    app.page.get_by_role("option", name=option, exact=True).click()
    app.settled()


def test_a_preset_is_put_beside_survives_a_reload_and_is_closed_by_back(app: App) -> None:
    app.open(query(VGG))
    app.page.get_by_role("button", name="Compare", exact=True).click()
    expect(app.page.locator(".st-key-compare_empty")).to_be_visible()
    choose(app, "Network", presets.load("tinyvgg").title)
    app.compared()
    other = app.scene().sides[1]
    assert (other.preset, other.image) == ("tinyvgg", VGG.image)
    app.page.reload()
    app.compared()
    expect(app.page.locator(".st-key-compare_right")).to_contain_text(presets.load("tinyvgg").title)
    app.page.locator(".st-key-compare_rows").wait_for()
    app.page.keyboard.press("Escape")
    expect(app.page.locator(".st-key-compare_view")).to_have_count(0)
    app.drawn()
    assert app.scene().compared is None
    app.page.go_back()
    expect(app.page.locator(".st-key-compare_view")).to_be_visible()


@pytest.mark.thorough
def test_two_epochs_are_read_cell_by_cell(app: App) -> None:
    app.open(query(BESIDE))
    cell = VGG.settled_cell()
    compared = explorer.compare(VGG, UNTRAINED)
    maps = compared.maps(cell.path)
    pair = app.page.locator(".st-key-compare_pair .cnn-beside")
    pair.focus()
    app.page.keyboard.press("ArrowRight")
    row, col = cell.row, cell.col + 1
    told = app.page.locator(".st-key-compare_pair .values")
    expect(told).to_contain_text(f"{row}, {col}")
    values = [float(each[row, col, cell.channel]) for each in (maps.left, maps.right)]
    assert maps.difference is not None
    values.append(float(maps.difference[row, col, cell.channel]))
    assert told.locator("dd").all_inner_texts()[1:] == [number(value) for value in values]
    assert app.page.locator(".st-key-compare_pair .boxes i").count() == 3
    assert maps.correlation.value is not None
    expect(app.page.locator(".st-key-compare_beside")).to_contain_text(f"correlation {maps.correlation.value:.3f}")
    app.page.locator(".st-key-compare_rows .cnn-beside button[aria-label^='pool1']").click()
    expect(app.page.locator(".st-key-compare_pair_head")).to_contain_text("pool1")
    app.settled()
    assert app.scene().cell is not None
    assert app.scene().network.step(app.scene().settled_cell().path).name == "pool1"
    assert findings(app.page) == []
    assert nameless(app.page) == []


@pytest.mark.thorough
def test_the_state_before_an_edit_is_put_beside_and_becomes_the_visitors_own(app: App) -> None:
    app.open(query(VGG))
    app.page.keyboard.press("Escape")
    app.edit_network()
    app.toggle("conv1_1")
    field = app.page.get_by_label("Filters", exact=True).first
    field.fill("9")
    field.press("Enter")
    app.settled()
    app.page.get_by_role("button", name="Compare", exact=True).click()
    app.page.locator(".st-key-compare_chooser").get_by_text("Before an edit", exact=True).click()
    app.settled()
    field = app.page.locator(".st-key-compare_chooser").get_by_role("combobox", name="State")
    field.click()
    app.page.get_by_role("option", name=re.compile("filters")).first.click()
    app.compared()
    assert app.scene().sides[1].layers == VGG.layers
    app.page.get_by_role("button", name="Make the right one mine").click()
    expect(app.page.locator(".st-key-compare_view")).to_have_count(0)
    app.drawn()
    assert app.scene().layers == VGG.layers


@pytest.mark.thorough
def test_a_pasted_link_is_put_beside_and_the_sides_are_exchanged(app: App) -> None:
    app.open(query(replace(VGG, compared=Comparison())))
    app.page.locator(".st-key-compare_chooser").get_by_text("Link", exact=True).click()
    app.settled()
    field = app.page.get_by_label("A link to CNN Explorer", exact=True)
    field.fill(f"https://example.org/{query(UNTRAINED)}")
    field.press("Enter")
    app.compared()
    assert app.scene().sides[1] == UNTRAINED
    app.page.get_by_role("button", name="Swap sides").click()
    app.compared()
    assert app.scene().weights == UNTRAINED.weights
    app.page.locator(".st-key-compare_part").get_by_text("Numbers", exact=True).click()
    app.page.locator(".st-key-compare_numbers").wait_for()
    app.settled()
    assert app.scene().compared is not None
    assert app.scene().compared.part == "numbers"  # type: ignore[union-attr]


@pytest.mark.thorough
def test_on_a_phone_nothing_sticks_out(phone: App) -> None:
    phone.open(query(BESIDE))
    wide = int(phone.page.evaluate("document.querySelector('[data-testid=stMain]').scrollWidth"))
    assert wide <= 390
    assert findings(phone.page) == []
    assert np.isfinite(wide)
