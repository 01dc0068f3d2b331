"""The Arithmetic tab: the arithmetic of a cell, what the next layer does with its number, and exports."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path

import pytest
from playwright.sync_api import Locator, expect

import explorer
from explorer import presets
from explorer.figures.theme import number
from explorer.images import samples
from explorer.ledger import ConvLedger, DenseLedger, Ledger, MaxPoolLedger, explain
from explorer.network import Cell
from tests.browser.app import App

CHART = ".st-key-explain_chart .cnn-picture"


def exact(cell: Cell) -> Ledger:
    """The ledger of a cell of the opening network."""
    preset = presets.load("fashion_tinyvgg")
    pixels = explorer.images.fit(samples.load(preset.image), 28, 28, channels=1).pixels
    params = preset.weights.params(preset.network)
    return explain(preset.network, params, explorer.run(preset.network, params, pixels[None]), cell)


def opened(app: App) -> Locator:
    """The open tab."""
    tab = app.page.locator(".st-key-tab").get_by_text("Arithmetic", exact=True)
    panel = app.page.locator(".st-key-explain")
    if not panel.is_visible():
        tab.click()
    expect(panel).to_be_visible()
    app.settled()
    return panel


def notes(app: App) -> list[str]:
    """The texts beside the matrices."""
    found: list[str] = app.page.locator(CHART).evaluate("el => el.figure.layout.annotations.map((a) => a.text)")
    return [re.sub("<.*?>", "", text) for text in found]


@pytest.fixture
def panel(app: App) -> Locator:
    return opened(app)


def test_a_convolution(app: App, panel: Locator) -> None:
    cell = app.click(Cell("3", 14, 9, 7))
    ledger = exact(cell)
    assert isinstance(ledger, ConvLedger)
    expect(panel).to_contain_text(f"conv1_2, map 7, row {cell.row}, column {cell.col}")
    expect(panel).to_contain_text(f"{number(ledger.result)} = 90 products")
    expect(panel).to_contain_text(re.compile(r"Then relu1_2 makes it [\d.]+"))
    texts = notes(app)
    assert "7 more channels: sum" in texts
    assert texts[-1] == number(ledger.result)
    assert app.page.locator(f"{CHART} rect[data-at]").count() == 3 * 3 * 9
    app.page.locator(f"{CHART} rect[data-at]").first.hover()
    expect(panel.locator(".cnn-tip")).to_have_text(re.compile(r"value [\d.−]+\nchannel \d, row 13, column 8"))
    panel.get_by_text("All channels").click()
    app.settled()
    assert "7 more channels: sum" not in notes(app)
    assert sum(text.startswith("map ") for text in notes(app)) == 10


@pytest.mark.thorough
def test_padding_is_marked(app: App, panel: Locator) -> None:
    cell = app.click(Cell("3", 0, 9, 0))
    padded = int(exact(cell).taps.padding.sum())  # type: ignore[attr-defined]
    assert (cell.row, padded) == (0, 3)
    expect(panel).to_contain_text("30 of the products read padding and are 0")
    pads = app.page.locator(CHART).evaluate(
        "el => el.figure.data.find((t) => t.mode === 'text' && t.text[0] === 'pad').text.length"
    )
    assert pads == 2 * 3 * padded


@pytest.mark.thorough
def test_pooling_names_its_winner_and_shows_where_gradients_go(app: App, panel: Locator) -> None:
    ledger = exact(app.click(Cell("5", 7, 2, 7)))
    assert isinstance(ledger, MaxPoolLedger)
    expect(panel).to_contain_text(f"at row {ledger.source.row}, column {ledger.source.col}")
    expect(panel).to_contain_text("Winners of all windows: 196 of 784 cells go on")
    expect(panel.locator(".st-key-explain_routing image")).to_be_visible()


@pytest.mark.thorough
def test_the_size_is_derived(app: App, panel: Locator) -> None:
    app.click(Cell("5", 7, 2, 7))
    panel.locator(".st-key-explain_view").get_by_text("Size", exact=True).click()
    expect(panel).to_contain_text("Why is a map of pool1 14 × 14?")
    expect(panel).to_contain_text("1 + floor((28 + 0 + 0 − 1·(2 − 1) − 1) / 2) = 14, no remainder")


@pytest.mark.thorough
def test_dense_and_softmax(app: App, panel: Locator) -> None:
    ledger = exact(app.click(Cell("12", 0, 0, 7)))
    assert isinstance(ledger, DenseLedger)
    expect(panel).to_contain_text(f"{number(ledger.result)} = 784 products")
    assert number(ledger.largest[0].product) in notes(app)
    app.click(Cell("13", 0, 0, 7))
    expect(panel).to_contain_text("changes no share")
    assert {"Sneaker", "Ankle boot"} <= set(notes(app))


@pytest.mark.thorough
def test_the_image_itself(app: App, panel: Locator) -> None:
    app.click(Cell("", 14, 14, 0))
    expect(panel).to_contain_text("This number comes straight from the image")
    expect(panel.locator(".cnn-picture")).to_have_count(0)


@pytest.mark.thorough
def test_formula_and_table(app: App, panel: Locator, tmp_path: Path) -> None:
    ledger = exact(app.click(Cell("3", 14, 9, 7)))
    panel.get_by_role("button", name="Copy as formula").click()
    body = app.page.get_by_test_id("stPopoverBody")
    expect(body.locator(".katex").first).to_be_visible()
    expect(body.locator("code")).to_contain_text(r"\begin{aligned}")
    app.page.keyboard.press("Escape")
    with app.page.expect_download() as download:
        panel.get_by_role("button", name="Download CSV").click()
    download.value.save_as(tmp_path / "ledger.csv")
    rows = list(csv.DictReader(io.StringIO((tmp_path / "ledger.csv").read_text())))
    assert len(rows) == 90 + 3
    assert sum(float(row["product"]) for row in rows[:-2]) == pytest.approx(ledger.result)


@pytest.mark.thorough
def test_it_follows_every_click(app: App, panel: Locator) -> None:
    for row in range(2, 26, 6):  # further apart than two clicks on one place
        hit = app.click(Cell("3", row, 9, 7))
        expect(panel).to_contain_text(f"row {hit.row}, column {hit.col}")
        app.page.wait_for_function(
            f"want => document.querySelector('{CHART}')?.querySelector('svg')?.textContent.endsWith(want)",
            arg=number(exact(hit).result),
        )


@pytest.mark.thorough
def test_on_a_phone(phone: App) -> None:
    panel = opened(phone)
    assert panel.bounding_box()["width"] <= 390  # type: ignore[index]
    assert phone.page.evaluate("document.documentElement.scrollWidth") <= 390
