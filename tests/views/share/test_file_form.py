"""The way "File" of the Share dialog as a visitor uses it, run by Streamlit without a browser."""

from __future__ import annotations

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import pytest
from streamlit.runtime.media_file_manager import MediaFileManager
from streamlit.testing.v1 import AppTest

from explorer import presets
from explorer.errors import BusyError
from explorer.running.slots import Slots
from explorer.scene import ImageChoice, Scene
from explorer.scene.walkthrough import Stop, Walkthrough
from explorer.store import zipped
from explorer.views.share import files
from explorer.views.share.making import Draft
from tests.figures.static.test_page import unpacked
from tests.views.demo.test_forms import run, running, words
from tests.views.share.test_forms import SHARE

Downloads = dict[str, Callable[[], Any]]
LENET = presets.load("lenet5").scene()
EDGES = presets.load("edges").scene()


@pytest.fixture
def downloads(monkeypatch: pytest.MonkeyPatch) -> Downloads:
    """What makes each file that the page offers, by the name of the file: it is made when its button is pressed."""
    offered: Downloads = {}

    def add(manager: object, make: Callable[[], Any], *rest: object, file_name: str, **more: object) -> str:
        offered[file_name] = make
        return file_name

    monkeypatch.setattr(MediaFileManager, "add_deferred", add)
    return offered


def form(scene: Scene = EDGES, draft: Draft | None = None) -> AppTest:
    app = running("from explorer.views.shell.state import session\nsession()")
    current = app.session_state["session"]
    current.commit(scene)
    dialog = AppTest.from_string(SHARE, default_timeout=60)
    dialog.session_state["session"], dialog.session_state["share_way"] = current, "file"
    if draft is not None:
        dialog.session_state["walk_draft"] = draft
    return run(dialog)


def test_what_is_on_the_screen_is_offered_as_a_page_and_as_a_demo_file(downloads: Downloads) -> None:
    app = form()
    assert app.text_input(key="file_title").value == "Hand-made filters"
    assert list(downloads) == ["Hand-made-filters.html", "Hand-made-filters.cnn.zip"]
    page = downloads["Hand-made-filters.html"]()
    assert "<h1>Hand-made filters</h1>" in page
    assert len(json.loads(unpacked(page))["stops"]) == 1
    assert zipped.unpack(downloads["Hand-made-filters.cnn.zip"]()).walk == Walkthrough(
        (Stop(EDGES),), "Hand-made filters"
    )


def test_the_title_that_is_typed_names_both_files(downloads: Downloads) -> None:
    app = form()
    downloads.clear()
    app.text_input(key="file_title").set_value("  Lesson <1>  ")
    app.session_state["sharing"] = True
    run(app)
    assert list(downloads) == ["Lesson-1.html", "Lesson-1.cnn.zip"]
    assert zipped.unpack(downloads["Lesson-1.cnn.zip"]()).title == "Lesson <1>"
    assert "<h1>Lesson &lt;1&gt;</h1>" in downloads["Lesson-1.html"]()


def test_a_walkthrough_that_was_made_goes_into_the_file_or_only_what_is_on_the_screen(downloads: Downloads) -> None:
    app = form(draft=Draft("", [Stop(LENET, "a"), Stop(EDGES, "b")]))
    stops = zipped.unpack(downloads["Hand-made-filters.cnn.zip"]()).walk.stops
    assert [stop.note for stop in stops] == ["a", "b"]
    app.segmented_control(key="file_what").set_value("state")
    app.session_state["sharing"] = True
    run(app)
    assert zipped.unpack(downloads["Hand-made-filters.cnn.zip"]()).walk.stops == (Stop(EDGES),)


@pytest.mark.parametrize(
    ("scene", "sentence"),
    [
        (replace(EDGES, image=ImageChoice("", "0" * 24)), "The photo of this link is on its owner's computer only."),
        (replace(presets.load("vgg16").scene(), input_shape=(2048, 2048, 3)), "the limit is"),
    ],
    ids=["photo", "size"],
)
def test_what_cannot_be_put_into_a_file_is_told_in_place_of_the_buttons(
    scene: Scene, sentence: str, downloads: Downloads
) -> None:
    app = form(scene)
    assert sentence in words(app)
    assert downloads == {}
    assert not [each for each in app.download_button if each.key in ("file_page", "file_zip")]


def test_no_page_is_made_while_the_server_has_too_much_to_do(
    downloads: Downloads, monkeypatch: pytest.MonkeyPatch
) -> None:
    form()
    busy = Slots(1, 0)
    monkeypatch.setattr(files, "slots", lambda: busy)
    with busy.taken(), ThreadPoolExecutor(1) as another, pytest.raises(BusyError):
        another.submit(downloads["Hand-made-filters.html"]).result()
    assert downloads["Hand-made-filters.html"]()
