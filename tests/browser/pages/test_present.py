"""Present mode: no chrome, large text, numbers after a guess, the steps of a walkthrough."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from playwright.sync_api import expect

from explorer import presets
from explorer.network import Cell
from explorer.scene import walkthrough
from explorer.scene.walkthrough import Stop, Walkthrough
from tests.browser.app import HUB, SMALL, App

ON = "document.dispatchEvent(new CustomEvent('cnn-explorer:present', { detail: { on: true } }))"
SCENE = presets.load("fashion_tinyvgg").scene()
WALK = walkthrough.encode(
    Walkthrough((Stop(SCENE, "One"), Stop(replace(SCENE, cell=Cell("3", 4, 5, 1)), "Two")), "A talk")
)


def present(app: App, query: str = SMALL) -> None:
    app.resize(1280, 600)
    app.open(query)
    app.settled()
    app.page.evaluate(ON)
    app.settled()
    chart = "document.querySelector('.st-key-overview .js-plotly-plot')"
    app.page.wait_for_function(f"() => {chart}?.layout?.meta?.key === {HUB}.scene.key")


@pytest.mark.thorough
def test_the_chrome_goes_and_escape_brings_it_back(app: App) -> None:
    present(app)
    chrome = [app.page.get_by_test_id("stHeader"), app.page.locator(".st-key-image"), app.page.locator(".cnn-guide")]
    for part in chrome:
        expect(part).to_be_hidden()
    expect(app.page.locator(".cnn-training .play")).to_be_visible()
    assert app.page.evaluate("document.documentElement.scrollWidth") <= 1280
    app.page.keyboard.press("Escape")
    for part in chrome:
        expect(part).to_be_visible()
    expect(app.page.get_by_role("group", name="Present")).to_have_count(0)


@pytest.mark.thorough
def test_texts_are_large(app: App) -> None:
    present(app)
    sizes = app.page.evaluate(
        """() => [...document.querySelectorAll('.st-key-overview .annotation text, .st-key-cell p, .cnn-present *')]
            .filter((e) => e.textContent.trim() && e.getBoundingClientRect().height)
            .map((e) => parseFloat(getComputedStyle(e).fontSize) * (e.currentCSSZoom ?? 1))"""
    )
    assert len(sizes) > 5
    assert min(sizes) >= 18


WHOLE = """() => {
    const ends = (e) => { const b = e.getBoundingClientRect(); return [b.left, b.top, b.right, b.bottom]; };
    const boxes = (selector) => [...document.querySelectorAll(selector)].map(ends);
    const [card] = boxes('[data-testid="stLayoutWrapper"]:has(> .st-key-right)'), [bar] = boxes(".cnn-present");
    const [photo] = boxes(".st-key-rail_photo"), [picture] = boxes(".st-key-photo .imagelayer image");
    return { card, bar, lines: boxes(".cnn-rail .line"), photo, picture };
}"""


@pytest.mark.thorough
@pytest.mark.parametrize("height", [600, 720])
def test_the_sum_is_whole_beside_the_map_and_hides_no_answer(app: App, height: int) -> None:
    app.resize(1280, height)
    app.open()
    app.settled()
    app.page.evaluate(ON)
    app.settled()
    app.page.wait_for_function(
        f"() => document.querySelector('.st-key-overview .js-plotly-plot')?.layout?.meta?.key === {HUB}.scene.key"
    )
    bar = app.page.get_by_role("group", name="Present")
    expect(bar).to_contain_text("The outlined cell of conv1_1, map 5")
    bar.get_by_role("button", name="Positive").click()
    app.page.wait_for_timeout(500)  # it slides in
    seen = app.page.evaluate(WHOLE)
    (left, top, right, bottom), chosen = seen["card"], app.chosen()
    assert all(top <= line[1] and line[3] <= bottom for line in seen["lines"])
    assert bottom <= seen["bar"][1]
    np.testing.assert_allclose(seen["picture"], seen["photo"], atol=1)
    edge = app.place(Cell("23", 0, 0, 0))[0]
    assert app.place(chosen)[0] < left
    assert right < edge
    bar.get_by_role("button", name="Another cell").click()
    expect(bar).to_contain_text("Guess first: positive or negative?")
    assert (app.chosen().path, app.chosen() == chosen) == (chosen.path, False)


@pytest.mark.parametrize(("guess", "sign"), [("Positive", 1), ("Negative", -1)])
def test_the_number_comes_after_a_guess(app: App, guess: str, sign: int) -> None:
    present(app)
    bar, rail = app.page.get_by_role("group", name="Present"), app.page.locator(".st-key-right")
    app.click(Cell("1", 9, 12, 2))
    expect(bar).to_contain_text("Guess first: positive or negative?")
    expect(rail).to_be_hidden()
    bar.get_by_role("button", name=guess).click()
    expect(rail).to_be_visible()
    value = app.page.locator(".st-key-cell .cnn-value").inner_text()
    number = float(value.replace("−", "-"))
    words = "Neither" if number == 0 else "Right" if number * sign > 0 else "Not this time"
    expect(bar).to_contain_text(f"{words}: it is")
    expect(bar).to_contain_text(f"{value}.")
    app.click(Cell("1", 15, 12, 1))
    expect(bar).to_contain_text("Guess first")
    expect(rail).to_be_hidden()


@pytest.mark.thorough
def test_the_steps_of_a_walkthrough_are_at_hand(app: App) -> None:
    present(app, f"?w={WALK}")
    bar = app.page.get_by_role("group", name="Present")
    bar.get_by_role("button", name="Next").click()
    app.page.wait_for_function(f"() => {HUB}.pointer.path === '3'")
    expect(app.page.locator(".st-key-walk")).to_contain_text("Two")
    app.page.keyboard.press("PageUp")
    expect(app.page.locator(".st-key-walk")).to_contain_text("One")
    expect(bar).to_contain_text("Guess first")


@pytest.mark.thorough
def test_a_page_that_is_left_is_no_longer_enlarged(app: App) -> None:
    present(app)
    app.page.go_back()
    app.visit("gallery")
    assert not app.page.evaluate("document.documentElement.classList.contains('cnn-presenting')")
