"""The focus as a visitor meets it: it opens over the page, follows pointer and keys, slides, and closes the way it came."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from playwright.sync_api import Locator, Route, expect

from explorer import presets
from explorer.network import Cell
from explorer.scene import link
from explorer.views.components import modules
from tests.browser.app import App
from tests.browser.focus.opening import PANEL, READY, closed, numbers, open_focus

CELL = Cell("6", 12, 20, 3)
OPENING = presets.load("flowers_vgg").scene()


PROBLEMS = """panel => {
    const texts = "h2, h3, figcaption, output, .cnn-name, .cnn-subtotal, .cnn-formula, .cnn-then > span, strong, "
        + ".cnn-legend > span, .cnn-rounded, .cnn-middle :is(p, li, td)";
    const whole = ".cnn-plane, button, select", frame = panel.getBoundingClientRect();
    const stacked = panel.querySelector(".cnn-stacked") !== null, problems = [];
    const name = (el) => `${el.className || el.tagName} "${el.textContent}"`;
    const shown = (el) => el.offsetWidth && (el.matches(whole) || el.textContent.trim());
    const boxes = [...panel.querySelectorAll(`${texts}, ${whole}`)].filter(shown).map((el) => {
        const range = document.createRange();
        range.selectNodeContents(el);
        return [el, (el.matches(whole) ? el : range).getBoundingClientRect()];
    });
    for (const [el, box] of boxes) {
        const across = box.left >= frame.left - 1 && box.right <= frame.right + 1;
        const down = (stacked && el.closest(".cnn-focus-body")) || (box.top >= frame.top - 1 && box.bottom <= frame.bottom + 1);
        if (!across || !down) problems.push(`${name(el)} is cut off`);
    }
    const near = (p, q) => p.left < q.right - 1 && q.left < p.right - 1 && p.top < q.bottom - 1 && q.top < p.bottom - 1;
    const still = boxes.filter(([el]) => !stacked || !el.closest(".cnn-focus-body"));
    for (const [a, p] of still) for (const [b, q] of still) {
        if (a !== b && !a.contains(b) && !b.contains(a) && near(p, q)) problems.push(`${name(a)} touches ${name(b)}`);
    }
    return problems;
}"""


@pytest.fixture
def flowers(app: App) -> App:
    """The opening network with a cell of conv2_1 selected."""
    app.open(f"?m={link.encode(replace(OPENING, cell=CELL))}")
    app.settled()
    return app


STILL = """async (panel) => {
    const moving = panel.getAnimations({ subtree: true }).map((each) => each.finished.catch(() => {}));
    await Promise.race([Promise.all(moving), new Promise((done) => setTimeout(done, 2000))]);
}"""
"""Waits until nothing in the panel moves any more."""


def middle_of(app: App, selector: str, row: float, col: float) -> tuple[float, float]:
    """The middle of a cell of a map in the focus; row and column as shares of its size."""
    app.page.locator(PANEL).evaluate(STILL)
    box = app.page.locator(f"{PANEL} {selector} canvas").first.bounding_box()
    assert box is not None
    return box["x"] + box["width"] * col, box["y"] + box["height"] * row


def near(panel: Locator, row: int, col: int) -> None:
    """Assert that the window is at a cell, or beside it: the pointer stands on whole px, and cells may be as small as two."""
    shown = [int(each) for each in str(panel.get_attribute("data-at")).split(",")]
    np.testing.assert_allclose(shown, [row, col], atol=1)


def test_it_opens_as_a_dialog_and_gives_the_keyboard_back(flowers: App) -> None:
    page = flowers.page
    page.locator(".st-key-overview .js-plotly-plot").focus()
    panel = open_focus(flowers)
    expect(panel.get_by_role("heading", name="How conv2_1 makes its map 3")).to_be_visible()
    assert panel.evaluate("el => el.matches(':modal') && el.contains(document.activeElement)")
    page.keyboard.press("Escape")
    closed(flowers)
    assert page.evaluate("document.activeElement.closest('.st-key-overview') !== null")
    assert not page.evaluate("document.body.classList.contains('cnn-focus-open')")


@pytest.mark.thorough
def test_a_click_that_comes_before_it_is_loaded_is_kept_for_it(app: App) -> None:
    held: list[Route] = []
    app._page.route("**/focus/focus.js", lambda route: held.append(route))
    app.open(f"?m={link.encode(replace(OPENING, cell=CELL))}")
    app.settled()
    assert app.page.evaluate("!window.__cnnFocus")
    app.page.get_by_role("button", name="Open up").click()
    assert held
    for each in held:
        each.continue_()
    app.page.wait_for_selector(READY)
    assert app.page.evaluate("window.__cnnFocus.record.cell.channel") == CELL.channel


@pytest.mark.thorough
@pytest.mark.parametrize("way", ["event", "button", "beside"])
def test_it_closes_in_other_ways(flowers: App, way: str) -> None:
    panel = open_focus(flowers)
    if way == "event":
        flowers.page.evaluate("document.dispatchEvent(new CustomEvent('cnn-explorer:focus', {detail: {open: false}}))")
    elif way == "button":
        panel.get_by_role("button", name="Close").click()
    else:
        flowers.page.mouse.click(4, 4)
    closed(flowers)


@pytest.mark.thorough
def test_back_closes_it_and_leaves_the_page_as_it_was(flowers: App) -> None:
    page = flowers.page
    address = page.url
    page.evaluate(
        """() => {
            window.__runs = 0;
            const watched = { attributes: true, attributeFilter: ["data-test-script-state"] };
            new MutationObserver(() => { window.__runs += 1; }).observe(document.querySelector("[data-testid=stApp]"), watched);
        }"""
    )
    open_focus(flowers)
    flowers.settled()
    runs = page.evaluate("window.__runs")
    page.go_back()
    closed(flowers)
    page.wait_for_timeout(400)
    assert page.url == address
    assert flowers.chosen() == CELL
    assert page.evaluate("window.__runs") == runs  # Streamlit was not bothered
    open_focus(flowers)  # and it opens again
    page.keyboard.press("Escape")
    closed(flowers)
    page.wait_for_timeout(200)
    assert page.url == address
    assert not page.evaluate("Boolean(history.state?.cnnFocus)")


def test_pointing_moves_every_window_and_leaving_brings_it_back(flowers: App) -> None:
    panel, page = open_focus(flowers), flowers.page
    before = numbers(panel)
    page.mouse.move(*middle_of(flowers, ".cnn-row[data-input='2'] .cnn-plane", 2.5 / 32, 5.5 / 32))
    near(panel, 2, 5)
    assert numbers(panel)["result"] != before["result"]
    expect(panel.locator(".cnn-active")).to_have_attribute("data-input", "2")
    page.mouse.move(*middle_of(flowers, ".cnn-chain .cnn-plane", 30.5 / 32, 1.5 / 32))
    near(panel, 30, 1)
    marks = panel.locator(".cnn-chain .cnn-mark").evaluate_all("els => els.map((el) => el.style.transform)")
    assert len(set(marks)) == 1
    page.mouse.move(5, 5)
    expect(panel).to_have_attribute("data-at", f"{CELL.row},{CELL.col}")


@pytest.mark.thorough
def test_a_click_keeps_the_cell_in_the_whole_app_and_the_focus_stays_open(flowers: App) -> None:
    panel = open_focus(flowers)
    flowers.page.mouse.click(*middle_of(flowers, ".cnn-chain .cnn-plane", 7.5 / 32, 9.5 / 32))
    assert flowers.chosen() == Cell("6", 7, 9, 3)
    flowers.answered(Cell("6", 7, 9, 3))
    expect(panel).to_be_visible()
    flowers.page.mouse.move(5, 5)
    expect(panel).to_have_attribute("data-at", "7,9")
    flowers.page.keyboard.press("ArrowRight")
    flowers.answered(Cell("6", 7, 10, 3))
    expect(panel.locator("[aria-live]")).to_contain_text("Row 7, column 10")


@pytest.mark.thorough
def test_a_map_that_it_reads_opens_in_its_place_and_there_is_a_way_back(flowers: App) -> None:
    panel = open_focus(flowers)
    name = panel.locator(".cnn-row[data-input='0'] .cnn-name").inner_text()
    panel.locator(".cnn-row[data-input='0'] .cnn-name").click()
    expect(panel.get_by_role("heading", name=f"How pool1 makes its {name}")).to_be_visible()
    panel.get_by_role("button", name="conv2_1, map 3").click()
    expect(panel.get_by_role("heading", name="How conv2_1 makes its map 3")).to_be_visible()
    assert flowers.chosen() == CELL


@pytest.mark.thorough
def test_sliding_fills_the_map_cell_by_cell(flowers: App) -> None:
    panel, page = open_focus(flowers), flowers.page
    panel.get_by_label("Speed").select_option("slow")
    panel.get_by_role("button", name="Slide").click()
    expect(panel.locator(".cnn-chain .cnn-covered").first).to_be_visible()
    page.wait_for_function(f"() => document.querySelector('{PANEL}').dataset.at === '0,2'")
    panel.get_by_role("button", name="Pause").click()
    shares = panel.locator(".cnn-chain .cnn-plane").first.evaluate(
        """el => { const [below, beside] = el.querySelectorAll('.cnn-curtain'), high = el.clientHeight, wide = el.clientWidth;
            const at = JSON.parse(`[${document.querySelector('dialog.cnn-focus').dataset.at}]`);
            return [below.offsetTop / high * 32 - at[0], beside.offsetLeft / wide * 32 - at[1], at[1]]; }"""
    )
    np.testing.assert_allclose(shares[:2], [1, 1], atol=0.12)
    panel.get_by_role("button", name="One step on").click()
    expect(panel).to_have_attribute("data-at", f"0,{shares[2] + 1}")
    panel.get_by_label("Speed").select_option("fast")
    panel.get_by_role("button", name="Continue").click()
    page.wait_for_function(f"() => !document.querySelector('{PANEL} .cnn-covered')", timeout=30_000)


@pytest.mark.thorough
def test_a_map_is_fetched_while_the_page_rests_so_that_it_opens_at_once(flowers: App) -> None:
    page = flowers.page
    page.wait_for_function("() => window.__cnnFocus.asking.answered?.record")
    serial = page.evaluate("window.__cnnFocus.asking.serial")
    panel = open_focus(flowers)
    expect(panel.get_by_role("heading", name="How conv2_1 makes its map 3")).to_be_visible()
    assert page.evaluate("window.__cnnFocus.asking.serial") == serial


@pytest.mark.thorough
def test_it_stays_open_while_a_script_puts_its_component_back_late(flowers: App) -> None:
    panel, page = open_focus(flowers), flowers.page
    leave = """async ([url, state]) => {
        const state_of = document.querySelector('[data-testid=stApp]').dataset;
        state_of.testScriptState = state;
        const { default: mount } = await import(url);
        mount({ data: { theme: window.__cnnFocus.theme }, setTriggerValue: () => {} })();
        await new Promise((done) => setTimeout(done, 700));
    }"""
    url = f"/{modules.address('focus/focus.js')}"
    page.evaluate(leave, [url, "running"])
    assert page.evaluate("window.__cnnFocus.panel?.closing") is None  # it stays visible while it folds away
    expect(panel).to_be_visible()
    page.evaluate(leave, [url, "notRunning"])
    closed(flowers)


@pytest.mark.thorough
def test_the_formula_lights_up_term_by_term_while_it_slides(flowers: App) -> None:
    panel = open_focus(flowers, slide=True)
    for term in ("X", "W", "b"):
        expect(panel.locator(".cnn-formula .cnn-lit", has_text=term)).to_have_count(1)
    expect(panel.locator(".cnn-legend")).to_contain_text("b bias")
    panel.get_by_role("button", name="Pause").click()
    expect(panel.locator(".cnn-lit")).to_have_count(0)


@pytest.mark.thorough
def test_without_motion_it_steps_and_nothing_plays(flowers: App) -> None:
    flowers.page.emulate_media(reduced_motion="reduce")
    panel = open_focus(flowers, slide=True)
    expect(panel).to_have_attribute("data-at", "0,0")
    flowers.page.wait_for_timeout(300)
    expect(panel).to_have_attribute("data-at", "0,0")
    panel.get_by_role("button", name="One step on").click()
    expect(panel).to_have_attribute("data-at", "0,1")


@pytest.mark.thorough
def test_the_terms_of_the_formula_light_up_what_they_stand_for(flowers: App) -> None:
    panel = open_focus(flowers)
    panel.locator(".cnn-formula [data-part=kernel]").hover()
    expect(panel.locator(".cnn-row .cnn-plane.cnn-lit")).to_have_count(6)
    panel.locator(".cnn-closing", has_text="bias").hover()
    expect(panel.locator(".cnn-formula .cnn-lit")).to_have_text("b")


@pytest.mark.thorough
@pytest.mark.parametrize(
    ("width", "height"),
    [(1024, 768), (1280, 600), (1280, 720), (1366, 640), (1440, 900), (1920, 1080), (2560, 1440), (390, 664)],
)
def test_nothing_is_cut_off_and_no_text_touches_another(flowers: App, width: int, height: int) -> None:
    flowers.page.emulate_media(reduced_motion="reduce")
    flowers.resize(width, height)
    flowers.page.wait_for_timeout(400)  # the page is laid out anew for its window, which closes a focus
    flowers.settled()
    flowers.drawn()
    panel = open_focus(flowers)
    flowers.page.wait_for_timeout(200)
    problems = panel.evaluate(PROBLEMS)
    assert problems == []
