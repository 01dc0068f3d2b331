"""After an edit a bar says what it changed, and takes it back; the selected place and the weights stay."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from explorer.network import Cell
from explorer.reads.places import place_of
from explorer.scene import link
from tests.browser.app import SMALL, App


def insert_below(app: App, name: str) -> None:
    """Insert a convolution below a layer."""
    version = app.version()
    app.edit_network()
    app.page.get_by_role("button", name=f"Actions for {name}").click()
    app.page.get_by_text("Insert below", exact=True).click()
    app.page.locator(".cnn-palette").get_by_role("option").filter(
        has=app.page.get_by_text("Convolution", exact=True)
    ).click()
    app.changed(version)


@pytest.mark.thorough
def test_an_edit_is_told_before_and_after_and_taken_back(app: App) -> None:
    app.open(SMALL)
    selected = app.click(Cell("6", 4, 9, 2))
    scene, version = link.decode(SMALL.removeprefix("?m=")), app.version()
    place = place_of(scene.network, selected)
    insert_below(app, "conv1_1")
    bar = app.page.locator(".st-key-edited")
    for words in (
        "conv1_2 added",
        "answer Sneaker 98.6% → class ",
        "conv1_2 is new, so its weights are random",
    ):
        expect(bar).to_contain_text(words)
    expect(app.page.locator(".cnn-said-edit")).to_contain_text("98.6% to class ")
    expect(app.page.get_by_role("group", name="Training")).to_contain_text("1 of 6")
    app.settled()
    edited = app.scene()
    assert edited.settled_cell().path == "7"
    assert edited.weights.untrained(edited.network) == ("2",)
    now = place_of(edited.network, edited.settled_cell())
    assert place is not None
    assert now is not None
    assert tuple(now) == pytest.approx(tuple(place), abs=1 / 14)
    bar.get_by_role("button", name="Undo").click()
    app.page.wait_for_function("old => window.__cnnExplorer.scene.version === old", arg=version)
    expect(bar).to_have_count(0)
    app.settled()
    assert app.scene().weights == scene.weights


@pytest.mark.thorough
def test_the_bar_can_be_put_away_and_covers_nothing(app: App) -> None:
    insert_below(app, "conv1_1")
    bar = app.page.locator(".st-key-edited")
    box = bar.bounding_box()
    assert box is not None
    for key in ("image", "overview_chart_frame"):
        other = app.page.locator(f".st-key-{key}").bounding_box()
        assert other is not None
        assert box["y"] + box["height"] <= other["y"]
    links = app.page.locator('[data-testid="stTopNavLink"]')
    last = links.last.bounding_box()
    assert last is not None
    assert last["x"] + last["width"] <= box["x"]
    bar.get_by_role("button", name="Close").click()
    expect(bar).to_have_count(0)
    app.settled()
    assert len(app.scene().layers) == 15


@pytest.mark.thorough
def test_in_a_small_window_the_whole_text_is_read_by_pointing_at_the_bar(app: App) -> None:
    app.resize(1024, 768)
    app.open(SMALL)
    app.toggle("conv1_1")
    version = app.version()
    app.type_number("Filters", "16")
    app.changed(version)
    bar, words = app.page.locator(".st-key-edited"), app.page.locator(".st-key-edited .stHtml p")
    cut = "(p) => p.scrollHeight > p.clientHeight + 1"
    assert words.evaluate(cut)
    undo = bar.get_by_role("button", name="Undo")
    before = undo.bounding_box()
    undo.hover()
    assert not words.evaluate(cut)
    assert undo.bounding_box() == before, "it stays under the pointer"
    app.page.mouse.move(500, 600)
    words.focus()
    assert not words.evaluate(cut)


@pytest.mark.thorough
def test_the_other_pages_tell_an_edit_too(app: App) -> None:
    insert_below(app, "conv1_1")
    bar = app.page.locator(".st-key-edited")
    for page in ("Architecture", "Gallery"):
        app.page.get_by_role("link", name=page).click()
        expect(
            app.page.get_by_role("heading").filter(has_text="Your own network" if page == "Architecture" else page)
        ).to_be_visible()
        expect(bar).to_contain_text("conv1_2 is new, so its weights are random")
        expect(bar).not_to_contain_text("answer")
    bar.get_by_role("button", name="Undo").click()
    expect(bar).to_have_count(0)
    app.page.get_by_role("link", name="Explore").click()
    app.drawn()
    assert "conv1_2" in app.names()
    assert len(app.names()) == 15


@pytest.mark.thorough
def test_an_edited_filter_is_told_and_taken_back(app: App) -> None:
    app.open(SMALL)
    app.page.locator(".st-key-tab").get_by_text("What if", exact=True).click()
    app.settled()
    version = app.version()
    app.page.locator(".st-key-whatif").get_by_role("button", name="Negate", exact=True).click()
    app.changed(version)
    bar = app.page.locator(".st-key-edited")
    expect(bar).to_contain_text("negated")
    expect(bar).to_contain_text("answer ")
    bar.get_by_role("button", name="Undo").click()
    app.page.wait_for_function("old => window.__cnnExplorer.scene.version === old", arg=version)
    expect(bar).to_have_count(0)
