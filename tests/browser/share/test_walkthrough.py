"""Walkthroughs: following one from a link, and making one in the dialog."""

from __future__ import annotations

from dataclasses import replace

import pytest
from playwright.sync_api import expect

from explorer import demos, presets
from explorer.network import Cell
from explorer.scene.walkthrough import Stop, Walkthrough, decode, encode
from tests.browser.app import App
from tests.browser.axe import findings


def test_a_link_leads_through_its_states_and_asks_first(app: App) -> None:
    first = presets.load("edges").scene()
    second = replace(first, cell=Cell("0", 5, 6, 2))
    walk = Walkthrough(
        (Stop(first, "The *first* [note](x)."), Stop(second, "Now you see.", True, "Where to?")), "Edges"
    )
    app.open(f"?w={encode(walk)}")
    bar = app.page.locator(".st-key-walk")
    expect(bar).to_contain_text("Edges, step 1 of 2")
    expect(bar).to_contain_text("The first [note](x).")
    assert app.chosen() == first.cell
    bar.get_by_role("button", name="Next").click()
    expect(bar).to_contain_text("What do you expect? Where to?")
    expect(bar).not_to_contain_text("Now you see.")
    app.settled()
    assert findings(app.page) == []
    app.settled()
    assert app.chosen() == first.cell
    bar.get_by_role("button", name="Show").click()
    expect(bar).to_contain_text("Now you see.")
    app.settled()
    app.page.wait_for_function("() => window.__cnnExplorer.chosen.row === 5")
    assert app.chosen() == second.cell
    bar.get_by_role("button", name="Back", exact=True).click()
    expect(bar).to_contain_text("step 1 of 2")
    bar.get_by_role("button", name="Next").click()
    expect(bar).to_contain_text("Now you see.")  # what was revealed stays revealed
    expect(bar).not_to_contain_text("What do you expect?")
    bar.get_by_role("button", name="End").click()
    expect(bar).to_have_count(0)
    app.settled()
    assert app.page.evaluate("new URL(location).searchParams.get('w')") is None


@pytest.mark.thorough
def test_a_viewer_who_comes_back_goes_on_where_they_left(app: App) -> None:
    app.open("?d=stride")
    app.settled()
    bar = app.page.locator(".st-key-walk")
    for step in (2, 3):
        bar.get_by_role("button", name="Next").click()
        expect(bar).to_contain_text(f"step {step} of 4")
    app.settled()
    app.open("?d=stride")
    expect(bar).to_contain_text("step 1 of 4")
    bar.get_by_role("button", name="Go on at step 3").click()
    expect(bar).to_contain_text("step 3 of 4")
    expect(bar.get_by_role("button", name="Go on at step 3")).to_have_count(0)
    app.settled()
    assert app.chosen() == demos.load("stride").walk.stops[2].scene.cell
    bar.get_by_role("button", name="Next").click()
    expect(bar).to_contain_text("What do you expect?")  # the last step: nothing is left to go on with
    app.settled()
    app.open("?d=stride")
    app.settled()
    expect(bar.get_by_role("button", name="Next")).to_be_visible()
    expect(bar.get_by_role("button", name="Go on")).to_have_count(0)


@pytest.mark.thorough
def test_one_is_made_and_its_link_copied(app: App) -> None:
    app.page.get_by_role("button", name="More", exact=True).click()
    app.page.get_by_role("button", name="Walkthrough").click()
    dialog = app.page.locator(".st-key-walk_dialog")
    dialog.get_by_label("Note").fill("Look here.")
    dialog.get_by_role("button", name="Add this state").click()
    expect(dialog).to_contain_text("1. Look here.")
    picture = dialog.locator(".st-key-walk_row_0 img").element_handle()
    app.page.wait_for_function("(image) => image.complete && image.naturalWidth === 208", arg=picture)
    dialog.get_by_label("Note").fill("And there.")
    dialog.get_by_role("button", name="Add this state").click()
    expect(dialog).to_contain_text("2. And there.")
    dialog.get_by_label("Note").fill("a" * 2012)
    dialog.get_by_role("button", name="Add this state").click()
    expect(dialog).to_contain_text("The note has 2,012 of 2,000 characters: 12 too many. Shorten it.")
    expect(dialog.get_by_label("Note")).to_have_value("a" * 2012)  # nothing is swallowed
    dialog.locator(".st-key-walk_Edit_0 button").click()
    expect(dialog.get_by_role("button", name="Save")).to_be_visible()  # until then the fields are those of a new step
    dialog.get_by_label("Title of the step").fill("First")
    dialog.get_by_label("Note").fill("Look **here**.")
    dialog.get_by_role("button", name="Save").click()
    expect(dialog.locator(".st-key-walk_row_0 strong")).to_have_text(["1.", "First", "here"])
    dialog.locator(".st-key-walk_Up_1 button").click()
    expect(dialog).to_contain_text("1. And there.")
    expect(dialog).to_contain_text("2 steps")
    link = dialog.locator(".st-key-copy_walk").locator("input, textarea, code").first
    text = link.evaluate("e => e.value ?? e.textContent")
    walk = decode(text.split("?w=")[1])
    assert [(stop.title, stop.note) for stop in walk.stops] == [("", "And there."), ("First", "Look **here**.")]


@pytest.mark.thorough
def test_a_damaged_one_is_told_in_words(app: App) -> None:
    app.open("?w=1.nonsense")
    expect(app.page.locator(".st-key-messages")).to_contain_text("This walkthrough is")
    expect(app.page.locator(".st-key-walk")).to_have_count(0)
