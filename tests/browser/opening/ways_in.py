"""How a network of one's own comes in, brought to the moments that screenshots are taken of."""

from __future__ import annotations

import numpy as np

from explorer.layers.base import Array
from tests.browser.app import App
from tests.browser.serving import ROOT
from tests.formats.weights.making import written


def as_text(app: App) -> None:
    """Open the panel with the network as text."""
    app.edit_network()
    app.page.get_by_role("radio", name="Text", exact=True).click()
    app.page.get_by_label("Network as text", exact=True).wait_for()
    app.settled()


def wrong_text(app: App) -> None:
    """Apply a text with a mistake."""
    as_text(app)
    field = app.page.get_by_label("Network as text", exact=True)
    field.fill(field.input_value().replace("maxpool 2", "maxpol 2", 1))
    app.page.get_by_role("button", name="Apply", exact=True).click()
    app.settled()


def own_network(app: App) -> None:
    """Open the dialog with a file in it."""
    app.page.locator(".st-key-networks button").click()
    entry = app.page.get_by_role("menuitem", name="Open your own network")
    entry.or_(app.page.get_by_role("option", name="Open your own network")).first.click()
    dialog = app.page.get_by_role("dialog")
    dialog.locator("input[type=file]").set_input_files(
        ROOT / "tests" / "fixtures" / "models" / "script" / "resnet.onnx"
    )
    dialog.get_by_role("button", name="Open this network").wait_for()
    app.settled()


def opened_network(app: App) -> None:
    """Open a network from a file."""
    own_network(app)
    version = app.version()
    app.page.get_by_role("button", name="Open this network").click()
    app.changed(version)
    app.settled()


def weight_file(app: App) -> None:
    """Choose a file of weights and look at what fits."""
    app.edit_network()
    app.page.locator('[data-testid="stExpander"] summary').filter(has_text="Weights").click()
    section = app.page.locator('[data-testid="stExpander"]').filter(has_text="Weights from a file")
    section.locator("input[type=file]").set_input_files(
        {"name": "model.safetensors", "mimeType": "application/octet-stream", "buffer": written(_some(app))}
    )
    found = app.page.locator(".st-key-weights_file_found")
    found.wait_for()
    app.settled()
    found.evaluate("(e) => e.scrollIntoView({ block: 'start' })")


def _some(app: App) -> dict[str, Array]:
    """Weights for all layers but the last, of which the shape is wrong, in PyTorch's names and orders of axes."""
    steps = [step for step in app.scene().network.steps if step.param_shapes]
    arrays = {}
    for place, step in enumerate(steps):
        kernel = step.param_shapes["kernel"]
        shape = kernel[::-1] if len(kernel) == 2 else (kernel[3], kernel[2], *kernel[:2])
        arrays[f"features.{place}.weight"] = np.full((7, *shape[1:]) if step is steps[-1] else shape, 0.01, np.float32)
        arrays[f"features.{place}.bias"] = np.zeros(7 if step is steps[-1] else kernel[-1], np.float32)
    return arrays
