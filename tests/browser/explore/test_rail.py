"""The rail: what the selected number is made of, above the fold, and where its buttons lead."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from playwright.sync_api import expect

import explorer
from explorer import presets
from explorer.images import fit, samples
from explorer.network import Cell
from explorer.scene import link
from explorer.words.numerals import number
from tests.browser.app import App
from tests.browser.focus.opening import READY, closed

WHERE_CUT = """() => [...document.querySelectorAll('.cnn-rail *')]
    .filter((e) => e.clientWidth && e.scrollWidth > e.clientWidth + 2).map((e) => e.outerHTML.slice(0, 80))"""
NETWORKS = ["flowers_vgg", "tinyvgg", "unet"]
SHOTS = {"flowers_vgg": ["1", "8", "10", "22", "23"], "tinyvgg": ["11", "10"], "unet": ["4.b1.10", "4", "10"]}


def rail_of(app: App, preset: str, path: str) -> None:
    """Open a preset on the middle cell of a layer."""
    scene = presets.load(preset).scene()
    rows, cols, channels = explorer.layers.base.as_map(scene.network.step(path).output_shape)
    app.open(f"?m={link.encode(replace(scene, cell=Cell(path, rows // 2, cols // 2, channels // 2)))}")
    app.settled()


@pytest.mark.thorough
def test_the_opening_cell_is_explained_at_once(app: App) -> None:
    app.open()
    preset = presets.load(presets.OPENING)
    cell, rail = preset.cell, app.page.locator(".cnn-rail")
    pixels = fit(samples.load(preset.image), 64, 64).pixels
    params = preset.weights.params(preset.network)
    acts = explorer.run(preset.network, params, pixels[None])
    ledger = explorer.explain(preset.network, params, acts, cell)
    expect(rail.locator(".products .label")).to_have_text(["red", "green", "blue"])
    assert rail.locator(".products .grid span").count() == 54
    shown = [
        float(text.replace("−", "-")) for text in rail.locator(".products .grid:nth-child(2) span").all_inner_texts()
    ]
    np.testing.assert_allclose(shown, ledger.patches.ravel(), atol=0.0051)  # type: ignore[attr-defined]
    amounts = [float(text.replace("−", "-")) for text in rail.locator(".products .amount").all_inner_texts()]
    np.testing.assert_allclose(amounts, ledger.subtotals, atol=0.0051)  # type: ignore[attr-defined]
    expect(rail.locator(".line").first).to_contain_text("bias")
    expect(rail.locator(".total")).to_contain_text(f"sum of 27 products + bias{ledger.result:.2f}")
    expect(rail.locator(".then").first).to_contain_text(f"then ReLU keeps it: {ledger.result:.2f}")
    expect(rail.locator(".cnn-value")).to_have_text(number(ledger.result))


PHOTO = """() => {
    const ends = (e) => { const b = e.getBoundingClientRect(); return [b.left, b.top, b.right, b.bottom]; };
    const box = (selector) => ends(document.querySelector(selector));
    const marks = [...document.querySelectorAll(".st-key-photo .shapelayer path")].map(ends);
    return { place: box(".st-key-rail_photo"), picture: box(".st-key-photo .imagelayer image"), marks };
}"""


@pytest.mark.thorough
def test_the_photo_is_whole_and_shows_the_marker_of_its_last_column(app: App) -> None:
    preset = presets.load(presets.OPENING)
    app.open(f"?m={link.encode(replace(preset.scene(), cell=Cell('1', 30, 62, 5)))}")
    app.settled()
    app.page.wait_for_function("() => document.querySelectorAll('.st-key-photo .shapelayer path').length > 1")
    seen = app.page.evaluate(PHOTO)
    np.testing.assert_allclose(seen["picture"], seen["place"], atol=1)
    middles = [(left + right) / 2 for left, _, right, _ in seen["marks"]]
    assert all(seen["place"][2] - 8 < middle <= seen["place"][2] + 1 for middle in middles)


@pytest.mark.thorough
@pytest.mark.parametrize(("width", "height"), [(1280, 720), (1366, 640), (1920, 1080)])
def test_nothing_in_the_rail_is_cut_off(app: App, width: int, height: int) -> None:
    app.resize(width, height)
    for preset in NETWORKS:
        for path in SHOTS[preset]:
            rail_of(app, preset, path)
            assert (preset, path, app.page.evaluate(WHERE_CUT)) == (preset, path, [])
            tall = app.page.locator(".cnn-rail").evaluate("(rail) => rail.getBoundingClientRect().height")
            assert tall <= height - 56, (preset, path)


@pytest.mark.thorough
def test_a_number_below_zero_is_said_to_become_zero(app: App) -> None:
    preset = presets.load(presets.OPENING)
    pixels = fit(samples.load(preset.image), 64, 64).pixels
    acts = explorer.run(preset.network, preset.weights.params(preset.network), pixels[None])
    row, col = (int(n) for n in np.argwhere(acts["3"][0, :, :, 4] < -0.1)[0])
    app.open(f"?m={link.encode(replace(preset.scene(), cell=Cell('3', row, col, 4)))}")
    expect(app.page.locator(".cnn-rail .then").first).to_have_text(
        f"sum {number(float(acts['3'][0, row, col, 4]))} → ReLU → 0"
    )
    expect(app.page.locator(".cnn-value")).to_have_text("0")


@pytest.mark.thorough
def test_the_buttons_ask_for_the_focus_and_open_the_arithmetic(app: App) -> None:
    app.open()
    app.page.locator(".st-key-tab").get_by_text("Layer", exact=True).click()
    app.settled()
    app.page.evaluate(
        "window.asked = []; document.addEventListener('cnn-explorer:focus', ({ detail }) => window.asked.push(detail))"
    )
    rail = app.page.locator(".cnn-rail")
    for name in ("Open up", "Slide"):
        rail.get_by_role("button", name=name).click()
        app.page.wait_for_selector(READY)
        app.page.keyboard.press("Escape")
        closed(app)
    assert [each for each in app.page.evaluate("window.asked") if each["open"]] == [
        {"open": True},
        {"open": True, "slide": True},
    ]
    rail.get_by_role("button", name="Full arithmetic").click()
    expect(app.page.locator(".st-key-explain")).to_contain_text("27 products")
    app.in_address()
    assert app.scene().tool.startswith("arithmetic")
    expect(app.page.locator(".st-key-explain_head")).to_be_in_viewport(ratio=1)


@pytest.mark.thorough
def test_questions_about_the_answer_are_asked_from_its_cell(app: App) -> None:
    app.open()
    app.click(Cell("23", 0, 0, 1))
    rail = app.page.locator(".cnn-rail")
    expect(rail.locator("h2")).to_have_text("dandelion")
    expect(rail.locator(".cnn-value")).to_have_text("99.7%")
    rail.get_by_role("button", name="Where it looks").click()
    expect(app.page.locator(".st-key-influence_class")).to_be_visible()
    app.in_address()
    assert app.scene().tool == "receptive-field/influence"
