"""The visitor's own photo: its answer, a network that knows more, and where the evidence lies on the photo."""

from __future__ import annotations

import io
import re
from typing import Any

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Locator, expect

from explorer import presets
from explorer.images import samples
from explorer.network import Cell
from explorer.scene import link
from explorer.views.explore.top.offer import WORLD
from tests.browser.app import HUB, App

CATS = re.compile(r"\bcat\b|tabby|lynx", re.IGNORECASE)


def photo(width: int = 480, height: int = 400) -> bytes:
    """The cat as a JPEG of another size than any network takes."""
    pixels = np.rint(samples.load("cat").pixels * 255).astype(np.uint8)
    stream = io.BytesIO()
    Image.fromarray(pixels).resize((width, height)).save(stream, "JPEG", quality=95)
    return stream.getvalue()


def likeliest(app: App) -> None:
    """Select the likeliest class in the last column of the overview."""
    unit = app.page.evaluate(f"{HUB}.scene.zones.find((zone) => zone.words.endsWith('%')).channel")
    path = app.steps()[-1]["path"]
    x, y = app.page.evaluate(
        f"""() => {{
            const [x0, y0, x1, y1] = {HUB}.scene.zones.find((zone) => zone.words.endsWith('%')).box;
            const box = document.querySelector('.st-key-overview .js-plotly-plot').getBoundingClientRect();
            return [box.left + (x0 + x1) / 2, box.top + (y0 + y1) / 2];
        }}"""
    )
    app.page.mouse.click(x, y)
    app.answered(Cell(path, 0, 0, unit))


def answer(app: App) -> str:
    """What the description of the overview says of the answer: its three likeliest classes."""
    return str(app.page.evaluate(f"{HUB}.scene.alt")).partition("It answers ")[2]


def names(app: App) -> Locator:
    return app.page.locator(".cnn-answer li .name")


def ask(app: App) -> None:
    """Take the offer, and wait for the answer of the network that knows more."""
    app.page.get_by_role("button", name="Ask a network that knows 1,000 kinds of things").click()
    app.page.wait_for_function(f"() => /answers [^%]*(cat|tabby|lynx)/i.test({HUB}.scene.alt)")
    app.settled()
    app.drawn()


def trace(app: App, key: str, index: int) -> Any:
    """A trace of a chart, without typed arrays."""
    app.page.locator(f".st-key-{key} .js-plotly-plot .main-svg").first.wait_for()
    return app.page.evaluate(
        """([key, index]) => {
            const { source, x0, dx, y0, dy } = document.querySelector(`.st-key-${key} .js-plotly-plot`).data[index];
            return { source, x0, dx, y0, dy };
        }""",
        [key, index],
    )


def size_of(app: App, source: str) -> list[int]:
    """Width and height of a picture, as the browser decodes it."""
    size: list[int] = app.page.evaluate(
        "async (s) => { const i = new Image(); i.src = s; await i.decode(); return [i.naturalWidth, i.naturalHeight]; }",
        source,
    )
    return size


@pytest.mark.thorough
def test_an_own_photo_is_recognized_and_shows_where(app: App) -> None:
    app.upload("mine.jpg", photo())
    app.settled()
    before, image = answer(app), app.scene().image
    ask(app)
    assert app.scene().preset == WORLD
    assert app.scene().image == image
    assert len(CATS.findall(answer(app))) >= 2

    likeliest(app)
    app.page.locator(".cnn-rail").get_by_role("button", name="Where it looks", exact=True).click()
    drawn, heat = trace(app, "class_photo", 0), trace(app, "class_photo", 1)
    assert size_of(app, drawn["source"]) == [400, 400]  # the middle of 480 x 400 px, at its own resolution
    np.testing.assert_allclose([drawn["x0"], drawn["dx"], drawn["y0"], drawn["dy"]], [40, 1, 0, 1])
    np.testing.assert_allclose([heat["dx"], heat["dy"]], 32 * 400 / 224)  # a cell steps 32 px of the network's 224
    expect(app.page.locator(".st-key-class_photo")).to_be_in_viewport()
    app.page.wait_for_function(f"() => !{HUB}.pointer.behind")
    assert app.scene().tool == "receptive-field/influence"

    app.page.get_by_role("button", name="Back to Fashion TinyVGG").click()
    app.page.wait_for_function(f"(before) => {HUB}.scene.alt.includes(before)", arg=before)
    app.settled()
    assert app.scene().image == image


@pytest.mark.thorough
def test_what_the_answer_depends_on_stands_beside_the_photo(app: App) -> None:
    app.open(f"?m={link.encode(presets.load(WORLD).scene())}")
    likeliest(app)
    app.page.locator(".cnn-rail").get_by_role("button", name="What it depends on").click()
    shown = trace(app, "influence_photo", 0)
    assert size_of(app, shown["source"]) == list(samples.load("cat").pixels.shape[1::-1])
    expect(app.page.locator(".st-key-sees")).to_contain_text("before the softmax")
    expect(app.page.locator(".cnn-rail h2")).to_have_text(CATS)
    expect(app.page.locator(".cnn-rail .place")).to_have_text(re.compile(r"softmax, unit \d+"))


@pytest.mark.thorough
def test_on_a_phone_one_bar_stands_for_the_answer_until_more_are_asked_for(phone: App) -> None:
    phone.open()
    expect(names(phone).first).to_be_visible()
    expect(names(phone).nth(1)).to_be_hidden()
    more = phone.page.locator(".cnn-answer .more")
    more.click()
    expect(names(phone).nth(4)).to_be_visible()
    expect(more).to_have_attribute("aria-expanded", "true")
    width = phone.page.evaluate("document.querySelector('[data-testid=stMain]').scrollWidth")
    assert width <= 390
