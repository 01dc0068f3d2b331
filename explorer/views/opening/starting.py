"""Making a network from outside the one on the screen: one step of undo, with the image that was there."""

from __future__ import annotations

from explorer.errors import SettingError
from explorer.formats.model import Model
from explorer.images.fitting import CHANNELS
from explorer.layers.base import as_map
from explorer.network import Cell, Network
from explorer.scene import Scene
from explorer.views.explore.runs import BUDGET
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


def start(current: Session, network: Network, weights: Weights | None = None) -> None:
    """Show a network with the visitor's image. Raises ExplorerError, and then nothing has changed."""
    check(network)
    before = current.scene
    scene = Scene(
        network.layers,
        network.input_shape,
        weights or Weights(),
        before.image,
        first_cell(network),
        face=before.face,
        names=network.names,
    )
    edits.start_from(current, scene)


def start_model(current: Session, model: Model, name: str) -> None:
    """Show the network of a file with its weights; `name` is that of the file. Raises ExplorerError."""
    network = model.network
    check(network)
    if not model.params:
        start(current, network)
        return
    held = edits.hold_weights(current, Uploaded.of(network, model.params, name))
    start(current, network, Weights(held))


def first_cell(network: Network) -> Cell | None:
    """The middle of the first map that a layer with weights makes: what comes before it prepares the image.

    None if there is no such layer outside of composites.
    """
    for step in network.steps:
        if step.param_shapes and ".b" not in step.path:
            rows, cols, _ = as_map(step.output_shape)
            return Cell(step.path, rows // 2, cols // 2, 0)
    return None
