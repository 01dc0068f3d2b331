"""Why a network cannot learn from the data that is chosen, in one sentence, and the buttons that mend it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from explorer import presets
from explorer.errors import BudgetError, ExplorerError
from explorer.layers import Dense
from explorer.layers.base import Layer, Shape
from explorer.layers.stack import layer_count
from explorer.learning import DataSet
from explorer.learning.live.room import check_room
from explorer.network import Network
from explorer.scene import Scene
from explorer.views.opening.words import output_words
from explorer.views.shell.state import Session, fresh_ids
from explorer.views.sidebar import edits
from explorer.views.train.setup import FASHION, TWO, Setup
from explorer.weights import Seeded, Weights

Mend = Callable[[Session], None]
PATTERN = "fashion_lenet5"
"""The preset whose layers a network for other data is made of."""


@dataclass(frozen=True)
class Obstacle:
    """What is in the way, and what would mend it: the words on each button, and what it does."""

    problem: str
    remedies: tuple[tuple[str, Mend], ...] = ()


def obstacle(current: Session, setup: Setup, data: DataSet) -> Obstacle | None:
    """The first thing that keeps the scene's network from learning from `data`; None if nothing does."""
    try:
        network = current.scene.network
    except ExplorerError as error:
        return Obstacle(error.problem, (_make(setup, data),))
    shape, outputs = _shape_of(data), len(data.classes)
    wrong_input, wrong_output = network.input_shape != shape, network.output_shape != (outputs,)
    if wrong_input:
        return Obstacle(
            f"The network reads pictures of {_size(network.input_shape)}; those of this data are {_size(shape)}.",
            (*_input_remedy(current.scene, shape, outputs), _make(setup, data)),
        )
    if wrong_output:
        gives = output_words(network.output_shape)
        return Obstacle(
            f"The network gives {gives}; this data has {outputs:,} classes.",
            (*_units_remedy(current.scene, outputs), _make(setup, data)),
        )
    return _unable(network, setup, data)


def _unable(network: Network, setup: Setup, data: DataSet) -> Obstacle | None:
    """What else there can be: nothing to learn, or too much for this server."""
    if not network.param_count:
        return Obstacle("The network has no weights, so there is nothing to learn.", (_make(setup, data),))
    try:
        check_room(network, setup.recipe.batch_size, len(data.training))
    except BudgetError as error:
        return Obstacle(f"{error.problem} {error.remedy}", (_make(setup, data),))
    return None


def _shape_of(data: DataSet) -> Shape:
    rows, cols, channels = data.training.x.shape[1:]
    return rows, cols, channels


def _size(shape: Shape) -> str:
    rows, cols, channels = shape
    return f"{rows} × {cols} px in {'grey' if channels == 1 else 'colour' if channels == 3 else f'{channels} channels'}"


def _gives(layers: Sequence[Layer], shape: Shape, outputs: int) -> bool:
    """Whether these layers fit together on pictures of `shape`, and give so many numbers."""
    try:
        return Network(tuple(layers), shape).output_shape == (outputs,)
    except ExplorerError:
        return False


def _input_remedy(scene: Scene, shape: Shape, outputs: int) -> tuple[tuple[str, Mend], ...]:
    """The button that gives the network's input the data's shape, where its layers then fit and its answers do."""
    if not _gives(scene.layers, shape, outputs):
        return ()

    def mend(current: Session) -> None:
        changed = replace(current.scene, input_shape=shape)
        edits.commit_told(current, changed, current.now.ids, f"**Input** set to {_size(shape)}")

    return ((f"Set the input to {_size(shape)}", mend),)


def _units_remedy(scene: Scene, outputs: int) -> tuple[tuple[str, Mend], ...]:
    """The button that gives the last layer of units as many as there are classes, where that is the end of the network."""
    layers = list(scene.layers)
    place = next((at for at in reversed(range(len(layers))) if isinstance(layers[at], Dense)), -1)
    if place < 0:
        return ()
    layers[place] = layers[place].with_settings(units=outputs)
    if not _gives(layers, scene.input_shape, outputs):
        return ()

    def mend(current: Session) -> None:
        edits.change(current, place, units=outputs)

    return ((f"Set the last layer to {outputs} units", mend),)


def _make(setup: Setup, data: DataSet) -> tuple[str, Mend]:
    def mend(current: Session) -> None:
        made = network_for(current.scene, setup, data)
        edits.commit_told(current, made, fresh_ids(layer_count(made.layers)), f"A network for **{data.name}**")

    return "Make a network for this data", mend


def network_for(scene: Scene, setup: Setup, data: DataSet) -> Scene:
    """A small network of convolutions that takes the data's pictures and knows its classes, with random weights."""
    pattern = presets.load(PATTERN).scene()
    layers: list[Layer] = list(pattern.layers)
    last = max(at for at, each in enumerate(layers) if isinstance(each, Dense))
    layers[last] = layers[last].with_settings(units=len(data.classes))
    return Scene(
        layers=tuple(layers),
        input_shape=_shape_of(data),
        weights=Weights(Seeded("he_uniform", setup.recipe.seed)),
        image=pattern.image if setup.data in (FASHION, TWO) else scene.image,
        classes=data.classes,
        scope=scene.scope,
        face=scene.face,
        tool=scene.tool,
    )
