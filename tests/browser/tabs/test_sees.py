"""The Receptive field tab: the cone follows the cell, its maps are linked, and coverage applies what it advises."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Locator, expect

from explorer import Conv2D, MaxPool2D, images, presets, run
from explorer.images import samples
from explorer.ledger import explain_dense
from explorer.network import Cell
from explorer.scene import Scene, link
from tests.browser.app import HUB, App

MAPS = ".st-key-cone_maps .js-plotly-plot"


def opened(app: App, part: str = "Cone") -> Locator:
    app.page.locator(".st-key-tab").get_by_text("Receptive field", exact=True).click()
    app.settled()
    if part != "Cone":
        app.page.locator(".st-key-sees_part").get_by_text(part, exact=True).click()
        app.settled()
    panel = app.page.locator(".st-key-sees")
    expect(panel).to_be_visible()
    return panel


def show(app: App, preset: str, cell: Cell) -> None:
    app.open(f"?m={link.encode(replace(presets.load(preset).scene(), cell=cell))}")
    app.settled()


def ran(name: str) -> tuple[Any, Any, Any]:
    """The network of a preset, its parameters, and its activations on the preset's image."""
    preset = presets.load(name)
    pixels = images.fit(samples.load(preset.image), *preset.network.input_shape[:2], channels=1).pixels
    params = preset.weights.params(preset.network)
    return preset.network, params, run(preset.network, params, pixels[None])


def slots(app: App) -> list[list[Any]]:
    found: list[list[Any]] = app.page.locator(MAPS).evaluate("gd => gd.layout.meta.slots")
    return found


def place(app: App, slot: list[Any], row: int, col: int) -> tuple[float, float]:
    """The position of a cell of one of the cone's maps, in px of the window."""
    box = app.page.locator(MAPS).bounding_box()
    assert box is not None
    return box["x"] + slot[2] + (col + 0.5) * slot[4], box["y"] + slot[3] + (row + 0.5) * slot[4]


def test_the_cone_follows_the_cell_and_its_maps_are_linked(app: App) -> None:
    hit = app.click(Cell("8", 3, 3, 2))
    panel = opened(app)
    expect(panel).to_contain_text(f"conv2_2, map 2, row {hit.row}, column {hit.col} reads 3 × 3 cells of relu2_1")
    app.page.wait_for_function(f"() => document.querySelector('{MAPS}')?.layout.meta.slots.at(-1)[0] === '8'")
    assert [slot[0] for slot in slots(app)] == ["", "0", "2", "4", "5", "7", "8"]
    app.page.locator(MAPS).scroll_into_view_if_needed()
    outline = "gd => [...gd.querySelectorAll('.shapelayer path')].at(-1).getAttribute('d')"
    assert app.page.locator(MAPS).evaluate(outline) == "M0,0"
    pool = slots(app)[4]
    app.page.mouse.move(*place(app, pool, 6, 5))
    assert app.page.evaluate(f"{HUB}.hovered") == {"step": 6, "row": 6, "col": 5, "channel": pool[1]}
    assert app.page.locator(MAPS).evaluate(outline).count("M") == 5  # the image, and every map up to the hovered one
    app.page.mouse.click(*place(app, pool, 6, 5))
    app.answered(Cell("5", 6, 5, pool[1]))
    expect(panel).to_contain_text(f"pool1, map {pool[1]}, row 6, column 5 reads")


@pytest.mark.thorough
def test_rows_and_columns_from_the_side(app: App) -> None:
    show(app, "edges", Cell("0", 40, 40, 1))
    panel = opened(app)
    side = ".st-key-cone_side .js-plotly-plot"
    notes = f"() => document.querySelector('{side}').layout.annotations.map((a) => a.text)"
    assert "3 of 96 rows" in app.page.evaluate(notes)
    app.page.locator(".st-key-cone_axis").get_by_text("Columns", exact=True).click()
    app.page.wait_for_function(
        f"() => document.querySelector('{side}')?.layout?.annotations.some((a) => a.text === '3 of 96 columns')"
    )
    panel.get_by_text("The numbers").click()
    expect(panel.locator("table")).to_contain_text("3 × 3")


@pytest.fixture
def unread(app: App) -> App:
    """A network that leaves the last rows and columns unread."""
    scene = Scene((Conv2D(filters=4, strides=2), MaxPool2D()), (64, 64, 3), cell=Cell("1", 3, 3, 0))
    app.open(f"?m={link.encode(scene)}")
    app.settled()
    return app


@pytest.mark.thorough
def test_coverage_names_what_is_never_read_and_mends_it(unread: App) -> None:
    panel = opened(unread, "Coverage")
    expect(panel).to_contain_text("61 of 961 cells are never read: row 30; column 30.")
    expect(panel).to_contain_text("375 of 4,096 pixels are never read: rows 61–63; columns 61–63.")
    version = unread.version()
    panel.locator("[class*='st-key-coverage_fix_1_end']").get_by_role(
        "button", name="Set the padding to “same”"
    ).click()
    unread.changed(version)
    unread.settled()
    assert unread.scene().layers[1] == MaxPool2D(padding="same")
    expect(panel).to_contain_text("127 of 4,096 pixels are never read: row 63; column 63.")
    expect(panel).to_contain_text("Many published networks do so.")  # so nobody is urged to change it
    expect(panel.locator("[class*='st-key-coverage_fix']")).to_have_count(0)


@pytest.mark.thorough
def test_a_dense_units_contributions_on_the_last_maps(app: App) -> None:
    show(app, "fashion_tinyvgg", Cell("12", 0, 0, 7))
    panel = app.page.locator(".st-key-explain")
    expect(panel).to_contain_text("Where on pool2 it comes from")
    maps = panel.locator(".st-key-explain_contributions .cnn-picture")
    expect(maps).to_be_visible()
    z = maps.evaluate("element => element.figure.data[0].z")
    ledger = explain_dense(*ran("fashion_tinyvgg"), Cell("12", 0, 0, 7))
    np.testing.assert_allclose(z, (ledger.values * ledger.weights).reshape(7, 7, 16).sum(axis=2), atol=1e-4)


@pytest.mark.thorough
def test_three_paddings_side_by_side_on_a_phone(phone: App) -> None:
    show(phone, "fashion_tinyvgg", Cell("3", 7, 7, 1))
    panel = opened(phone, "Coverage")
    expect(panel).to_contain_text("corner 1, edge 3, middle 9")
    expect(panel).to_contain_text("corner 4, edge 6, middle 9")
    expect(panel).to_contain_text("corner 9, edge 9, middle 9")
    boxes = [box for chart in panel.locator(".js-plotly-plot").all() if (box := chart.bounding_box())]
    assert len(boxes) >= 4
    assert max(box["x"] + box["width"] for box in boxes) <= 390
    assert phone.page.evaluate("document.documentElement.scrollWidth") <= 390
