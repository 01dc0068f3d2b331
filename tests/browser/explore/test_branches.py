"""Residual blocks and parallel branches: reads through all branches, both addends of a sum, forms of inner layers."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from playwright.sync_api import expect

from explorer import Cell, presets, reads
from explorer.layers import Residual
from explorer.scene import link
from tests.browser.app import HUB, App


def opened(app: App, name: str) -> App:
    app.open(f"?m={link.encode(presets.load(name).scene())}")
    app.settled()
    return app


@pytest.mark.thorough
def test_the_browser_follows_both_lanes_of_a_block(app: App) -> None:
    """The browser's outline in every layer below is the hull of what the cell reads, also through a shortcut."""
    network = presets.load("residual").network
    opened(app, "residual")
    names = [step["path"] for step in app.steps()]
    rng = np.random.default_rng(0)
    for step in network.steps[4:]:
        rows, cols, channels = (*step.output_shape,) if len(step.output_shape) == 3 else (1, 1, *step.output_shape)
        cell = Cell(step.path, *(int(rng.integers(n)) for n in (rows, cols, channels)))
        found = app.page.evaluate(
            f"([step, row, col, channel]) => {HUB}.reaches({HUB}.scene.steps, {{ step, row, col, channel }})",
            [names.index(cell.path), cell.row, cell.col, cell.channel],
        )
        for path, region in reads.regions(network, cell).items():
            if path not in names or region.hull is None:
                continue
            reach = found[names.index(path)]
            assert reach is not None, (cell, path)
            hull = (region.hull.top, region.hull.bottom, region.hull.left, region.hull.right)
            assert (reach["r0"], reach["r1"], reach["c0"], reach["c1"]) == hull, (cell, path)


@pytest.mark.thorough
def test_a_sum_shows_both_addends_and_inner_layers_have_forms(app: App) -> None:
    opened(app, "residual")
    scene = app.scene()
    place = next(n for n, layer in enumerate(scene.layers) if isinstance(layer, Residual))
    app.click(Cell(str(place), 10, 12, 3))
    said = app.text("tabs")
    assert "res1.conv2" in said
    assert "shortcut" in said
    app.toggle("res1")
    version = app.version()
    inner = app.row("conv2").or_(app.row("res1.conv2")).first
    expect(inner).to_be_visible()
    inner.locator("[class*='st-key-open_'] button").click()
    app.settled()
    app.type_number("Kernel size", "5")
    app.changed(version)
    changed = app.scene().layers[place]
    assert isinstance(changed, Residual)
    assert [layer.settings().get("kernel_size") for layer in changed.layers] == [(3, 3), None, (5, 5)]
    assert changed.shortcut == ()


@pytest.mark.thorough
def test_a_number_leads_to_the_cells_that_it_comes_from(app: App) -> None:
    """Buttons select both addends of a sum, and the source in its branch of a concatenated map; the overview shows it."""
    opened(app, "residual")
    for path, name in (("2.b0.2", "res1.conv2"), ("1", "relu1")):
        hit = app.click(Cell("2", 10, 12, 3))
        went_to(app, f"{name}, map 3, row {hit.row}, column {hit.col}", replace(hit, path=path))
    app.open(f"?m={link.encode(replace(presets.load('inception').scene(), cell=Cell('8', 10, 12, 100)))}")
    app.settled()
    end = next(step for step in app.steps() if step["path"] == "8")
    shown = [slot[0] for slot in end["slots"]]
    assert {0, 100, 192, 224} <= set(shown)
    went_to(app, "concat1.b.relu2, map 36, row 10, column 12", Cell("8.b1.3", 10, 12, 36))
    went_to(app, "concat1.b.conv2, map 36, row 10, column 12", Cell("8.b1.2", 10, 12, 36))


def went_to(app: App, words: str, cell: Cell) -> None:
    app.page.locator(".st-key-explain_origins").get_by_role("button", name=words).click()
    expect(app.page.locator(".st-key-explain_head")).to_contain_text(words)
    app.answered(cell)
    assert app.chosen() == cell


@pytest.mark.thorough
def test_resnet_is_drawn_in_stages_with_its_shortcuts(app: App) -> None:
    opened(app, "resnet18")
    names = app.names()
    assert {"res1.conv1", "res1", "res8"} <= set(names)
    edges = app.page.evaluate(
        "document.querySelector('.st-key-overview .js-plotly-plot').layout.annotations.map((a) => a.text).join(' ')"
    )
    assert "stage 5" in edges
    app.hover(Cell(app.chosen().path, 20, 20, 1))
    assert len(app.shapes("overview")[1]["path"]) > 20


def texts(app: App) -> list[str]:
    """All texts of the overview."""
    found = app.page.evaluate(
        "document.querySelector('.st-key-overview .js-plotly-plot').layout.annotations.map((a) => a.text)"
    )
    return [str(text).removeprefix("<b>").removesuffix("</b>") for text in found]


@pytest.mark.thorough
def test_a_u_net_is_drawn_as_a_u(app: App) -> None:
    """Down on the left, up on the right, and a straight line for each skip connection at its own level."""
    opened(app, "unet")
    slots = {step["path"]: step["slots"] for step in app.steps()}
    left, top = slots["2"][0][1:3]
    assert slots["4.b1.0"][0][1] == left
    assert slots["4.b1.0"][0][2] > top + slots["2"][0][4]
    assert slots["4"][0][2] == top
    assert slots["4"][0][1] > slots["4.b1.5.b1.0"][0][1] > left
    assert {"8 maps copied", "16 maps copied"} <= set(texts(app))
    edges = app.page.evaluate(
        """() => {
            const { images } = document.querySelector('.st-key-overview .js-plotly-plot').layout;
            return atob(images.find(({ name }) => name === "edges").source.split(',')[1]);
        }"""
    )
    middle = top + slots["2"][0][4] / 2
    assert f",{middle:.1f}H" in edges


@pytest.mark.thorough
def test_a_click_on_the_plus_selects_the_sum(app: App) -> None:
    opened(app, "residual")
    x, y = app.page.evaluate(
        f"""() => {{
            const zone = {HUB}.scene.zones.find((z) => z.words.includes("added cell by cell")), [x0, y0, x1, y1] = zone.box;
            const box = document.querySelector('.st-key-overview .js-plotly-plot').getBoundingClientRect();
            return [box.left + (x0 + x1) / 2, box.top + (y0 + y1) / 2];
        }}"""
    )
    app.page.mouse.move(x, y)
    expect(app.page.locator(".cnn-loupe")).to_contain_text("res1.conv2 + relu1")
    app.page.mouse.click(x, y)
    app.page.wait_for_function(f"() => {HUB}.scene.steps[{HUB}.chosen.step].path === '2'")


@pytest.mark.thorough
def test_lanes_are_named_by_what_they_do(app: App) -> None:
    opened(app, "inception")
    assert {"1×1", "3×3 after 1×1", "5×5 after 1×1", "pool, 1×1"} <= set(texts(app))
    assert not any(text.startswith("b: ") for text in texts(app))
