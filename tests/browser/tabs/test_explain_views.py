"""The views Sliding, Two readings and Size of the Arithmetic tab."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Locator, expect

from explorer import Conv2D, Conv2DTranspose, presets
from explorer.ledger import ConvLedger, MaxPoolLedger
from explorer.network import Cell
from explorer.scene import Scene, link
from tests.browser.app import App
from tests.browser.tabs.test_explain import exact, opened

SLIDE = ".cnn-slide"


def view(app: App, name: str) -> Locator:
    """Open a view of the Arithmetic tab."""
    panel = opened(app)
    panel.locator(".st-key-explain_view").get_by_text(name, exact=True).click()
    app.settled()
    return panel


def shown(app: App) -> dict[str, Any]:
    """The state of the sliding window in the browser, at full precision."""
    found: dict[str, Any] = app.page.locator(SLIDE).evaluate("el => ({...el.shown, ...el.state})")
    return found


@pytest.mark.thorough
def test_sliding_adds_up_and_plays_through_reruns(app: App) -> None:
    cell = app.click(Cell("3", 14, 9, 7))
    panel = view(app, "Sliding")
    expect(panel.locator(".cnn-line")).to_contain_text(f"Row {cell.row}, column {cell.col}: 90 products")
    page, slide = app.page, panel.locator(SLIDE)
    slide.focus()
    for key in ("ArrowRight", "ArrowUp", "ArrowUp"):
        page.keyboard.press(key)
    now = shown(app)
    assert (now["row"], now["col"]) == (cell.row - 2, cell.col + 1)
    ledger = exact(Cell("3", now["row"], now["col"], 7))
    assert isinstance(ledger, ConvLedger)
    names = slide.evaluate("el => el.data.names")
    want = [ledger.subtotals[int(name.removeprefix("map "))] for name in names]
    np.testing.assert_allclose(now["subtotals"], want, rtol=1e-6, atol=1e-9)
    np.testing.assert_allclose(now["total"], ledger.result, rtol=1e-4, atol=1e-6)
    np.testing.assert_allclose(now["rest"], ledger.result - ledger.bias - sum(want), rtol=1e-4, atol=1e-5)

    panel.get_by_label("Speed").select_option("60")
    slide.focus()
    page.keyboard.press(" ")
    before = shown(app)["at"]
    page.locator('[data-testid="stMain"]').evaluate("el => el.scrollTo(0, 0)")
    app.click(Cell("3", 2, 3, 7))  # a rerun
    page.wait_for_function(f"at => document.querySelector('{SLIDE}').state.at > at + 5", arg=before)
    assert shown(app)["playing"]
    slide.get_by_role("button", name="Pause").click()
    assert not shown(app)["playing"]

    app.settled()
    side = slide.locator(".cnn-out").evaluate("el => el.clientWidth")
    slide.locator(".cnn-out").click(position={"x": side * 20.5 / 28, "y": side * 11.5 / 28})
    assert (shown(app)["row"], shown(app)["col"]) == (11, 20)
    expect(slide.locator(".cnn-lens")).to_be_hidden()
    slide.get_by_role("button", name="Select this cell").click()
    app.answered(Cell("3", 11, 20, 7))


@pytest.mark.thorough
def test_a_transposed_convolution_lays_its_kernels_down(dark: App) -> None:
    wider = Scene((Conv2D(filters=3), Conv2DTranspose(filters=2, strides=2)), (20, 18, 1), cell=Cell("1", 9, 8, 1))
    dark.open(f"?m={link.encode(replace(wider, tool='explain/sliding'))}")
    slide = dark.page.locator(SLIDE)
    expect(slide.locator(".cnn-line")).to_contain_text("Row 4, column 4 holds ")  # whose kernel reaches row 9, column 8
    side = slide.locator(".cnn-in").evaluate("el => el.clientHeight")
    slide.locator(".cnn-in").click(position={"x": side * 2.5 / 18, "y": side * 1.5 / 18})
    assert (shown(dark)["row"], shown(dark)["col"]) == (1, 2)
    for at in (18 * 16 - 1, 0, 100, 18 * 16 - 1):  # there, back, and there again
        slide.get_by_role("slider").fill(str(at))
    done = slide.evaluate("el => [Array.from(el.sum), Array.from(el.data.output)]")
    np.testing.assert_allclose(done[0], done[1], atol=1e-5)
    assert np.ptp(done[1]) > 0.1


@pytest.mark.thorough
def test_where_cells_are_too_small_a_lens_shows_the_window(phone: App) -> None:
    large = Scene((Conv2D(filters=2),), (200, 200, 1), cell=Cell("0", 90, 70, 1), tool="explain/sliding")
    phone.open(f"?m={link.encode(large)}")
    expect(phone.page.locator(".cnn-lens")).to_be_visible()
    pixels = phone.page.locator(
        SLIDE
    ).evaluate(  # the middle of the window: 12 cells of 11 px, the window's from the fifth on
        """(el) => [[el.querySelector(".cnn-lens canvas"), 71, 71], [el.inImage, 71, 91]].map(
            ([canvas, x, y]) => [...canvas.getContext("2d").getImageData(x, y, 1, 1).data])"""
    )
    assert pixels[0] == pixels[1]
    assert phone.page.evaluate("document.querySelector('[data-testid=stMain]').scrollWidth") <= 390


@pytest.mark.thorough
def test_sliding_over_a_pooling(app: App) -> None:
    ledger = exact(app.click(Cell("5", 7, 2, 7)))
    assert isinstance(ledger, MaxPoolLedger)
    panel = view(app, "Sliding")
    expect(panel.locator(".cnn-line")).to_contain_text("is the largest of 4 numbers")
    assert shown(app)["total"] == pytest.approx(ledger.result)
    app.open(f"?m={link.encode(replace(app.scene(), cell=Cell('4', 7, 2, 7), tool='arithmetic/sliding'))}")
    expect(panel).to_contain_text("relu1_2 has no sliding window.")


@pytest.mark.thorough
def test_a_weight_lights_up_its_positions_and_neurons_share_it(app: App) -> None:
    app.click(Cell("3", 14, 9, 7))
    panel = view(app, "Two readings")
    reading = panel.locator(".cnn-readings")
    weights = reading.locator("[data-weight]")
    expect(weights).to_have_count(9)
    expect(reading.locator(".cnn-line")).to_contain_text(
        "multiplies 784 positions, one for every output cell; 729 of them"
    )
    weights.nth(4).hover()
    expect(reading.locator(".cnn-line")).to_contain_text("all of them are real cells")
    weights.nth(0).focus()
    expect(reading.locator(".cnn-line")).to_contain_text("Weight (0, 0)")
    reading.get_by_text("Many neurons with tied weights").click()
    lines = reading.locator(".cnn-neurons path[data-tap]")
    expect(lines).to_have_count(5 * 3)
    looks = lines.evaluate_all("all => all.map((line) => [line.dataset.tap, line.getAttribute('stroke-dasharray')])")
    assert len({tuple(each) for each in looks}) == 3, "one look per weight"
    expect(panel).to_contain_text("Convolution: 910 parameters, 705,600 MACs")
    expect(panel).to_contain_text("Dense: 61,473,440 parameters")
    expect(panel.locator(".st-key-explain_latex .katex")).to_have_count(3)


@pytest.mark.thorough
def test_a_pointwise_convolution_mixes_channels(app: App) -> None:
    scene = replace(presets.load("bottleneck").scene(), cell=Cell("2", 14, 14, 3))
    app.open(f"?m={link.encode(scene)}")
    app.settled()
    panel = view(app, "Two readings")
    expect(panel).to_contain_text("it mixes the 256 channels at row 14, column 14 into 64")
    expect(panel).to_contain_text("8.43 times fewer parameters, 8.47 times fewer MACs")
    expect(panel.locator(".st-key-explain_mixing svg")).to_be_visible()
