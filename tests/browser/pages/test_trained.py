"""Trained networks: the opening screen, the slider over epochs, the model card, and images of other kinds."""

from __future__ import annotations

import io
import re
from dataclasses import replace

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Locator, expect

import explorer
from explorer import presets
from explorer.figures.rail.column import shown_path
from explorer.images import samples
from explorer.network import Cell
from explorer.weights import Trained
from explorer.words.numerals import number
from tests.browser.app import SMALL, App


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


@pytest.mark.thorough
def test_the_app_opens_in_colour_on_a_photo_that_its_network_knows(app: App) -> None:
    app.open()
    preset = presets.load(presets.OPENING)
    pixels = explorer.images.fit(samples.load(preset.image), 64, 64).pixels
    acts = explorer.run(preset.network, preset.weights.params(preset.network), pixels[None])
    np.testing.assert_allclose(shares(app), 100 * acts[preset.network.steps[-1].path][0], atol=0.0501)
    expect(about(app)).to_contain_text("five kinds of flowers")
    photo = np.asarray(Image.open(io.BytesIO(app.page.locator(".st-key-photo").screenshot())).convert("RGB"), float)
    assert np.abs(photo[..., 1] - photo[..., 2]).mean() > 20  # the meadow is green, not grey


@pytest.mark.thorough
def test_a_trained_network_that_knows_the_picture(app: App) -> None:
    np.testing.assert_allclose(shares(app), computed(24), atol=0.0501)
    expect(app.page.locator(".st-key-overview")).to_contain_text("Ankle boot")
    expect(app.page.get_by_role("group", name="Training")).to_contain_text("epoch 24 · loss 0.22 · 92% of test photos")
    words = about(app)
    expect(words).to_contain_text("test image of class Sneaker")
    expect(words).to_contain_text("92.2% of 10,000 test images")


def about(app: App) -> Locator:
    """Open what the strip below the overview says about the network."""
    app.page.get_by_role("button", name="About", exact=True).click()
    return app.page.get_by_test_id("stPopoverBody")


def pictures(app: App) -> list[str]:
    """The pictures of the overview as they are on the screen."""
    shown: list[str] = app.page.evaluate(
        "[...document.querySelectorAll('.st-key-overview .imagelayer .im image')].map((e) => e.href.baseVal)"
    )
    return shown


@pytest.mark.thorough
def test_play_shows_every_epoch_in_place_and_commits_once(app: App) -> None:
    app.open(SMALL)
    app.settled()
    strip = app.page.get_by_role("group", name="Training")
    last, version = pictures(app), app.version()
    app.page.evaluate(
        """() => {
            window.chart = document.querySelector('.st-key-overview .js-plotly-plot');
            window.seen = new Set();
            window.redrawn = 0;
            chart.on('plotly_afterplot', () => { window.redrawn += 1; });
            const look = () => {
                const image = document.querySelectorAll('.st-key-overview .imagelayer .im image')[8];
                seen.add(image ? image.href.baseVal : 'gone');
                requestAnimationFrame(look);
            };
            look();
        }"""
    )
    strip.get_by_role("button", name="Play the training").click()
    app.page.wait_for_function("() => window.__cnnTraining.timer && window.__cnnTraining.at === 3")
    app.page.evaluate("document.querySelector('.cnn-training .play').click()")  # a pointer may come too late
    app.changed(version)
    app.settled()
    stopped = app.scene().weights.base
    assert isinstance(stopped, Trained)
    assert stopped.epoch in (3, 5)
    np.testing.assert_allclose(shares(app), computed(stopped.epoch), atol=0.0501)
    expect(strip).to_contain_text(f"epoch {stopped.epoch} ·")
    assert pictures(app) != last
    seen = app.page.evaluate("[...window.seen]")
    assert len(seen) >= 4  # epochs 24, 0, 1, 2, 3
    assert "gone" not in seen
    assert app.page.evaluate("window.chart === document.querySelector('.st-key-overview .js-plotly-plot')")
    app.edit_network()
    app.page.locator(".st-key-undo button").click()
    app.settled()
    assert app.scene().weights.base == Trained("fashion_tinyvgg", 24)


@pytest.mark.thorough
def test_the_pictures_that_play_are_those_of_the_epochs(app: App) -> None:
    """While the slider moves nothing is asked of the server; what it shows is what the server shows for that epoch."""
    app.open(SMALL)
    app.settled()
    slider = app.page.get_by_role("slider", name="Epoch of the training")
    app.page.get_by_role("button", name="Play the training").hover()
    app.page.wait_for_function("() => window.__cnnTraining.pack")
    app.page.evaluate("window.__cnnTraining.scrub(1)")
    scrubbed = pictures(app)
    app.page.evaluate("window.__cnnTraining.scrub(6)")
    version = app.version()
    slider.focus()
    app.page.keyboard.press("Home")
    app.page.keyboard.press("ArrowRight")
    app.changed(version)
    app.page.wait_for_function("() => window.__cnnTraining.at === 1")
    app.settled()
    app.page.wait_for_function("() => new URL(location).searchParams.get('m')")
    assert app.scene().weights.base == Trained("fashion_tinyvgg", 1)
    assert pictures(app) == scrubbed


@pytest.mark.thorough
def test_the_loupe_has_no_number_of_another_epoch_than_is_shown(app: App) -> None:
    app.open(SMALL)
    app.settled()
    loupe, step = app.page.locator(".cnn-loupe"), next(each for each in app.steps()[1:] if each["slots"])
    cell = Cell(step["path"], 9, 12, step["slots"][0][0])
    app.hover(cell)
    expect(loupe.locator("b")).not_to_have_text("")
    app.page.evaluate("window.__cnnTraining.scrub(1)")
    app.page.wait_for_function("() => __cnnExplorer.framed")
    app.hover(replace(cell, row=10))
    expect(loupe).to_contain_text("its number appears once the maps stop changing")
    expect(loupe.locator("b")).to_have_text("")
    app.page.evaluate("window.__cnnTraining.commit(1)")
    app.page.wait_for_function("() => !__cnnExplorer.framed")
    app.settled()
    app.hover(cell)
    preset, at = presets.load("fashion_tinyvgg"), app.page.evaluate("__cnnExplorer.hovered")
    pixels = explorer.images.fit(samples.load(preset.image), 28, 28, channels=1).pixels
    acts = explorer.run(preset.network, app.scene().weights.params(preset.network), pixels[None])
    shown = shown_path(preset.network, app.steps()[at["step"]]["path"])
    expect(loupe.locator("b")).to_have_text(number(float(acts[shown][0, at["row"], at["col"], at["channel"]])))


@pytest.mark.thorough
def test_the_rail_follows_the_epoch_as_a_whole(app: App) -> None:
    """Its value and the sum below it are those of one epoch, and the sum changes with it."""
    app.open()
    app.settled()
    trained = app.page.locator(".cnn-rail").inner_html()
    app.page.get_by_role("button", name="Play the training").hover()
    app.page.wait_for_function("() => window.__cnnTraining.pack")
    app.page.evaluate("window.__cnnTraining.scrub(0)")
    preset = presets.load(presets.OPENING)
    cell = app.chosen()
    weights = type(preset.weights)(Trained(presets.OPENING, 0))
    pixels = explorer.images.fit(samples.load(preset.image), 64, 64).pixels
    acts = explorer.run(preset.network, weights.params(preset.network), pixels[None])
    value = explorer.explain(preset.network, weights.params(preset.network), acts, cell).result
    expect(app.page.locator(".cnn-rail .total b")).to_have_text(f"{value:.2f}".replace("-", "−"))
    expect(app.page.locator(".cnn-value")).to_have_text(f"{max(value, 0):.2f}" if value > 0 else "0")
    app.page.evaluate("window.__cnnTraining.commit(window.__cnnTraining.data.at)")
    assert app.page.locator(".cnn-rail").inner_html() == trained


@pytest.mark.thorough
def test_a_play_moves_the_control_that_is_on_the_page(app: App) -> None:
    """Also when Streamlit has mounted the control anew while one that has left the page was the last to be told."""
    app.open(SMALL)
    app.settled()
    app.page.get_by_role("button", name="Play the training").hover()
    app.page.wait_for_function("() => window.__cnnTraining.pack")
    app.page.evaluate(
        """() => {
            const left = document.createElement('div'), calls = (window.calls = []);
            const note = (name) => () => calls.push(name);
            const gone = { box: left, data: {}, showPlaying: note('playing'), showEpoch: note('epoch'), send: note('send') };
            window.__cnnTraining.adopt(gone, window.__cnnTraining.data);
            calls.length = 0;
        }"""
    )
    app.page.get_by_role("button", name="Play the training").click()
    expect(app.page.get_by_role("button", name="Pause", exact=True)).to_be_visible()
    slider = app.page.get_by_role("slider", name="Epoch of the training")
    app.page.wait_for_function("() => window.__cnnTraining.at === 2")
    assert int(slider.input_value()) >= 2
    assert app.page.evaluate("window.calls") == []


@pytest.mark.thorough
def test_networks_that_were_not_trained_have_nothing_to_play(edges: App) -> None:
    strip = edges.page.get_by_role("group", name="Training")
    expect(strip).to_have_text("weights made by hand")
    expect(strip.get_by_role("button")).to_have_count(0)
    expect(strip.get_by_role("slider")).to_have_count(0)


@pytest.mark.thorough
def test_the_slider_runs_through_training(app: App) -> None:
    version = app.version()
    app.page.get_by_role("slider", name="Epoch of the training").focus()
    app.page.keyboard.press("Home")
    app.changed(version)
    app.settled()
    assert app.scene().weights.base == Trained("fashion_tinyvgg", 0)
    np.testing.assert_allclose(shares(app), computed(0), atol=0.0501)
    expect(app.page.get_by_role("group", name="Training")).to_contain_text("untrained · loss 2.71 · 13% of test photos")
    address = app.page.url
    app.beside()
    app.page.goto(address)
    app.drawn()
    np.testing.assert_allclose(shares(app), computed(0), atol=0.0501)


@pytest.mark.thorough
def test_the_card(app: App) -> None:
    app.page.get_by_role("button", name="More", exact=True).click()
    app.page.get_by_role("button", name="About this network").click()
    dialog = app.page.get_by_role("dialog", name="About this network")
    expect(dialog).to_contain_text("92.20%")
    expect(dialog).to_contain_text("MIT")
    expect(dialog.locator(".js-plotly-plot")).to_have_count(2)
    cells = dialog.locator(".js-plotly-plot").nth(1).evaluate("gd => gd.data[0].text.flat().reduce((a, b) => a + b, 0)")
    assert cells == 10_000


@pytest.mark.thorough
def test_photos_of_other_things_are_offered_a_network_that_knows_them(app: App) -> None:
    version, place = app.version(), app.page.locator(".st-key-training").bounding_box()
    app.page.get_by_role("button", name="More", exact=True).click()
    coffee = app.page.get_by_role("group", name="More images").get_by_role("button", name="Coffee cup")
    assert (
        coffee.locator("img").evaluate("(img) => img.decode().then(() => img.naturalWidth)") == 80
    )  # a picture, not a name
    coffee.click()
    app.changed(version)
    expect(app.page.locator(".st-key-offer")).to_contain_text("This network knows only ten kinds of clothing.")
    assert app.page.locator(".st-key-training").bounding_box() == place  # the offer takes no room
    app.page.get_by_role("button", name="Ask a network that knows 1,000 kinds of things").click()
    expect(app.page.get_by_role("button", name="Back to Fashion TinyVGG")).to_be_visible()
    app.settled()
    assert app.scene().image.sample == "coffee"


@pytest.mark.thorough
def test_a_layer_that_no_longer_fits_is_named(app: App) -> None:
    version = app.version()
    app.toggle("conv2_2")
    app.type_number("Filters", "12")
    app.changed(version)
    expect(about(app)).to_contain_text("conv2_2 has random weights: it was trained with 16 filters and has 12.")


@pytest.mark.thorough
def test_random_weights_and_back(app: App) -> None:
    version = app.version()
    app.edit_network()
    app.page.locator(".st-key-network").get_by_text("Weights", exact=True).click()
    app.page.get_by_role("button", name="Use random weights").click()
    app.changed(version)
    expect(app.page.get_by_role("group", name="Training")).to_have_text("random weights")
    app.page.locator(".st-key-undo button").click()
    app.page.wait_for_function("old => window.__cnnExplorer.scene.version === old", arg=version)


@pytest.mark.thorough
def test_all_columns_can_be_shown_before_their_activation(app: App) -> None:
    app.open(SMALL)
    app.settled()
    version = app.version()
    switch = app.page.get_by_role("radiogroup", name="Maps before or after ReLU")
    switch.get_by_text("before", exact=True).click()
    app.changed(version)
    app.settled()
    assert app.scene().face == "before"
    switch.get_by_text("after ReLU", exact=True).click()
    app.page.wait_for_function("old => window.__cnnExplorer.scene.version === old", arg=version)
