"""Scene: everything that decides what is on the screen, as one immutable value. It is what a link holds."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache

from explorer.images import FITS
from explorer.images.crop import Part
from explorer.layers.base import Layer, Shape, as_map
from explorer.network import Cell, Network
from explorer.weights import Weights

SCOPES = ("map", "block", "network")
"""How far one colour scale reaches."""


@dataclass(frozen=True)
class ImageChoice:
    """Which image, and how it is brought to the network's size.

    `sample` names one of the gallery; an upload has `sample` "" and is known by the `digest` of its file; a drawing
    has neither, and is its own text (see explorer.drawing). `part` is what was chosen of the image, None for all of it.

    >>> explorer.ImageChoice("coffee", fit="pad").own
    False
    """

    sample: str = "cat"
    digest: str = ""
    fit: str = FITS[0]
    part: Part | None = None
    drawing: str = ""

    @property
    def own(self) -> bool:
        """Whether it is the visitor's own image, not one of the gallery."""
        return not self.sample


@dataclass(frozen=True)
class Scene:
    """A stack (which may not fit together while it is being edited), weights, image and selected cell.

    >>> scene = explorer.Scene((explorer.Conv2D(), explorer.ReLU()), (32, 32, 3))
    >>> scene.network.output_shape, scene.settled_cell()
    ((30, 30, 8), Cell(path='0', row=15, col=15, channel=0))
    """

    layers: tuple[Layer, ...] = ()
    input_shape: Shape = (64, 64, 3)
    weights: Weights = field(default_factory=Weights)
    image: ImageChoice = field(default_factory=ImageChoice)
    cell: Cell | None = None
    preset: str = ""
    scope: str = "block"
    """How far one colour scale reaches: one of SCOPES. A way of looking: undo steps over it."""
    tool: str = ""
    """Which tool is open below the maps: "tab" or "tab/part"; "" for the one that is open already. A way of looking."""

    @property
    def network(self) -> Network:
        """The planned network. Raises ShapeError or SettingError while the stack does not fit together."""
        return _planned(self.layers, self.input_shape)

    def settled_cell(self) -> Cell:
        """The selected cell, brought into the network's range: the middle of the first map if there is none."""
        network = self.network
        paths = {step.path for step in network.steps}
        path = self.cell.path if self.cell and self.cell.path in paths else network.steps[min(1, len(paths) - 1)].path
        rows, cols, channels = as_map(network.step(path).output_shape)
        if self.cell is None or self.cell.path != path:
            return Cell(path, rows // 2, cols // 2, 0)
        return Cell(
            path,
            min(max(self.cell.row, 0), rows - 1),
            min(max(self.cell.col, 0), cols - 1),
            min(max(self.cell.channel, 0), channels - 1),
        )


@lru_cache(maxsize=256)
def _planned_repr(key: str, layers: tuple[Layer, ...], input_shape: Shape) -> Network:
    return Network(layers, input_shape)


def _planned(layers: tuple[Layer, ...], input_shape: Shape) -> Network:
    # The key holds the class names too: equality of dataclasses with equal fields but other types must not collide.
    return _planned_repr(repr((layers, input_shape)), layers, input_shape)
