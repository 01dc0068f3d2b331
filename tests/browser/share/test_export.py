"""The Export dialog: every way out gives a file that says what is on the screen."""

from __future__ import annotations

import ast
import io
import json
import zipfile
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import onnxruntime
import pytest
from PIL import Image
from playwright.sync_api import Locator, expect

import explorer
from explorer import images
from explorer.scene import Scene
from tests.browser.app import App
from tests.browser.test_accessible import sound

OPENED = explorer.presets.load("fashion_tinyvgg").scene()


def export(app: App, way: str) -> Locator:
    """The dialog at one of its ways."""
    if not app.page.get_by_role("dialog").count():
        app.page.locator(".st-key-more button").first.click()
        app.page.get_by_role("button", name="Export", exact=True).click()
    dialog = app.page.get_by_role("dialog")
    dialog.get_by_role("radio", name=way, exact=True).click()
    app.settled()
    return dialog


def file_of(app: App, press: Locator) -> bytes:
    """What is downloaded when a button or a link is pressed."""
    with app.page.expect_download() as found:
        press.click()
    return Path(found.value.path()).read_bytes()


def activations(scene: Scene) -> dict[str, np.ndarray]:
    """What the library computes for a scene with a sample image."""
    pixels = images.picture_for(scene.image.sample, scene.input_shape).pixels
    return dict(explorer.run(scene.network, scene.weights.params(scene.network), pixels[None]))


@pytest.fixture
def opened(app: App) -> App:
    app.open(f"?m={explorer.link.encode(OPENED)}")
    app.settled()
    return app


def test_code_onnx_and_arrays_are_those_of_the_screen(opened: App) -> None:
    scene = opened.scene()
    acts, answer = activations(scene), scene.network.steps[-1].path
    pixels = images.picture_for(scene.image.sample, scene.input_shape).pixels[None]

    dialog = export(opened, "Code")
    sound(opened, "the Export dialog")
    source = file_of(opened, dialog.get_by_role("button", name="Download .py")).decode()
    assert source == explorer.to_keras(scene.network)
    ast.parse(source)
    archive = zipfile.ZipFile(io.BytesIO(file_of(opened, dialog.get_by_role("link", name="Download with weights"))))
    assert {"model.py", "weights.npz", "check.py", "image.npy"} <= set(archive.namelist())

    dialog = export(opened, "ONNX")
    data = file_of(opened, dialog.get_by_role("link", name="Download .onnx"))
    session = onnxruntime.InferenceSession(data, providers=["CPUExecutionProvider"])
    (found,) = session.run(None, {session.get_inputs()[0].name: pixels.transpose(0, 3, 1, 2)})[-1:]
    np.testing.assert_allclose(found, acts[answer], atol=1e-5)
    assert explorer.read(data).network == scene.network

    dialog = export(opened, "Weights and maps")
    with np.load(io.BytesIO(file_of(opened, dialog.get_by_role("link", name="Download .npz")))) as arrays:
        first = scene.weights.params(scene.network)["1"]["kernel"]
        np.testing.assert_array_equal(arrays["1/kernel"], first)
    dialog.get_by_role("radio", name="Maps on this image").click()
    opened.settled()
    with np.load(io.BytesIO(file_of(opened, dialog.get_by_role("link", name="Download .npz")))) as arrays:
        np.testing.assert_array_equal(arrays[scene.network.steps[-1].name], acts[answer])


@pytest.mark.thorough
def test_pictures_and_the_report_open_as_files(opened: App) -> None:
    dialog = export(opened, "Pictures")
    png = file_of(opened, dialog.get_by_role("button", name="Save picture"))
    assert Image.open(io.BytesIO(png)).size[0] > 800
    svg = file_of(opened, dialog.get_by_role("button", name="Download .svg")).decode()
    texts = [each.text for each in ElementTree.fromstring(svg).iter("{http://www.w3.org/2000/svg}text")]
    assert texts
    dialog = export(opened, "Report")
    dialog.get_by_label("Title", exact=True).fill("Edges <b>& more</b>")
    dialog.get_by_label("Title", exact=True).press("Enter")
    opened.settled()
    page = file_of(opened, dialog.get_by_role("button", name="Download the report")).decode()
    assert "Edges &lt;b&gt;&amp; more&lt;/b&gt;" in page
    assert "<b>& more" not in page


@pytest.mark.thorough
def test_the_other_languages_are_those_of_the_library(opened: App) -> None:
    network = opened.scene().network
    for name, ending, text in (
        ("PyTorch", ".py", explorer.to_pytorch(network)),
        ("Text", ".txt", explorer.to_text(network)),
    ):
        dialog = export(opened, "Code")
        dialog.get_by_role("radio", name=name, exact=True).click()
        opened.settled()
        assert file_of(opened, dialog.get_by_role("button", name=f"Download {ending}")).decode() == text
    dialog.get_by_role("radio", name="JSON", exact=True).click()
    opened.settled()
    plain = file_of(opened, dialog.get_by_role("button", name="Download .cnn.json")).decode()
    assert json.loads(plain)["format"] == 1
    assert explorer.from_json(plain).network == network


@pytest.mark.thorough
def test_what_a_layer_has_is_a_file_of_its_own(opened: App) -> None:
    dialog = export(opened, "Weights and maps")
    dialog.get_by_role("radio", name="safetensors").click()
    opened.settled()
    expect(dialog.get_by_role("link", name="Download .safetensors")).to_be_visible()
    data = file_of(opened, dialog.get_by_role("link", name="Download .safetensors"))
    arrays = explorer.formats.weights.read_arrays(data)
    assert set(arrays) == {f"{step.path}/{name}" for step in opened.scene().network.steps for name in step.param_shapes}
