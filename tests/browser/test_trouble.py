"""Invalid input: a message with cause, number and remedy, while the screen keeps its last valid state."""

from __future__ import annotations

import io

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import expect

from explorer import Conv2D, Cropping2D, Dense, Flatten, MaxPool2D, ReLU, Residual, presets
from explorer.scene import Scene, link
from tests.browser.app import App


def encoded(image: Image.Image, kind: str, **options: object) -> bytes:
    out = io.BytesIO()
    image.save(out, kind, **options)  # type: ignore[arg-type]
    return out.getvalue()


def photo(width: int = 60, height: int = 40) -> Image.Image:
    return Image.fromarray(np.random.default_rng(0).integers(0, 255, (height, width, 3), np.uint8))


BAD_FILES = {
    "words.png": (b"these are words, not a picture", "not an image"),
    "half.jpg": (encoded(photo(400, 300), "JPEG")[:6000], "cut off"),
    "huge.png": (encoded(Image.new("L", (11_000, 8_000)), "PNG"), "8192"),
}


@pytest.mark.parametrize("name", BAD_FILES)
def test_a_file_that_cannot_be_used_is_told(app: App, name: str) -> None:
    data, _ = BAD_FILES[name]
    version, image = app.version(), app.page.url
    app.upload(name, data, "image/png")
    message = app.page.locator(".st-key-messages [data-testid=stAlert]")
    expect(message).to_have_count(1)
    expect(message).to_contain_text(name)
    assert "Traceback" not in message.inner_text()
    assert (app.version(), app.page.url) == (version, image)


@pytest.mark.thorough
def test_what_was_done_to_a_file_is_said(edges: App) -> None:
    app = edges
    files = {
        "Sixteen.png": (encoded(Image.fromarray(np.full((40, 40), 30_000, np.uint16)), "PNG"), "16-bit grey rescaled"),
        "clear.png": (encoded(Image.new("RGBA", (40, 40), (9, 9, 9, 0)), "PNG"), "ransparency composited"),
    }
    exif = Image.Exif()
    exif[0x0112] = 6
    files["turned.jpg"] = (encoded(photo(), "JPEG", exif=exif), "urned by EXIF")
    for name, (data, said) in files.items():
        version = app.version()
        app.upload(name, data, "image/png")
        app.changed(version)
        assert said in app.about()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("1.nonsense", "This link is damaged."),
        ("7.abc", "This version of CNN Explorer does not know this kind of link."),
        ("1." + "A" * 7_000, "This link"),
    ],
)
def test_a_broken_link_opens_the_first_screen_and_says_so(app: App, text: str, said: str) -> None:
    app.open(f"?m={text}")
    expect(app.page.locator(".st-key-messages")).to_contain_text(said)
    assert app.names()[0] == "input"


@pytest.mark.thorough
def test_a_link_that_does_not_fit_is_told_once_and_repaired_on_a_phone(phone: App) -> None:
    tall = Scene((Conv2D(), MaxPool2D(pool_size=(9, 9)), Conv2D(kernel_size=(15, 15))), (28, 28, 1))
    phone.open(f"?m={link.encode(tall)}")
    messages = phone.page.locator(".st-key-messages [data-testid=stAlert]").locator("visible=true")
    expect(messages).to_have_text(
        [
            "conv2 needs 15 rows, but gets 9. What you see is the last network whose layers fitted.",
        ]
    )
    version = phone.version()
    phone.page.locator(".st-key-messages").get_by_role("button", name="Set the padding to “same”").click()
    phone.changed(version)
    expect(messages).to_have_count(0)
    phone.settled()
    assert phone.scene().layers[2].settings()["padding"] == "same"


@pytest.mark.thorough
def test_branches_that_do_not_fit_are_repaired_above_the_maps(app: App) -> None:
    """The sidebar is folded: what is wrong, and what helps, stands on the page."""
    block = Residual(layers=(Conv2D(filters=16), ReLU(), Conv2D(filters=16)))
    app.open(f"?m={link.encode(Scene((Conv2D(), block), (28, 28, 3)))}")
    messages = app.page.locator(".st-key-messages")
    expect(messages).to_contain_text(
        "res1 adds its layers and its shortcut, but the layers make 22 × 22 × 16, the shortcut 26 × 26 × 8."
    )
    expect(messages.get_by_role("button")).to_have_count(5)
    version = app.version()
    messages.get_by_role("button", name="Crop the shortcut to 22 × 22, and put a 1 × 1").click()
    app.changed(version)
    expect(messages.get_by_role("button")).to_have_count(0)
    app.settled()
    crop, projection = app.scene().layers[1].branches[1]
    assert crop == Cropping2D(cropping=2)
    assert projection == Conv2D(filters=16, kernel_size=1, use_bias=False)


@pytest.mark.thorough
def test_a_cut_off_link(app: App) -> None:
    whole = link.encode(presets.load("vgg16").scene())
    app.open(f"?m={whole[: len(whole) // 2]}")
    expect(app.page.locator(".st-key-messages")).to_contain_text("This link is")


@pytest.mark.thorough
def test_a_link_to_a_photo_of_somebody_else(app: App) -> None:
    scene = presets.load("tinyvgg").scene()
    gone = Scene(scene.layers, scene.input_shape, image=type(scene.image)("", "0123456789abcdef"))
    app.open(f"?m={link.encode(gone)}")
    expect(app.page.locator(".st-key-messages")).to_contain_text(
        "is on its owner's computer only. Publish a demo to share it, or choose another image."
    )


@pytest.mark.thorough
def test_a_network_too_large_is_refused_with_its_numbers(app: App) -> None:
    huge = Scene((Conv2D(filters=4096), Conv2D(filters=4096)), (512, 512, 3))
    app.open(f"?m={link.encode(huge)}")
    expect(app.page.locator(".st-key-messages")).to_contain_text("MB; the limit is 512 MB.")
    wide = Scene((Flatten(), Dense(units=65_536)), (256, 256, 3))
    app.open(f"?m={link.encode(wide)}")
    expect(app.page.locator(".st-key-messages")).to_contain_text("the limit is 1,000 MB.")


@pytest.mark.thorough
def test_a_seed_that_cannot_be(edges: App) -> None:
    app = edges
    app.edit_network()
    app.page.locator(".st-key-network").get_by_text("Weights", exact=True).click()
    app.type_number("Seed", "-5")
    expect(app.page.locator(".st-key-network")).to_contain_text(
        "The seed is -5. Use a whole number, 0 to 4,294,967,295."
    )


@pytest.mark.thorough
def test_a_slow_run_can_be_stopped(app: App) -> None:
    wide = Conv2D(filters=64, kernel_size=(9, 9), padding="same", groups=8)  # seven billion multiply-adds each
    app.open(f"?m={link.encode(Scene((Conv2D(filters=64), wide, wide), (400, 400, 3)))}")
    app.settled()
    version = app.version()
    app.edit_network()
    app.page.locator(".st-key-network").get_by_text("Weights", exact=True).click()
    seed = app.page.get_by_label("Seed", exact=True)
    seed.fill("7")
    seed.press("Enter")
    app.page.locator(".st-key-stop button").click()
    expect(app.page.locator(".st-key-messages")).to_contain_text("The computation was stopped.", timeout=30_000)
    app.settled()
    assert app.version() == version
    app.page.locator(".st-key-undo button").click()
    app.settled()
    expect(app.page.get_by_text("The computation was stopped.")).to_have_count(0)
