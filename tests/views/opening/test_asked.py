"""The dialogs "Open a network" and "Prepare the image" as the pages open and close them, in the whole app without a browser."""

from __future__ import annotations

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from explorer import presets
from explorer.layers import Rescaling
from explorer.views.opening.asking import OPENING, PREPARING
from explorer.views.shell.server import SCRIPT
from tests.views.demo.test_forms import click, run, session_of, words

MODEL = Path(__file__).parents[2] / "fixtures" / "models" / "script" / "resnet.onnx"
UNDONE = "Undo brings back what you have now."


@pytest.fixture
def app() -> AppTest:
    return run(AppTest.from_file(str(SCRIPT), default_timeout=120))


def still_open(app: AppTest, key: str) -> AppTest:
    """The next run as in a browser, where a dialog stays open by itself."""
    app.session_state[key] = True
    return app


def test_the_sidebar_opens_the_dialog_at_a_file(app: AppTest) -> None:
    assert UNDONE not in words(app)
    click(app, "open_network")
    assert UNDONE in words(app)
    assert app.segmented_control(key="open_network_way").value == "file"
    still_open(app, OPENING).segmented_control(key="open_network_way").set_value("text")
    run(app)
    assert app.text_area(key="network_pasted").label == "Layers as text, or as code of Keras or PyTorch"


def test_on_the_page_of_the_maps_the_dialog_closes_once_a_network_is_open(app: AppTest) -> None:
    click(app, "open_network")
    still_open(app, OPENING).file_uploader(key="network_file_0").set_value(
        ("resnet.onnx", MODEL.read_bytes(), "application/octet-stream")
    )
    run(app)
    assert "resnet.onnx**: 16 layers" in words(app).replace("\\", "")
    still_open(app, OPENING)
    click(app, "open_network_file")
    assert session_of(app).scene.input_shape == (32, 32, 3)
    assert (session_of(app).page, UNDONE in words(app)) == ("Explore", False)


def test_from_the_gallery_an_opened_network_leads_to_its_maps(app: AppTest) -> None:
    app.session_state["to_gallery"] = True  # as the menu of networks does
    run(app)
    click(app, "gallery_open")
    still_open(app, OPENING).segmented_control(key="open_network_way").set_value("text")
    run(app)
    still_open(app, OPENING).text_area(key="network_pasted").set_value("input 8x8x1; conv 2 3x3")
    run(app)
    assert session_of(app).page == "Gallery"
    still_open(app, OPENING)
    click(app, "open_network_text")
    assert session_of(app).scene.input_shape == (8, 8, 1)
    assert (session_of(app).page, UNDONE in words(app)) == ("Explore", False)


def test_the_image_is_prepared_from_the_row_of_the_input_and_then_the_dialog_closes(app: AppTest) -> None:
    session_of(app).commit(presets.load("edges").scene())
    run(app)
    click(app, "open_input")
    click(app, "prepare_image")
    assert "That needs no layer." in words(app)
    still_open(app, PREPARING).selectbox(key="prepare_image_range").set_value("raw")
    run(app)
    assert app.button(key="prepare_apply").label == "Put Rescaling in front"
    still_open(app, PREPARING)
    click(app, "prepare_apply")
    assert isinstance(session_of(app).scene.layers[0], Rescaling)
    assert "prepare_apply" not in [each.key for each in app.button]
