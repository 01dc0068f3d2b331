"""Scene: everything that decides what is on the screen, as one immutable value. It is what a link holds."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Literal, get_args

from explorer.errors import WeightsError
from explorer.images import FITS
from explorer.images.crop import Crop
from explorer.layers.base import Layer, Shape, as_map
from explorer.network import Cell, Network
from explorer.network.naming import Given, names_by_path
from explorer.weights import Own, Weights

SCOPES = ("map", "block", "network")
"""What one colour scale is shared by: the cells of a map, of the maps of a block, or of the whole network."""
Face = Literal["after", "before"]
FACES: tuple[Face, ...] = get_args(Face)
"""Which maps stand for a layer in the overview: those after its activation, which the next layer reads, or those before."""

Part = Literal["maps", "numbers"]
PARTS: tuple[Part, ...] = get_args(Part)
"""What is shown of two scenes side by side: maps of corresponding layers, or the table of size and cost."""


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
class Comparison:
    """What stands beside a scene: the `other` one, None until it is chosen, and the open part, one of PARTS.

    The other scene has none beside it. Which layer is looked at is said by the cell of the scene itself.

    >>> preset = explorer.presets.load("lenet5").scene()
    >>> replace(preset, compared=Comparison(preset)).compared.part
    'maps'
    """

    other: Scene | None = None
    part: Part = "maps"

    def __post_init__(self) -> None:
        if self.other is not None and self.other.compared is not None:
            object.__setattr__(self, "other", replace(self.other, compared=None))


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
    training: bool = False
    """Whether the panel that trains the network is open beside the maps. A view option."""
    names: Given = ()
    """The names that a visitor gave to layers, as (path, name) in the order of the stack."""
    classes: tuple[str, ...] = ()
    """The names that a visitor, or a file, gave to the outputs; those of other numbers of outputs are not shown."""
    compared: Comparison | None = None
    """What stands beside it on the screen, if it is compared with something."""

    @property
    def sides(self) -> tuple[Scene, ...]:
        """The scene itself, and the one beside it if there is one: everything whose photos and weights the screen needs."""
        other = self.compared.other if self.compared is not None else None
        return (self,) if other is None else (self, other)

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


def on_each_side(scene: Scene, changed: Callable[[Scene], Scene]) -> Scene:
    """The scene with `changed` made of it and of the scene beside it; `changed` must leave `compared` as it is."""
    compared = scene.compared
    if compared is not None and compared.other is not None:
        scene = replace(scene, compared=replace(compared, other=changed(compared.other)))
    return changed(scene)


def with_image(scene: Scene, image: ImageChoice) -> Scene:
    """The scene with another image. What stands beside it shows that too, if both showed the same until now."""
    return on_each_side(scene, lambda side: replace(side, image=image) if side.image == scene.image else side)


def swapped(scene: Scene) -> Scene:
    """The scene beside it with `scene` beside that; how it is shown stays. The same scene where nothing is beside it."""
    if scene.compared is None or scene.compared.other is None:
        return scene
    return replace(beside(scene), compared=replace(scene.compared, other=replace(scene, compared=None)))


def beside(scene: Scene) -> Scene:
    """The scene beside it, alone and shown in the same way; `scene` itself, alone, where there is none.

    Of the same layers the same cell is selected.
    """
    other = scene.sides[-1]
    cell = scene.cell if other.layers == scene.layers else other.cell
    alone = replace(other, cell=cell, compared=None)
    return replace(alone, scope=scene.scope, face=scene.face, tool=scene.tool, training=scene.training)


def with_arrays(scene: Scene, own: Own) -> Scene:
    """The scene with the arrays of its weights, which its link names by digest. Raises WeightsError for others."""
    base = scene.weights.base
    if not isinstance(base, Own):
        raise WeightsError("The weights of this scene are in no file.", "Open it as it is.")
    return replace(scene, weights=replace(scene.weights, base=base.with_arrays_of(own)))


@lru_cache(maxsize=256)
def _planned_repr(key: str, layers: tuple[Layer, ...], input_shape: Shape, names: Given) -> Network:
    return Network(layers, input_shape, names)


def _planned(layers: tuple[Layer, ...], input_shape: Shape, names: Given) -> Network:
    # The text has class names too: layers of two kinds are equal dataclasses if their fields are equal.
    return _planned_repr(repr((layers, input_shape)), layers, input_shape, names)
