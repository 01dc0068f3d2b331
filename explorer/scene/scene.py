"""Scene: everything that decides what is on the screen, as one immutable value. It is what a link holds."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Literal, get_args

from explorer.errors import WeightsError
from explorer.images import FITS
from explorer.images.crop import Crop
from explorer.layers.base import Layer, Shape, as_map
from explorer.network import Cell, Network
from explorer.network.naming import Given, names_by_path
from explorer.weights import Uploaded, Weights

SCOPES = ("map", "block", "network")
"""What one colour scale is shared by: the cells of a map, of the maps of a block, or of the whole network."""
Face = Literal["after", "before"]
FACES: tuple[Face, ...] = get_args(Face)
"""Which maps stand for a layer in the overview: those after its activation, which the next layer reads, or those before."""


@dataclass(frozen=True)
class ImageChoice:
    """Which image is shown to the network, and how it is brought to the network's size.

    `sample` names one of the gallery; an upload has `sample` "" and is identified by the `digest` of its file; a drawing has
    neither: its px are the text `drawing` (see images/drawing.py). `part` is the chosen crop, None for the whole image.

    >>> explorer.ImageChoice("coffee", fit="pad").own
    False
    """

    sample: str = "cat"
    digest: str = ""
    fit: str = FITS[0]
    part: Crop | None = None
    drawing: str = ""

    @property
    def own(self) -> bool:
        """Whether it is the visitor's own image, not one of the gallery."""
        return not self.sample


@dataclass(frozen=True)
class Scene:
    """A stack of layers (which may not fit together while it is edited), weights, image, selected cell, and view options.

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
    """What one colour scale is shared by, one of SCOPES. A view option: undo skips changes of it."""
    face: Face = "after"
    """Which maps stand for a layer, one of FACES. A view option."""
    tool: str = ""
    """The tool that is open below the maps, "tab" or "tab/part"; "" leaves open what is open. A view option."""
    names: Given = ()
    """The names that a visitor gave to layers, as (path, name) in the order of the stack."""
    classes: tuple[str, ...] = ()
    """The names that a visitor, or a file, gave to the outputs; those of other numbers of outputs are not shown."""

    @property
    def network(self) -> Network:
        """The planned network. Raises ShapeError or SettingError while the stack does not fit together."""
        return _planned(self.layers, self.input_shape, self.names)

    @property
    def layer_names(self) -> dict[str, str]:
        """The name of every layer by its path, whether or not the stack fits together."""
        return names_by_path(self.layers, self.names)

    def settled_cell(self) -> Cell:
        """The selected cell, clamped to the network's shapes; the middle of the first layer's first map if there is none."""
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


def with_arrays(scene: Scene, uploaded: Uploaded) -> Scene:
    """The scene with the arrays of its uploaded weights, which its link names by digest. Raises WeightsError for others."""
    base = scene.weights.base
    if not isinstance(base, Uploaded):
        raise WeightsError("This scene has no uploaded weights.", "Open it as it is.")
    return replace(scene, weights=replace(scene.weights, base=base.with_arrays_of(uploaded)))


@lru_cache(maxsize=256)
def _planned_repr(key: str, layers: tuple[Layer, ...], input_shape: Shape, names: Given) -> Network:
    return Network(layers, input_shape, names)


def _planned(layers: tuple[Layer, ...], input_shape: Shape, names: Given) -> Network:
    # The text has class names too: layers of two kinds are equal dataclasses if their fields are equal.
    return _planned_repr(repr((layers, input_shape)), layers, input_shape, names)
