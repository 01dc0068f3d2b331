"""Large networks: folded columns, stages, and pages of channels."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import expect

from explorer import presets, reads
from explorer.network import Cell
from explorer.scene import Scene, link
from tests.browser.app import HUB, App

DEEP = Scene(presets.load("vgg16").network.layers[:31], (64, 64, 3), cell=Cell("9", 8, 8, 3))
"""The maps of VGG-16 on a small image; the selected cell is the last pooling's of its second stage."""
PHRASE = ".cnn-loupe"


@pytest.fixture
def deep(app: App) -> App:
    """The network in a window that is too narrow for all its columns, so that all stages but one are closed."""
    app.resize(1024, 768)
    app.open(f"?m={link.encode(DEEP)}")
    app.settled()
    return app


def seen(app: App) -> list[str]:
    """The names of the steps that have pictures."""
    return [step["name"] for step in app.steps() if step["slots"]]


def blocks(stage: int, count: int) -> list[str]:
    """The convolutions of a stage, each with the ReLU that is folded into its column."""
    return [f"{kind}{stage}_{n}" for n in range(1, count + 1) for kind in ("conv", "relu")]


def channels(app: App, name: str) -> list[int]:
    return next([slot[0] for slot in step["slots"]] for step in app.steps() if step["name"] == name)


def zone(app: App, words: str) -> tuple[float, float, dict[str, Any]]:
    """The middle of the clickable zone with the tooltip `words`, in px of the window, and the zone."""
    at = app.page.evaluate(
        f"""words => {{
            const zone = {HUB}.scene.zones.find((z) => z.words.includes(words)), [x0, y0, x1, y1] = zone.box;
            const gd = document.querySelector('.st-key-overview .js-plotly-plot'), box = gd.getBoundingClientRect();
            return [box.left + (x0 + x1) / 2, box.top + y0 + Math.min(12, (y1 - y0) / 2), zone];
        }}""",
        words,
    )
    return at[0], at[1], at[2]


def click(app: App, words: str) -> None:
    x, y, _ = zone(app, words)
    app.page.mouse.move(x, y)
    expect(app.page.locator(PHRASE)).to_contain_text(words)
    app.page.mouse.click(x, y)


def shows(app: App, name: str) -> None:
    app.page.wait_for_function(f"name => {HUB}.scene.steps.some((s) => s.name === name && s.slots.length)", arg=name)
    app.drawn()
    app.settled()


@pytest.mark.thorough
def test_one_stage_is_open_and_a_click_opens_another(deep: App) -> None:
    assert seen(deep) == ["input", "pool1", *blocks(2, 2), "pool2", "pool3", "pool4", "pool5"]
    width = deep.page.evaluate("document.querySelector('.st-key-overview .js-plotly-plot').layout.width")
    assert width <= 640
    click(deep, "stage 4: conv4_1 to pool4, 7 layers.")
    shows(deep, "relu4_2")
    assert deep.chosen().path == "23"  # pool4, which stood for its stage
    assert seen(deep) == ["input", "pool1", "pool2", "pool3", *blocks(4, 3), "pool4", "pool5"]
    # what a cell reads is outlined in every column that is seen, hidden steps in between or not
    regions = reads.regions(DEEP.network, deep.chosen())
    found = deep.page.evaluate(f"{HUB}.reaches({HUB}.scene.steps, {HUB}.chosen)")
    for step, hull in zip(DEEP.network.steps, found, strict=False):
        wanted = regions[step.path].hull
        assert wanted is not None
        assert (hull["r0"], hull["r1"], hull["c0"], hull["c1"]) == (
            wanted.top,
            wanted.bottom,
            wanted.left,
            wanted.right,
        )
    click(deep, "conv1_1, relu1_1: 64 × 64 × 64")  # in the silhouette
    shows(deep, "relu1_1")
    assert deep.chosen().path == "0"  # the layer, as in its heading


@pytest.mark.thorough
def test_a_heading_selects_its_layer_and_what_is_folded_is_marked_on_its_column(deep: App) -> None:
    x, y, found = zone(deep, "conv2_1, relu2_1: 32 × 32")
    assert (found["act"], found["path"]) == ("select", "5")
    deep.page.mouse.click(x, y)
    deep.settled()
    assert deep.chosen().path == "5"
    slots = {step["name"]: step["slots"] for step in deep.steps()}
    assert slots["conv2_1"] == slots["relu2_1"] != []
    # a link to a folded step shows its column
    deep.open(f"?m={link.encode(Scene(DEEP.layers, DEEP.input_shape, cell=Cell('18', 3, 3, 200)))}")
    deep.settled()
    assert "relu4_1" in seen(deep)
    assert 200 in channels(deep, "relu4_1")


@pytest.mark.thorough
def test_other_channels_come_into_the_same_slots(deep: App) -> None:
    key = deep.page.evaluate(f"{HUB}.scene.key")
    version = deep.version()
    deep.page.locator(".st-key-overview .js-plotly-plot").focus()
    for _ in range(8):
        deep.page.keyboard.press("]")
    deep.changed(version)
    deep.settled()
    assert deep.chosen().channel == 11
    assert channels(deep, "pool2") == channels(deep, "relu2_2") == list(range(10, 20))
    assert channels(deep, "pool3") == list(range(10))
    assert deep.page.evaluate(f"{HUB}.scene.key") == key
    # the strip of strengths is a pager too
    deep.page.locator(".st-key-tab").get_by_text("Layer", exact=True).click()
    deep.settled()
    strip = deep.page.locator(".st-key-strengths .js-plotly-plot")
    strip.scroll_into_view_if_needed()
    box = strip.bounding_box()
    assert box is not None
    deep.page.mouse.click(box["x"] + box["width"] * (100 + 0.6) / 128.2, box["y"] + 30)
    deep.page.wait_for_function(f"() => {HUB}.pointer.channel > 90")
    deep.settled()
    channel = deep.chosen().channel
    assert channel in channels(deep, "pool2")
    expect(deep.page.locator(".st-key-layer_tab")).to_contain_text(f"Map {channel}: from")


@pytest.mark.thorough
def test_wide_layers_are_joined_by_a_ribbon_that_counts(deep: App) -> None:
    x, y, found = zone(deep, "conv2_2: 128 × 128 = 16,384 kernels")
    assert found["act"] == ""
    drawn = len(channels(deep, "conv2_1")) * len(channels(deep, "conv2_2"))
    deep.page.mouse.move(x, y + 100)
    expect(deep.page.locator(PHRASE)).to_contain_text(re.compile(f"one for each pair of maps; {drawn} of them join"))
    assert np.prod(DEEP.network.step("7").param_shapes["kernel"][2:]) == 16_384
    hovered = deep.page.evaluate(f"{HUB}.hovered")
    assert hovered is None


@pytest.mark.thorough
def test_a_phone_turns_to_other_maps_of_wide_layers(phone: App) -> None:
    phone.open(f"?m={link.encode(Scene(DEEP.layers, DEEP.input_shape, cell=Cell('23', 1, 1, 40)))}")
    phone.settled()
    assert channels(phone, "pool4") == list(range(32, 64))
    version = phone.version()
    phone.page.evaluate("document.querySelector('.st-key-overview').scrollLeft = 0")
    chart = phone.page.locator(".st-key-overview .js-plotly-plot").bounding_box()
    assert chart is not None
    phone.page.mouse.click(chart["x"] + 20, chart["y"] + 45)  # the arrow before the first map
    phone.changed(version)
    phone.settled()
    assert phone.chosen().channel == 0
    assert channels(phone, "pool4") == list(range(32))
