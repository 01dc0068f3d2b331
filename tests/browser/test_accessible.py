"""Accessibility: names, contrast, keyboard control, and numbers as tables."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from explorer.network import Cell
from tests.browser.app import HUB, App
from tests.browser.axe import findings, nameless
from tests.browser.states import STATES

PARTS = {
    "Arithmetic": ("explain_view", "Two readings"),
    "Receptive field": ("sees_part", "Coverage"),
    "What if": ("whatif_part", "Flip"),
}
"""A second part of some tabs."""
SCREEN = (
    "loupe",
    "focus of conv1_1",
    "focus of pool",
    "focus of dense",
    "focus of softmax",
    "play",
    "present",
    "present, before the guess",
    "strip, Show",
    "strip, About",
    "more",
    *("gallery", "gallery, demos"),
    *("side by side", "side by side, nothing chosen", "side by side, numbers"),
    *(EDITING := ("form", "menu of a row", "menu of kinds", "an edit")),
)
"""States of the screen, by their names in STATES, beside those that the first test goes through."""


def sound(app: App, what: str) -> None:
    """Fail if axe-core finds anything, or a chart has no alternative text."""
    app.settled()
    app.page.wait_for_timeout(400)  # after this nothing fades in any more
    assert (what, findings(app.page), nameless(app.page)) == (what, [], [])


def tab(app: App, name: str) -> None:
    """Open a tab."""
    app.page.locator(".st-key-tab").get_by_text(name, exact=True).click()


def test_axe_finds_nothing_grave_on_explore_and_architecture(app: App) -> None:
    sound(app, "Explore")
    app.page.get_by_role("link", name="Architecture").click()
    app.page.locator(".st-key-architecture").wait_for()
    sound(app, "Architecture")


@pytest.mark.thorough
def test_axe_finds_nothing_grave_anywhere(app: App) -> None:
    for way in ("File", "Draw"):
        app.your_image(way)
        sound(app, f"your image, {way}")
    app.page.locator(".st-key-your_image_close button").click()
    names = app.page.locator(".st-key-tab button").all_inner_texts()
    assert len(names) >= 3
    for name in names:
        tab(app, name)
        sound(app, name)
        if name in PARTS:
            key, part = PARTS[name]
            app.page.locator(f".st-key-{key}").get_by_text(part, exact=True).click()
            sound(app, part)
    app.toggle("conv1_1")
    sound(app, "a form")
    app.page.get_by_role("button", name="Share").click()
    app.page.get_by_role("dialog").wait_for()
    sound(app, "the Share dialog")
    app.page.keyboard.press("Escape")
    tab(app, "Layer")
    app.page.locator(".st-key-enlarged_numbers button").click()
    app.page.get_by_role("dialog").wait_for()
    sound(app, "the numbers")
    app.page.keyboard.press("Escape")
    for name, key in (("Architecture", "architecture"), ("Learn", "learn")):
        app.page.get_by_role("link", name=name).click()
        app.page.locator(f".st-key-{key}").wait_for()
        sound(app, name)


def enter(app: App, name: str) -> None:
    """Bring the app into one of STATES."""
    (state,) = (state for state in STATES if state.name == name)
    app.visit(state.query)
    if not state.query.startswith("gallery"):
        app.drawn()
    app.settled()
    if state.act:
        state.act(app)


@pytest.mark.thorough
@pytest.mark.parametrize("name", SCREEN)
def test_axe_finds_nothing_grave_on_the_screen(app: App, name: str) -> None:
    enter(app, name)
    sound(app, name)


@pytest.mark.thorough
@pytest.mark.parametrize("name", SCREEN)
def test_axe_finds_nothing_grave_on_the_dark_screen(dark: App, name: str) -> None:
    enter(dark, name)
    sound(dark, name)


@pytest.mark.thorough
@pytest.mark.parametrize("name", ["focus of conv1_1", "play", "gallery", *EDITING])
def test_axe_finds_nothing_grave_on_the_screen_of_a_phone(phone: App, name: str) -> None:
    enter(phone, name)
    sound(phone, name)


@pytest.mark.thorough
def test_axe_finds_nothing_grave_in_the_dark(dark: App) -> None:
    sound(dark, "Explore")
    tab(dark, "Layer")
    sound(dark, "Layer")
    dark.page.get_by_role("link", name="Architecture").click()
    dark.page.locator(".st-key-architecture").wait_for()
    sound(dark, "Architecture")


@pytest.mark.thorough
def test_axe_finds_nothing_grave_on_a_phone(phone: App) -> None:
    sound(phone, "Explore")
    phone.page.evaluate("document.body.insertAdjacentHTML('beforeend', '<button style=position:fixed>\\n</button>')")
    (found,) = findings(phone.page)  # the check itself can fail
    assert found.startswith("button-name")


def test_keys_alone_reach_cells_and_what_they_say(app: App) -> None:
    """Tab to the maps, then arrows, brackets, plus and minus: each new cell is announced once; the focus stays visible."""
    page = app.page
    tab(app, "Layer")
    app.settled()
    said = page.locator(".cnn-said[aria-live=polite]")
    for _ in range(64):
        page.keyboard.press("Tab")
        if page.evaluate("Boolean(document.activeElement.closest('.st-key-enlarged'))"):
            break
    chart = page.locator(".st-key-enlarged .js-plotly-plot")
    expect(chart).to_be_focused()
    assert chart.evaluate("(gd) => getComputedStyle(gd).outlineStyle") == "solid"
    steps = [
        ("ArrowDown", Cell("5", 8, 2, 7)),
        ("ArrowRight", Cell("5", 8, 3, 7)),
        ("]", Cell("5", 8, 3, 8)),
        ("[", Cell("5", 8, 3, 7)),
        ("+", Cell("6", 8, 3, 7)),
        ("-", Cell("5", 8, 3, 7)),
    ]
    assert app.chosen() == Cell("5", 7, 2, 7)
    for key, cell in steps:
        page.keyboard.press(key)
        app.answered(cell)
        expect(said).to_contain_text(f"map {cell.channel}, row {cell.row}, column {cell.col}: ")
        page.wait_for_function("() => document.activeElement.closest('.st-key-enlarged')")
    expect(chart).to_have_attribute("aria-label", said_of(app))


def said_of(app: App) -> str:
    """The alternative text that the enlarged map must have for the selected cell."""
    name = str(app.page.evaluate(f"{HUB}.pointer.names.enlarged"))
    assert "Selected: row 8, column 3" in name
    return name


@pytest.mark.thorough
def test_the_numbers_are_a_table(app: App) -> None:
    value = app.page.locator(".cnn-value").get_attribute("title") or ""
    tab(app, "Layer")
    app.page.locator(".st-key-enlarged_numbers button").click()
    table = app.page.get_by_role("dialog").locator("[data-testid=stDataFrame] table")
    row = table.locator("tr").filter(has=app.page.locator("td:first-child", has_text="7")).first
    expect(row.locator("td").nth(3)).to_contain_text(value[:6])
    with app.page.expect_download() as download:
        app.page.get_by_role("dialog").get_by_role("button", name="Download CSV").click()
    lines = download.value.path().read_text().splitlines()
    assert len(lines) == 15
    assert abs(float(lines[8].split(",")[3]) - float(value)) < 1e-6
