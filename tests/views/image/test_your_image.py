"""The panel "Your photo" as a visitor uses it, run by Streamlit without a browser."""

from __future__ import annotations

import io
import math
from dataclasses import replace

import pytest
from PIL import Image
from streamlit.testing.v1 import AppTest

from explorer import presets
from explorer.images.crop import Crop
from explorer.scene import ImageChoice
from explorer.views.image.kept import Keeper
from explorer.views.image.your_image import NOT_KEPT, PRIVACY
from tests.store.demos import photo
from tests.views.components.sending import received, send
from tests.views.demo.test_forms import click, run, running, session_of, words

PANEL = """
import streamlit as st
from explorer.views.image.gallery import gallery
from explorer.views.image.your_image import your_image, your_image_button
from explorer.views.shell.state import session
current = session()
your_image_button(current)
your_image(current, *st.session_state.get("said", ("It says dandelion.", "cropped from 600 × 900")))
gallery(current, [], lambda name: None)
st.text(current.notice)
"""
DRAWING = "f" * 28 + "0" * 756


def opened(narrow: bool = False, image: ImageChoice | None = None) -> AppTest:
    """The page with the panel, on a phone if `narrow`."""
    app = running(PANEL)
    session_of(app).narrow = narrow
    if image is not None:
        session_of(app).commit(replace(session_of(app).scene, image=image))
    return click(app, "your_image")


def turned(app: AppTest, way: str) -> AppTest:
    app.segmented_control(key="image_way").set_value(way)
    return run(app)


def uploaded(app: AppTest, data: bytes, name: str = "mine.png") -> AppTest:
    app.file_uploader(key="upload").set_value((name, data, "image/png"))
    return run(app)


def wide_photo() -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", (40, 20), "teal").save(buffer, "PNG")
    return buffer.getvalue()


def is_open(app: AppTest) -> bool:
    return "**Your photo**" in words(app)


def order(app: AppTest) -> list[str]:
    return [str(each.key) for each in app.main if getattr(each, "key", None) in ("square", "upload")]


def test_the_button_opens_the_panel_and_closes_it() -> None:
    app = running(PANEL)
    assert not is_open(app)
    assert is_open(click(app, "your_image"))
    assert not is_open(click(app, "your_image"))
    click(app, "your_image")
    assert not is_open(click(app, "your_image_close"))


def test_it_opens_at_a_file_and_for_a_drawing_at_the_pad() -> None:
    assert opened().segmented_control(key="image_way").value == "File"
    assert opened(image=ImageChoice(drawing=DRAWING)).segmented_control(key="image_way").value == "Draw"


def test_each_way_has_its_own_field_and_stays_when_the_panel_is_closed() -> None:
    app = opened()
    assert app.file_uploader(key="upload").label == "PNG, JPEG, WebP, GIF or BMP"
    assert "Or paste a picture, or drop it anywhere on this page." in words(app)
    turned(app, "Camera")
    assert app.camera_input(key="camera").label == "Take a picture"
    assert not app.file_uploader
    turned(app, "Draw")
    assert "A drawing travels in the link." in words(app)
    assert received(app, "pad")["levels"] == ""
    assert not app.camera_input
    assert not [each for each in app.get("bidi_component") if each.key == "square"], "a drawing has no frame"
    click(app, "your_image_close")
    click(app, "your_image")
    assert "A drawing travels in the link." in words(app)


def test_who_sees_a_photo_is_said_where_one_is_chosen() -> None:
    app = opened()
    assert PRIVACY in words(app)
    assert PRIVACY in words(turned(app, "Camera"))
    app.session_state["keeper"] = Keeper(away_until=math.inf)
    run(app)
    assert NOT_KEPT in words(app)
    assert PRIVACY not in words(app)


def test_a_file_becomes_the_image_and_the_panel_makes_room_for_it() -> None:
    app = uploaded(opened(), photo())
    assert session_of(app).scene.image.digest
    assert not is_open(app)


def test_a_file_that_is_none_leaves_the_image_and_the_panel() -> None:
    app = opened()
    before = session_of(app).scene
    uploaded(app, b"words", "words.png")
    assert "words.png: The file (5 bytes) is not a readable PNG" in words(app)
    assert session_of(app).scene == before
    assert is_open(app)


def test_taking_the_file_out_of_its_field_leaves_the_image() -> None:
    app = uploaded(opened(), b"words")
    before = session_of(app).scene
    app.file_uploader(key="upload").set_value(None)
    run(app)
    assert session_of(app).scene == before
    assert is_open(app)


def test_a_photo_of_the_camera_is_called_so() -> None:
    app = turned(opened(), "Camera")
    app.camera_input(key="camera").set_value(("camera.jpg", b"words", "image/jpeg"))
    run(app)
    assert "The photo: The file (5 bytes) is not a readable" in words(app)
    app.camera_input(key="camera").set_value(("camera.jpg", photo(), "image/jpeg"))
    run(app)
    assert session_of(app).scene.image.digest


def test_a_phone_keeps_the_panel_open_as_long_as_a_part_can_be_chosen() -> None:
    wide = uploaded(opened(narrow=True), wide_photo())
    assert is_open(wide)
    assert order(wide) == ["square", "upload"], "the photo that was just taken comes first there"
    square = uploaded(opened(narrow=True), photo())
    assert not is_open(square)


def test_the_frame_comes_below_the_field_on_a_desk() -> None:
    assert order(opened()) == ["upload", "square"]
    assert order(opened(narrow=True)) == ["upload", "square"], "a sample was there before"


def test_what_the_network_says_and_how_the_image_was_fitted_are_in_the_panel() -> None:
    app = opened()
    assert "It says dandelion." in words(app)
    assert "cropped from 600 × 900" in words(app)
    app.session_state["said"] = ()
    run(app)
    assert all(each.value for each in (*app.markdown, *app.caption)), "without a run nothing is said, not even emptily"


def test_the_frame_shows_the_part_that_the_network_gets_and_sends_another() -> None:
    app = opened()
    shown = received(app, "square")
    assert (shown["rows"], shown["cols"], shown["aspect"]) == (600, 600, [64, 64])
    assert shown["box"] == {"top": 0, "left": 0, "height": 600, "width": 600}
    send(app, "square", "part", {"top": 3, "left": 5, "height": 20, "width": 20})
    assert session_of(app).scene.image.part == Crop(3, 5, 20, 20)
    assert received(app, "square")["box"] == {"top": 3, "left": 5, "height": 20, "width": 20}
    assert app.segmented_control(key="image_fit").options == ["Middle", "Whole", "Stretched", "Part"]
    assert app.segmented_control(key="image_fit").value == "part"
    before = session_of(app).now
    send(app, "square", "part", "no frame")
    assert session_of(app).now is before


def test_a_way_of_fitting_takes_the_place_of_a_part() -> None:
    app = opened(image=ImageChoice("cat", part=Crop(0, 0, 10, 10)))
    app.segmented_control(key="image_fit").set_value("pad")
    run(app)
    assert session_of(app).scene.image == ImageChoice("cat", fit="pad")
    assert app.segmented_control(key="image_fit").options == ["Middle", "Whole", "Stretched"]
    app.segmented_control(key="image_fit").set_value("stretch")
    run(app)
    assert session_of(app).scene.image.fit == "stretch"
    session_of(app).undo()
    assert session_of(app).scene.image.fit == "pad"


def test_choosing_the_part_that_is_chosen_changes_nothing() -> None:
    app = opened(image=ImageChoice("cat", part=Crop(0, 0, 10, 10)))
    before = session_of(app).now
    app.segmented_control(key="image_fit").set_value(None)
    run(app)
    assert session_of(app).now is before


def test_a_photo_that_nobody_has_leaves_the_field_for_another() -> None:
    app = opened(image=ImageChoice("", "0" * 24))
    assert order(app) == ["upload"]
    assert "image_fit" not in [each.key for each in app.segmented_control]


def test_a_drawing_from_the_browser_becomes_the_image() -> None:
    app = turned(opened(), "Draw")
    send(app, "pad", "drawn", {"levels": DRAWING, "serial": 4, "stroke": 1})
    assert session_of(app).scene.image.drawing == DRAWING
    shown = received(app, "pad")
    assert (shown["levels"], shown["serial"]) == (DRAWING, 4)
    before = session_of(app).now
    send(app, "pad", "drawn", [DRAWING])
    assert session_of(app).now is before


@pytest.mark.parametrize(
    ("shape", "sentence"),
    [
        ((28, 32, 1), "The network gets 32 × 28 px, grey: 0.299 red + 0.587 green + 0.114 blue."),
        ((28, 32, 3), "The network gets 32 × 28 px, red, green and blue."),
        ((28, 32, 5), "The network gets 32 × 28 px, 5 channels."),
    ],
)
def test_the_input_is_told_in_words(shape: tuple[int, int, int], sentence: str) -> None:
    app = running(PANEL)
    session_of(app).commit(replace(presets.load("edges").scene(), input_shape=shape))
    assert sentence in words(click(app, "your_image"))


def test_the_inputs_row_is_a_click_away_and_on_a_phone_in_the_drawer() -> None:
    app = opened()
    click(app, "to_input")
    assert session_of(app).open_id == "input"
    phone = opened(narrow=True)
    assert "open the row **input** in the list of layers" in words(phone)
    assert "to_input" not in [each.key for each in phone.button]


def test_the_photos_of_a_visit_are_offered_to_return_to() -> None:
    app = uploaded(opened(), photo(1))
    first = session_of(app).scene.image
    click(app, "your_image")
    assert "Your photos from this visit" not in words(app), "it is the only one"
    uploaded(app, photo(2))
    second = session_of(app).scene.image
    click(app, "your_image")
    assert "Your photos from this visit" in words(app)
    row = received(app, "own_gallery")
    assert [each["title"] for each in row["items"]] == ["Your photo", "Your photo"]
    assert [each["name"] for each in row["items"]] == [f"own-{each.digest}" for each in (second, first)]
    assert row["chosen"] == f"own-{second.digest}"
    before = session_of(app).now
    send(app, "own_gallery", "pick", "own-nothing")
    assert session_of(app).now is before
    send(app, "own_gallery", "pick", f"own-{first.digest}")
    assert session_of(app).scene.image == first
    assert not is_open(app)
