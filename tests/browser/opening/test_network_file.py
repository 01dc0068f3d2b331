"""A network of one's own, from its file to the explained cell: the summary, one click, and onnxruntime's number."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import pytest
from onnx import TensorProto, helper
from playwright.sync_api import Locator, expect

from explorer import images
from explorer.words.numerals import number
from tests.browser.app import App
from tests.browser.test_accessible import sound

FILE = Path(__file__).parents[2] / "fixtures" / "models" / "script" / "resnet.onnx"


def dialog_with(app: App, file: Path) -> Locator:
    """The dialog, asked for from the menu of networks, with the file in it."""
    app.page.locator(".st-key-networks button").click()
    entry = app.page.get_by_role("menuitem", name="Open your own network")
    entry.or_(app.page.get_by_role("option", name="Open your own network")).first.click()
    dialog = app.page.get_by_role("dialog")
    dialog.locator("input[type=file]").set_input_files(file)
    return dialog


def first_maps(pixels: np.ndarray) -> np.ndarray:
    """What onnxruntime makes of an image (rows, columns, channels) in the first convolution, (maps, rows, columns)."""
    model = onnx.load(FILE)
    first = model.graph.node[0]
    assert first.op_type == "Conv"
    model.graph.output.append(helper.make_tensor_value_info(first.output[0], TensorProto.FLOAT, None))
    session = onnxruntime.InferenceSession(model.SerializeToString(), providers=["CPUExecutionProvider"])
    return np.asarray(
        session.run([first.output[0]], {model.graph.input[0].name: pixels.transpose(2, 0, 1)[None]})[0][0]
    )


def test_from_the_file_to_the_explained_cell(app: App) -> None:
    app.open()
    version = app.version()
    dialog = dialog_with(app, FILE)
    expect(dialog).to_contain_text("resnet.onnx: 16 layers, 1,505 weights. It reads an image of 32 × 32 px in colour")
    sound(app, "the dialog with a network")
    dialog.get_by_role("button", name="Open this network").click()
    app.changed(version)
    expect(dialog).to_be_hidden()
    app.settled()
    assert "res1" in app.names()
    cell, scene = app.chosen(), app.scene()
    pixels = images.picture_for(scene.image.sample, scene.input_shape).pixels
    values = first_maps(np.asarray(pixels))
    value = float(values[cell.channel, cell.row, cell.col])
    assert value == values[:, cell.row, cell.col].max() > 0
    app.answered(cell)
    expect(app.page.locator(".st-key-cell .cnn-value").first).to_have_text(number(value))
    app.edit_network()
    app.page.get_by_role("button", name="Undo").first.click()
    app.settled()
    app.drawn()
    assert "res1" not in app.names()


@pytest.mark.thorough
def test_a_file_that_is_none_is_told_of_and_the_screen_stays(app: App, tmp_path: Path) -> None:
    app.open()
    version = app.version()
    broken = tmp_path / "broken.onnx"
    broken.write_bytes(FILE.read_bytes()[:2000])
    dialog = dialog_with(app, broken)
    expect(dialog.get_by_role("alert")).to_be_visible()
    expect(dialog.get_by_role("button", name="Open this network")).to_have_count(0)
    app.page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    assert app.version() == version
