"""The row of thumbnails above the maps: samples, and the visitor's own image."""

from __future__ import annotations

import base64
from dataclasses import replace

from streamlit.testing.v1 import AppTest

from explorer.scene import ImageChoice
from explorer.views.image.gallery import own_item
from tests.store.demos import photo
from tests.views.components.sending import received, send
from tests.views.demo.test_forms import running, words

ROW = """
import streamlit as st
from explorer.views.image.gallery import gallery
from explorer.views.image.paste_and_drop import paste_and_drop
from explorer.views.image.visitor_images import visitor_images
from explorer.views.shell.state import session
current = session()
picked = st.session_state.setdefault("picked", [])
paste_and_drop(current)
gallery(current, [{"name": "cat", "title": "Cat", "source": "cat.jpg"}], picked.append)
st.text(f"way: {visitor_images().way}")
st.text(current.notice)
"""


def dropped(app: AppTest, data: bytes) -> AppTest:
    return send(app, "door", "file", {"name": "a.png", "data": base64.b64encode(data).decode()})


def names(app: AppTest) -> list[str]:
    return [each["name"] for each in received(app, "gallery")["items"]]


def test_a_sample_that_is_clicked_is_picked() -> None:
    app = running(ROW)
    assert names(app) == ["cat"]
    assert received(app, "gallery")["chosen"] == app.session_state["session"].scene.image.sample
    send(app, "gallery", "pick", "cat")
    assert app.session_state["picked"] == ["cat"]


def test_a_dropped_photo_gets_a_thumbnail_that_leads_back_to_it() -> None:
    app = dropped(running(ROW), photo())
    current = app.session_state["session"]
    mine = current.scene.image
    assert mine.digest
    assert "way: File" in words(app)
    assert names(app) == ["cat", f"own-{mine.digest}"]
    assert received(app, "gallery")["chosen"] == f"own-{mine.digest}"
    assert received(app, "gallery")["items"][1]["source"].startswith("data:image/png;base64,")
    current.commit(replace(current.scene, image=ImageChoice("coffee")))
    app.run()
    send(app, "gallery", "pick", f"own-{mine.digest}")
    assert current.scene.image == mine
    assert app.session_state["picked"] == []


def test_a_dropped_file_that_is_no_image_is_explained_and_gets_no_thumbnail() -> None:
    app = dropped(running(ROW), b"words")
    assert "a.png: The file (5 bytes) is not a readable" in words(app)
    assert "way: File" not in words(app)
    assert names(app) == ["cat"]
    send(app, "door", "file", "no file")
    assert names(app) == ["cat"]


def test_somebody_elses_photo_gets_no_thumbnail() -> None:
    app = running(ROW)
    current = app.session_state["session"]
    current.commit(replace(current.scene, image=ImageChoice("", "0" * 24)))
    app.run()
    assert not app.exception
    assert names(app) == ["cat"]


def test_an_own_image_that_the_server_lost_has_no_picture() -> None:
    assert own_item(ImageChoice("", "0" * 24)) == {"name": f"own-{'0' * 24}", "title": "Your photo", "source": ""}


def test_a_drawing_is_called_so() -> None:
    item = own_item(ImageChoice(drawing="f" * 784))
    assert item["title"] == "Your drawing"
    assert item["source"].startswith("data:image/png;base64,")
