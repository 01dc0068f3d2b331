"""Opening a demo file in the Gallery, in the whole app, run by Streamlit without a browser."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from explorer.store import Bundle, zipped
from explorer.views.demo import following
from explorer.views.shared.own_weights import Shelf
from explorer.views.shell.server import SCRIPT
from tests.store.demos import demo
from tests.store.test_weight_files import bundled, uploaded
from tests.views.demo.test_forms import click, run, session_of, words

pytestmark = pytest.mark.usefixtures("empty_instance")


@pytest.fixture
def gallery() -> AppTest:
    """The Gallery with its demos."""
    app = run(AppTest.from_file(str(SCRIPT), default_timeout=120))
    app.session_state["to_gallery"] = True  # as the menu of networks does
    run(app)
    app.segmented_control(key="gallery_part").set_value("demos")
    return run(app)


def opened(app: AppTest, data: bytes) -> AppTest:
    app.file_uploader(key="demo_file").set_value(("lesson.cnn.zip", data, "application/zip"))
    return run(app)


def packed(bundle: Bundle) -> bytes:
    return zipped.pack(bundle)


def test_a_demo_file_leads_to_its_first_step(gallery: AppTest) -> None:
    assert session_of(gallery).page == "Gallery"
    app = opened(gallery, packed(demo()))
    assert session_of(app).page == "Explore"
    assert session_of(app).scene.image == demo().walk.stops[0].scene.image
    assert "Edges by A teacher, step 1 of 2" in words(app)
    assert app.query_params["f"]


def test_a_file_that_is_no_demo_is_explained_and_the_gallery_stays(gallery: AppTest) -> None:
    before = session_of(gallery).scene
    app = opened(gallery, b"words")
    assert "This file is no demo" in words(app)
    assert (session_of(app).page, session_of(app).scene) == ("Gallery", before)
    app.file_uploader(key="demo_file").set_value(None)
    run(app)
    assert "This file is no demo" not in words(app)
    assert session_of(app).scene == before


def test_the_weights_of_a_demo_stay_when_it_is_left(gallery: AppTest) -> None:
    weights = uploaded()
    app = opened(gallery, packed(bundled(weights)))
    assert session_of(app).scene.weights.base == weights
    click(app, "walk_end")
    assert "demo" not in app.session_state
    assert list(app.session_state["my_weights"]) == [weights.digest]
    assert session_of(app).scene.weights.asked_for is None


def test_a_demo_whose_weights_find_no_room_is_shown_without_them_and_says_so(
    gallery: AppTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(following, "shelf", lambda: Shelf(100))
    weights = uploaded(7)
    app = opened(gallery, packed(bundled(weights)))
    assert "These weights take 0.0 MB. This server holds at most 0 MB" in words(app)
    assert session_of(app).scene.weights.asked_for == weights.absent
