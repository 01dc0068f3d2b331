"""The visitor's own images without a browser: uploads, pasted files and drawings, which are kept, and invalid messages."""

from __future__ import annotations

import base64
import io
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
import streamlit as st
from PIL import Image

from explorer import presets
from explorer.images import MAX_BYTES
from explorer.images.crop import Crop
from explorer.scene import ImageChoice, Scene
from explorer.views.image import crop_frame, pad, paste_and_drop, visitor_images
from explorer.views.image.photos import file_of
from explorer.views.image.pictures import fitted, source
from explorer.views.image.visitor_images import MAX_IMAGES, VisitorImages, key_of
from explorer.views.shell.state import Moment, Session, fresh_ids

BLANK = "0" * 784
DOT = "f" + "0" * 783


@pytest.fixture
def current() -> Iterator[Session]:
    scene = presets.load("edges").scene()
    st.session_state.pop("own_images", None)
    yield Session(Moment(scene, fresh_ids(len(scene.layers))), scene)
    st.session_state.pop("own_images", None)


def png(rows: int = 6, cols: int = 9) -> bytes:
    out = io.BytesIO()
    Image.fromarray(np.arange(rows * cols * 3, dtype=np.uint8).reshape(rows, cols, 3)).save(out, "PNG")
    return out.getvalue()


def test_a_file_becomes_the_image_and_can_be_undone(current: Session) -> None:
    before = current.scene
    current.notice = "something else"
    assert visitor_images.take_file(current, "mine.png", png())
    assert current.scene == replace(before, image=ImageChoice("", current.scene.image.digest, before.image.fit))
    assert current.notice == ""
    assert file_of(current.scene.image.digest) == png()
    np.testing.assert_array_equal(fitted(current.scene.image, (6, 9, 3)).pixels, source(current.scene.image).pixels)
    current.undo()
    assert current.scene == before


@pytest.mark.parametrize("data", [b"", b"words", png()[:40]])
def test_a_file_that_is_no_image_changes_nothing_and_is_explained(current: Session, data: bytes) -> None:
    before = current.now
    assert not visitor_images.take_file(current, "mine.png", data)
    assert current.now is before
    assert current.notice.startswith("mine.png: The ")


def test_a_pasted_file_is_kept_byte_for_byte(current: Session) -> None:
    assert paste_and_drop.receive_file(current, {"name": "a.png", "data": base64.b64encode(png()).decode()})
    assert file_of(current.scene.image.digest) == png()


@pytest.mark.parametrize(
    ("message", "notice"),
    [
        ({"name": "big.bmp", "size": MAX_BYTES + 1}, "big.bmp: The file has 10.1 MB; at most 10 MB can be read."),
        ({"name": "odd.png", "data": "no base64!"}, "odd.png: It did not arrive completely."),
        ({"data": ""}, "The picture: The file is empty (0 bytes)."),
        ({"name": "x" * 999}, "x" * 80 + ": It did not arrive completely."),
        ({"name": "big.bmp", "size": "many"}, "big.bmp: It did not arrive completely."),
    ],
)
def test_a_file_that_is_refused_is_explained(current: Session, message: dict[str, Any], notice: str) -> None:
    before = current.now
    assert not paste_and_drop.receive_file(current, message)
    assert current.now is before
    assert current.notice.startswith(notice)


def drawn(levels: Any = DOT, serial: Any = 1, stroke: Any = 1) -> dict[str, Any]:
    return {"levels": levels, "serial": serial, "stroke": stroke}


def test_a_stroke_is_one_step_of_the_history(current: Session) -> None:
    before = current.scene
    for serial, levels in enumerate((BLANK, DOT, DOT[::-1]), 1):
        pad.receive_drawing(current, drawn(levels, serial, 7))
    pad.receive_drawing(current, drawn(BLANK, 4, 8))
    assert current.scene.image == ImageChoice("", "", before.image.fit, None, BLANK)
    current.undo()
    assert current.scene.image.drawing == DOT[::-1]
    current.undo()
    assert current.scene == before


def test_a_drawing_in_the_making_passes_once(current: Session) -> None:
    pad.receive_drawing(current, drawn())
    assert visitor_images.visitor_images().take_passing()
    assert not visitor_images.visitor_images().take_passing()


@pytest.mark.parametrize(
    "message", [{}, drawn(7), drawn("0" * 10), drawn(serial="1"), drawn(stroke=True), drawn("z" * 784)]
)
def test_what_is_no_drawing_changes_nothing(current: Session, message: dict[str, Any]) -> None:
    before = current.now
    pad.receive_drawing(current, message)
    assert current.now is before


def test_a_part_is_brought_into_the_image(current: Session) -> None:
    crop_frame.receive_part(current, (40, 60), {"top": 30, "left": 5, "height": 20, "width": 20})
    assert current.scene.image.part == Crop(20, 5, 20, 20)
    before = current.now
    for message in (
        {},
        {"top": 0, "left": 0, "height": 0, "width": 3},
        {"top": "0", "left": 0, "height": 3, "width": 3},
    ):
        crop_frame.receive_part(current, (40, 60), message)
    assert current.now is before


@pytest.mark.parametrize(
    ("image", "shape", "expected"),
    [
        (ImageChoice(fit="crop"), (28, 28, 1), Crop(0, 10, 40, 40)),
        (ImageChoice(fit="crop"), (10, 60, 3), Crop(15, 0, 10, 60)),
        (ImageChoice(fit="pad"), (28, 28, 1), Crop(0, 0, 40, 60)),
        (ImageChoice(fit="stretch"), (28, 28, 1), Crop(0, 0, 40, 60)),
        (ImageChoice(fit="pad", part=Crop(1, 2, 3, 3)), (28, 28, 1), Crop(1, 2, 3, 3)),
    ],
)
def test_the_frame_is_what_the_network_gets(image: ImageChoice, shape: tuple[int, int, int], expected: Crop) -> None:
    assert crop_frame.part_used(Scene(input_shape=shape, image=image), 40, 60) == expected


def upload(number: int) -> ImageChoice:
    return ImageChoice("", f"{number:024x}")


def test_the_last_own_images_are_kept_newest_first() -> None:
    own = VisitorImages()
    for number in range(MAX_IMAGES + 2):
        own.remember(upload(number))
        own.remember(ImageChoice("cat"))
    assert own.kept == [upload(number) for number in range(MAX_IMAGES + 1, 1, -1)]
    assert own.image_of(key_of(upload(3))) == upload(3)
    assert own.image_of("own-nothing") is None


def test_going_back_to_an_own_image_keeps_the_order_and_takes_its_new_part() -> None:
    own = VisitorImages()
    for number in range(3):
        own.remember(upload(number))
    framed = replace(upload(0), part=Crop(0, 0, 2, 2))
    own.remember(framed)
    assert own.kept == [upload(2), upload(1), framed]


def test_a_drawing_that_goes_on_is_one_image_and_another_one_is_another() -> None:
    own = VisitorImages()
    first, second, third = (ImageChoice("", "", "crop", None, levels) for levels in (BLANK, DOT, DOT[::-1]))
    own.remember(first)
    own.remember(second)
    assert own.kept == [second]
    own.remember(ImageChoice("cat"))
    own.remember(third)
    assert own.kept == [third, second]


def test_the_panel_closes_when_a_photo_is_chosen_and_undo_takes_the_photo_back(current: Session) -> None:
    before, own = current.scene, visitor_images.visitor_images()
    own.open = True
    assert visitor_images.take_file(current, "a.png", png())
    assert not own.open
    current.undo()
    assert current.scene == before


def test_the_panel_stays_while_one_draws(current: Session) -> None:
    own = visitor_images.visitor_images()
    own.open = True
    visitor_images.take_drawing(current, DOT, 1, 1)
    assert own.open
