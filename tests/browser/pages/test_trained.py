"""Trained networks: the opening screen, the slider over epochs, the model card, and images of other kinds."""

from __future__ import annotations

import io
import re

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import expect

import explorer
from explorer import presets
from explorer.images import samples
from explorer.network import Cell
from explorer.weights import Trained
from tests.browser.app import App


def shares(app: App) -> list[float]:
    """The percentages beside the bars."""
    texts = app.page.evaluate(
        "document.querySelector('.st-key-overview .js-plotly-plot').layout.annotations.map((a) => a.text)"
    )
    return [0.0 if text[0] == "<" else float(text[:-1]) for text in texts if re.fullmatch(r"<?[\d.]+%", text)]


def computed(epoch: int) -> np.ndarray:
    """The probabilities of the opening image with the weights of `epoch`, in percent."""
    preset = presets.load("fashion_tinyvgg")
    pixels = explorer.images.fit(samples.load(preset.image), 28, 28, channels=1).pixels
    weights = type(preset.weights)(Trained("fashion_tinyvgg", epoch))
    acts = explorer.run(preset.network, weights.params(preset.network), pixels[None])
    found: np.ndarray = 100 * acts[preset.network.steps[-1].path][0]
    return found


def test_the_app_opens_in_colour_on_a_photo_that_its_network_knows(app: App) -> None:
    app.open()
    preset = presets.load(presets.OPENING)
    pixels = explorer.images.fit(samples.load(preset.image), 64, 64).pixels
    acts = explorer.run(preset.network, preset.weights.params(preset.network), pixels[None])
    np.testing.assert_allclose(shares(app), 100 * acts[preset.network.steps[-1].path][0], atol=0.0501)
    first = app.page.locator(".cnn-answer li").first
    expect(first).to_contain_text("dandelion")
    expect(app.page.locator(".st-key-trained")).to_contain_text("five kinds of flowers")
    photo = np.asarray(Image.open(io.BytesIO(app.page.locator(".st-key-photo").screenshot())).convert("RGB"), float)
    assert np.abs(photo[..., 1] - photo[..., 2]).mean() > 20  # the meadow is green, not grey


def test_a_trained_network_that_knows_the_picture(app: App) -> None:
    np.testing.assert_allclose(shares(app), computed(24), atol=0.0501)
    expect(app.page.locator(".st-key-trained")).to_contain_text("test image of class Sneaker")
    expect(app.page.locator(".st-key-trained")).to_contain_text("92.2% of 10,000 test images")
    expect(app.page.locator(".st-key-overview")).to_contain_text("Ankle boot")


def test_the_slider_runs_through_training(app: App) -> None:
    version = app.version()
    app.page.locator(".st-key-epoch input[type=range]").focus()
    app.page.keyboard.press("Home")
    app.changed(version)
    app.settled()
    assert app.scene().weights.base == Trained("fashion_tinyvgg", 0)
    np.testing.assert_allclose(shares(app), computed(0), atol=0.0501)
    expect(app.page.locator(".st-key-trained")).to_contain_text("13.0% of 10,000 test images")
    address = app.page.url
    app.visit("_stcore/health")
    app.page.goto(address)
    app.drawn()
    np.testing.assert_allclose(shares(app), computed(0), atol=0.0501)


@pytest.mark.thorough
def test_the_card(app: App) -> None:
    app.page.get_by_role("button", name="About this network").click()
    dialog = app.page.get_by_role("dialog")
    expect(dialog).to_contain_text("92.20%")
    expect(dialog).to_contain_text("MIT")
    expect(dialog.locator(".js-plotly-plot")).to_have_count(2)
    cells = dialog.locator(".js-plotly-plot").nth(1).evaluate("gd => gd.data[0].text.flat().reduce((a, b) => a + b, 0)")
    assert cells == 10_000


@pytest.mark.thorough
def test_a_logits_largest_contributions(app: App) -> None:
    app.click(Cell("13", 0, 0, 7))
    app.page.get_by_role("button", name="Largest contributions").click()
    table = app.page.get_by_test_id("stPopoverBody")
    expect(table).to_contain_text("How dense3, unit 7 comes to its number")
    expect(table).to_contain_text("776 smaller products")
    expect(table).to_contain_text("pool2, map")


@pytest.mark.thorough
def test_photos_of_other_things_are_offered_a_network_that_knows_them(app: App) -> None:
    version = app.version()
    app.page.get_by_role("button", name="More").click()
    app.page.get_by_role("menuitem", name="Coffee cup", exact=True).click()
    app.changed(version)
    expect(app.page.locator(".st-key-trained")).to_contain_text("it answers with one of them")
    app.page.get_by_role("button", name="Ask a network that knows 1,000 kinds of things").click()
    expect(app.page.locator(".cnn-answer .name").first).to_have_text("espresso")
    app.settled()
    assert app.scene().image.sample == "coffee"


def test_a_layer_that_no_longer_fits_is_named(app: App) -> None:
    version = app.version()
    app.toggle("conv2_2")
    app.type_number("Filters", "12")
    app.changed(version)
    expect(app.page.locator(".st-key-trained")).to_contain_text("so random now: conv2_2, dense3.")


@pytest.mark.thorough
def test_random_weights_and_back(app: App) -> None:
    version = app.version()
    app.page.locator(".st-key-network").get_by_text("Weights", exact=True).click()
    app.page.get_by_role("button", name="Roll random weights").click()
    app.changed(version)
    expect(app.page.locator(".st-key-trained")).to_have_count(0)
    app.page.get_by_role("button", name="Undo").click()
    app.page.wait_for_function("old => window.__cnnExplorer.scene.version === old", arg=version)
