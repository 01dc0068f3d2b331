"""The keyboard: one stop for the picture, arrows for cells, maps and layers, Enter, Escape, P and the list of keys."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import expect

from explorer.network import Cell
from tests.browser.app import App
from tests.browser.focus.opening import READY, closed

OVERVIEW = ".st-key-overview .js-plotly-plot"

ASKED = (
    """(name) => { window.asked = []; document.addEventListener(name, ({ detail }) => window.asked.push(detail)); }"""
)


@pytest.fixture
def picture(edges: App) -> App:
    """The hand-made filters, with the focus on the overview."""
    edges.page.locator(OVERVIEW).focus()
    return edges


def asked(app: App) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = app.page.evaluate("window.asked")
    return found


@pytest.mark.thorough
def test_shift_and_arrows_change_the_map_and_the_layer(picture: App) -> None:
    cell = picture.chosen()
    picture.page.keyboard.press("Shift+ArrowDown")
    picture.answered(Cell(cell.path, cell.row, cell.col, cell.channel + 1))
    picture.page.keyboard.press("Shift+ArrowUp")
    picture.answered(cell)
    picture.page.keyboard.press("Shift+ArrowRight")
    picture.settled()
    later = picture.chosen()
    assert later.path != cell.path
    picture.page.keyboard.press("Shift+ArrowLeft")
    picture.settled()
    assert picture.chosen().path == cell.path


@pytest.mark.thorough
def test_the_announcement_is_polite(picture: App) -> None:
    picture.page.keyboard.press("ArrowDown")
    cell = picture.chosen()
    expect(picture.page.locator(".cnn-said[aria-live=polite]")).to_contain_text(f"row {cell.row}, column {cell.col}: ")


@pytest.mark.thorough
def test_enter_opens_the_focus_and_escape_leads_back(picture: App) -> None:
    picture.page.keyboard.press("Enter")
    picture.page.wait_for_selector(READY)
    picture.page.keyboard.press("Escape")
    closed(picture)
    expect(picture.page.locator(OVERVIEW)).to_be_focused()
    picture.page.keyboard.press("Enter")
    picture.page.wait_for_selector(READY)


@pytest.mark.thorough
def test_a_second_click_on_the_cell_opens_the_focus(picture: App) -> None:
    picture.page.evaluate(ASKED, "cnn-explorer:focus")
    cell = picture.click(Cell("2", 20, 20, 3))
    assert asked(picture) == []
    picture.page.mouse.click(*picture.place(cell))
    assert asked(picture) == [{"open": True}]
    picture.page.wait_for_selector(READY)
    picture.page.keyboard.press("Escape")
    closed(picture)
    picture.click(Cell("2", 5, 5, 3))
    assert len([each for each in asked(picture) if each["open"]]) == 1, "another cell of the same map is selected"


@pytest.mark.thorough
def test_p_asks_for_the_mode_for_lecturers_but_not_while_typing(picture: App) -> None:
    picture.page.evaluate(ASKED, "cnn-explorer:present")
    picture.page.keyboard.press("p")
    assert asked(picture) == [{"on": True}]
    picture.page.evaluate("document.body.insertAdjacentHTML('beforeend', '<input id=typed>')")
    picture.page.locator("#typed").focus()
    picture.page.keyboard.type("p?")
    assert len(asked(picture)) == 1
    expect(picture.page.locator("dialog.cnn-keys")).to_have_count(0)


@pytest.mark.thorough
def test_a_question_mark_lists_the_keys(picture: App) -> None:
    picture.page.keyboard.press("?")
    dialog = picture.page.get_by_role("dialog", name="Keys")
    expect(dialog).to_be_visible()
    keys = dialog.locator("tr kbd").all_inner_texts()
    assert {"Enter", "Escape", "P", "?", "Shift + ↑ ↓"} <= set(keys)
    assert len(set(keys)) == len(keys)
    picture.page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    picture.page.locator(OVERVIEW).focus()
    picture.page.keyboard.press("?")
    dialog.get_by_role("button", name="Close").click()
    expect(dialog).to_be_hidden()
