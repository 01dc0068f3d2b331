"""The visitor's own image: pasted, dropped, drawn, taken with the camera, and cropped."""

from __future__ import annotations

import base64
import re
import shutil
from collections.abc import Iterator

import numpy as np
import pytest
from playwright.sync_api import Browser, expect

from explorer.images import drawing
from explorer.images.crop import Crop
from explorer.scene import link
from tests.browser.app import App
from tests.browser.explore.test_explore import jpeg
from tests.browser.serving import FLAGS

# An event that brings a file, as a browser makes one: paste or drag and drop.
BRING = """([kind, selector, name, type, data, size]) => {
    const bytes = data ? Uint8Array.from(atob(data), (c) => c.charCodeAt(0)) : new Uint8Array(size);
    const transfer = new DataTransfer();
    transfer.items.add(new File([bytes], name, { type }));
    const about = { bubbles: true, cancelable: true };
    const event = kind === "paste" ? new ClipboardEvent(kind, { ...about, clipboardData: transfer })
        : new DragEvent(kind, { ...about, dataTransfer: transfer });
    document.querySelector(selector).dispatchEvent(event);
}"""


def bring(app: App, kind: str, selector: str = "body", data: bytes = b"", size: int = 0) -> None:
    app.page.evaluate(BRING, [kind, selector, "mine.jpg", "image/jpeg", base64.b64encode(data).decode(), size])


@pytest.mark.thorough
def test_a_pasted_picture_is_the_image_and_a_dropped_one_too(app: App) -> None:
    first = app.version()
    app.edit_network()
    bring(app, "paste", ".st-key-preset input", jpeg())  # into a text field: that is not for us
    app.settled()
    assert app.version() == first
    bring(app, "paste", data=jpeg())
    app.changed(first)
    app.settled()
    pasted, choice = app.version(), app.scene().image
    assert choice.own
    assert choice.digest
    assert "Cropped from 640 × 480 to 480 × 480" in app.about()
    bring(app, "dragover", ".st-key-overview", jpeg(300, 300))
    expect(app.page.locator(".cnn-veil")).to_be_visible()
    bring(app, "drop", ".st-key-overview", jpeg(300, 300))
    app.changed(pasted)
    expect(app.page.locator(".cnn-veil")).to_be_hidden()
    app.settled()

    thumbnails, dropped = app.page.locator(".st-key-gallery button"), app.version()
    expect(thumbnails).to_have_count(7)
    expect(thumbnails.last).to_have_attribute("aria-pressed", "true")
    thumbnails.first.click()
    app.changed(dropped)
    assert app.version() == first
    app.settled()
    app.your_image("File")
    app.page.locator(".st-key-own_gallery button").last.click()
    app.changed(first)
    assert app.version() == pasted

    bring(app, "paste", size=10_000_001)
    expect(app.page.locator(".st-key-messages")).to_contain_text(
        "The pasted picture: The file has 10.1 MB; at most 10 MB can be read."
    )
    assert app.version() == pasted


def stroke(app: App, *points: tuple[float, float], lift: bool = True) -> None:
    """Draw a stroke on the pad through points (x, y), as fractions of its side."""
    box = app.page.locator(".cnn-pad canvas").bounding_box()
    assert box
    at = [(box["x"] + x * box["width"], box["y"] + y * box["height"]) for x, y in points]
    app.page.mouse.move(*at[0])
    app.page.mouse.down()
    for x, y in at[1:]:
        app.page.mouse.move(x, y, steps=5)
    if lift:
        app.page.mouse.up()


def pad_levels(app: App) -> str:
    """The drawing on the pad: the means of its canvas over 28 x 28 squares."""
    found: str = app.page.evaluate(
        """() => {
            const pad = document.querySelector(".cnn-pad canvas"), each = pad.width / 28;
            const { data } = pad.getContext("2d").getImageData(0, 0, pad.width, pad.height);
            const mean = (r, c) => { let sum = 0; for (let y = 0; y < each; y++) for (let x = 0; x < each; x++)
                sum += data[4 * ((r * each + y) * pad.width + c * each + x)]; return sum / each / each / 17; };
            return [...Array(784).keys()].map((i) => Math.round(mean(Math.floor(i / 28), i % 28)).toString(16)).join("");
        }"""
    )
    return found


@pytest.mark.thorough
def test_the_maps_follow_a_drawing_that_travels_in_the_link(app: App) -> None:
    blank = app.version()
    app.your_image("Draw")
    stroke(app, (0.3, 0.2), (0.7, 0.2), (0.5, 0.5), lift=False)
    app.changed(blank)  # while the pen is still down
    begun = app.version()
    stroke(app, (0.5, 0.5), (0.5, 0.9))
    app.changed(begun)
    app.page.locator(".cnn-pad[aria-busy=false]").wait_for()
    app.in_address()
    levels = app.scene().image.drawing
    assert levels == pad_levels(app)
    drawn = np.array([int(digit, 16) for digit in levels]).reshape(28, 28)
    assert drawn[5, 10:18].min() == 15  # the bar at 0.2 of 28 px, 2.5 px wide
    assert drawn[:3].max() == 0

    version = app.version()
    app.page.get_by_role("button", name="Clear").click()
    app.changed(version)
    app.page.locator(".cnn-pad").get_by_role("button", name="Undo").click()
    app.page.wait_for_function(f"old => window.__cnnExplorer.scene.version === '{version}'", arg=version)
    app.in_address()
    shared = link.encode(app.scene())
    app.open(f"?m={shared}")
    assert app.version() == version
    app.your_image("Draw")
    app.page.wait_for_function("() => document.querySelector('.cnn-pad canvas')")
    assert pad_levels(app) == levels
    assert drawing.side_of(levels) == 28


def note(app: App) -> Crop:
    """The part of the image that About, below the overview, names."""
    said = app.about()
    found = re.search(r"square of rows (\d+)–(\d+), columns (\d+)–(\d+) of 640 × 480 px", said)
    assert found, said
    top, bottom, left, right = map(int, found.groups())
    return Crop(top, left, bottom - top + 1, right - left + 1)


@pytest.mark.thorough
def test_a_square_of_the_photo_is_chosen_by_dragging_and_by_keys(app: App) -> None:
    app.upload("coffee.jpg", jpeg())
    app.settled()
    expect(app.page.locator(".st-key-your_image_panel")).to_have_count(0)  # the chosen photo's maps are seen at once
    app.your_image("File")
    whole = app.version()
    frame, photo = app.page.locator(".cnn-square-box"), app.page.locator(".cnn-square").bounding_box()
    corner = app.page.locator(".cnn-square-box .se").bounding_box()
    assert photo
    assert corner
    scale = 640 / photo["width"]
    app.page.mouse.move(corner["x"] + 12, corner["y"] + 12)
    app.page.mouse.down()
    app.page.mouse.move(corner["x"] - 48, corner["y"] - 48, steps=4)
    app.page.mouse.up()
    app.changed(whole)
    app.settled()
    part = app.scene().image.part
    assert part is not None
    assert part == note(app)
    assert (part.top, part.left) == (0, 80)  # the corner across stays: that of the middle 480 px
    np.testing.assert_allclose([part.height, part.width], 480 - 60 * scale, atol=1)

    version = app.version()
    frame.focus()
    app.page.keyboard.press("Shift+ArrowDown")
    app.page.keyboard.press("Shift+ArrowRight")
    app.changed(version)
    moved = Crop(1, 81, part.height, part.width)
    while app.scene().image.part != moved:  # the page's timeout ends it
        app.changed(app.version())
    app.settled()
    assert note(app) == moved
    shared, version = link.encode(app.scene()), app.version()
    app.page.locator(".st-key-image_fit").get_by_text("Middle", exact=True).click()
    app.changed(version)
    assert app.version() == whole
    app.open(f"?m={shared}")
    assert app.version() == version


@pytest.mark.thorough
def test_drawing_on_a_phone_shows_the_answer_beside_the_pad(phone: App) -> None:
    app = phone
    version = app.version()
    app.your_image("Draw")
    stroke(app, (0.2, 0.3), (0.8, 0.3), (0.8, 0.7))
    app.changed(version)
    expect(app.page.locator(".st-key-your_image_panel")).to_contain_text("It says ")
    width = app.page.evaluate("document.querySelector('[data-testid=stMain]').scrollWidth")
    assert width <= 390


@pytest.fixture
def with_camera(server: str, chromium: Browser) -> Iterator[App]:
    """The app in a browser of its own whose camera shows a test picture."""
    found = shutil.which("chromium") or shutil.which("google-chrome") or shutil.which("chromium-browser")
    fake = ["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"]
    browser = chromium.browser_type.launch(executable_path=found, args=[*FLAGS, *fake])
    page = browser.new_page()
    page.set_default_timeout(30_000)
    yield App(page, server)
    browser.close()


@pytest.mark.thorough
def test_the_camera_is_asked_for_only_when_it_is_chosen(with_camera: App) -> None:
    app = with_camera
    app.page.add_init_script(
        """window.asked = 0; const ask = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
        navigator.mediaDevices.getUserMedia = (what) => { window.asked += 1; return ask(what); };"""
    )
    app.open()
    version = app.version()
    app.your_image("File")
    assert app.page.evaluate("window.asked") == 0
    assert not app.page.locator("[data-testid=stCameraInput]").count()
    app.your_image("Camera")
    app.page.locator("[data-testid=stCameraInput] video").wait_for()
    app.page.get_by_role("button", name="Take Photo").click()
    app.changed(version)
    assert app.page.evaluate("window.asked") >= 1
    app.settled()
    assert app.scene().image.own


@pytest.mark.thorough
def test_a_drawing_is_not_lost_beside_a_message_of_the_rail(app: App) -> None:
    """Streamlit reruns only one fragment for messages that are sent together; the maps must follow nevertheless."""
    app.your_image("Draw")
    app.page.locator(".cnn-pad").wait_for()
    version = app.version()
    app.page.evaluate(
        """() => {
            const pad = document.querySelector(".cnn-pad").parentElement.cnnPad;
            window.__cnnExplorer.send("settle", { link: "" });
            pad.send("drawn", { levels: "7".repeat(784), serial: pad.serial, stroke: 1 });
        }"""
    )
    app.changed(version)
