"""Making a network from outside the one on the screen: one step of undo, with the image that was there."""

from __future__ import annotations

import numpy as np

from explorer.errors import ImageError, SettingError
from explorer.formats.model import Model
from explorer.formats.origins import given_names
from explorer.images.fitting import CHANNELS
from explorer.layers.base import as_map
from explorer.network import Cell, Network
from explorer.running import run
from explorer.scene import ImageChoice, Scene
from explorer.views.explore.runs import BUDGET
from explorer.views.image.pictures import fitted
from explorer.views.shared.busy import slot
from explorer.views.shell.state import Session
from explorer.views.sidebar import edits
from explorer.weights import Uploaded, Weights


def check(network: Network) -> None:
    """Raises ExplorerError for a network that could not be shown here: too large, or for images of other channels."""
    channels = network.input_shape[2]
    if channels not in CHANNELS:
        raise SettingError(
            f"The network reads {channels:,} channels; an image has 1 (grey) or 3 (red, green and blue).",
            "Use a network for images.",
        )
    BUDGET.check(network)


def start(current: Session, network: Network, weights: Weights | None = None, classes: tuple[str, ...] = ()) -> None:
    """Show a network with the visitor's image; `classes` are the names of its outputs.

    Raises ExplorerError, and then nothing has changed.
    """
    check(network)
    before = current.scene
    scene = Scene(
        network.layers,
        network.input_shape,
        weights or Weights(),
        before.image,
        first_cell(network, weights or Weights(), before.image),
        face=before.face,
        names=network.names,
        classes=classes,
    )
    edits.start_from(current, scene)


def start_model(current: Session, model: Model, name: str) -> None:
    """Show the network of a file with its weights; `name` is that of the file. Raises ExplorerError."""
    network = Network(model.layers, model.input_shape, given_names(model))
    check(network)
    if not model.params:
        start(current, network, model.recipe, model.classes)
        return
    held = edits.hold_weights(current, Uploaded.of(network, model.params, name))
    start(current, network, Weights(held), model.classes)


def first_cell(network: Network, weights: Weights, image: ImageChoice) -> Cell | None:
    """The middle cell of what the first layer with weights makes, of the map that has most there: a number to explain.

    What comes before that layer prepares the image. None if there is no such layer in the row of layers, or no image.
    """
    step = next((step for step in network.steps if step.param_shapes), None)
    if step is None or ".b" in step.path:
        return None
    rows, cols, _ = as_map(step.output_shape)
    row, col = rows // 2, cols // 2
    start = Network(network.layers[: int(step.path) + 1], network.input_shape)
    try:
        pixels = fitted(image, network.input_shape).pixels
    except ImageError:  # a photo that is gone: a sample stands in for it
        return Cell(step.path, row, col, 0)
    with slot(start.macs):
        maps = run(start, {step.path: weights.params(network)[step.path]}, pixels[None])[step.path]
    middle = maps[0, row, col] if maps.ndim == 4 else maps[0]
    return Cell(step.path, row, col, int(np.argmax(middle)))
