"""A file of weights, from the sidebar: matched, looked over, used, undone; wrong ones leave the screen as it is."""

from __future__ import annotations

import numpy as np
import pytest
from playwright.sync_api import expect

from explorer.layers.base import Array
from tests.browser.app import App
from tests.formats.weights.making import pytorch, tensor, written


def state_dict(app: App) -> dict[str, Array]:
    """Weights for the network on the screen, in PyTorch's names and orders of axes."""
    arrays = {}
    for place, step in enumerate(step for step in app.scene().network.steps if step.param_shapes):
        kernel = step.param_shapes["kernel"]
        shape = kernel[::-1] if len(kernel) == 2 else (kernel[3], kernel[2], *kernel[:2])
        arrays[f"features.{place}.weight"] = np.full(shape, 0.01 * (place + 1), np.float32)
        arrays[f"features.{place}.bias"] = np.zeros(kernel[-1], np.float32)
    return arrays


def open_weights(app: App) -> None:
    app.edit_network()
    app.page.locator('[data-testid="stExpander"] summary').filter(has_text="Weights").click()
    expect(app.page.get_by_text("Weights from a file")).to_be_visible()
    app.settled()


def choose(app: App, name: str, data: bytes) -> None:
    section = app.page.locator('[data-testid="stExpander"]').filter(has_text="Weights from a file")
    section.locator("input[type=file]").set_input_files(
        {"name": name, "mimeType": "application/octet-stream", "buffer": data}
    )
    app.settled()


@pytest.mark.thorough
def test_weights_of_a_file_are_used_and_undone(app: App) -> None:
    open_weights(app)
    arrays, before = state_dict(app), app.scene().weights
    choose(app, "model.safetensors", written(arrays))
    found = app.page.locator(".st-key-weights_file_found")
    expect(found).to_contain_text("layers with weights get them from this file.")
    expect(found).to_contain_text("kernels were turned from its order")
    assert app.scene().weights == before
    version = app.version()
    found.get_by_role("button", name="Use these weights").click()
    app.changed(version)
    app.settled()
    assert app.scene().weights.base.name == "model.safetensors"  # type: ignore[union-attr]
    expect(app.page.get_by_text("These weights are from your file")).to_be_visible()
    app.page.get_by_role("button", name="Undo").first.click()
    app.settled()
    assert app.scene().weights == before


@pytest.mark.thorough
def test_wrong_files_have_their_sentence_and_the_screen_stays(app: App) -> None:
    open_weights(app)
    before = app.scene()
    choose(app, "model.pth", pytorch({"a": tensor()}))
    expect(app.page.get_by_text("A file of PyTorch can run programs")).to_be_visible()
    expect(app.page.get_by_text("numpy.savez")).to_be_visible()
    choose(app, "model.npz", b"PK\x03\x04 not really")
    expect(app.page.get_by_text("The file is cut short or damaged")).to_be_visible()
    app.drawn()
    assert app.scene() == before
