"""Moment: one step of a static page, with everything that it shows already computed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from explorer.analysis.answer import class_names
from explorer.layers.base import Array, Params
from explorer.network import Cell, Network
from explorer.scene import Face, Scene


@dataclass(frozen=True, eq=False)
class Moment:
    """A network, its parameters and activations by path, and the cell that is selected.

    `acts` are those of one image, (1, rows, columns, channels) or (1, units). `classes` name the units of the last layer, if
    there are as many. With `predict` the maps are hidden at first, and the reader is asked `question`.
    """

    network: Network
    params: Mapping[str, Params]
    acts: Mapping[str, Array]
    cell: Cell
    classes: tuple[str, ...] = ()
    scope: str = "block"
    face: Face = "after"
    title: str = ""
    note: str = ""
    question: str = ""
    predict: bool = False

    def at(self, scene: Scene, **texts: Any) -> Moment:
        """Another step that shows the same run: the cell and the view of `scene`, and its own `texts`."""
        return replace(self, cell=scene.settled_cell(), scope=scene.scope, face=scene.face, **texts)


def moment_of(scene: Scene, acts: Mapping[str, Array]) -> Moment:
    """The moment of a scene that was run."""
    network = scene.network
    return Moment(
        network=network,
        params=scene.weights.params(network),
        acts=acts,
        cell=scene.settled_cell(),
        classes=class_names(network, scene.weights, scene.classes),
        scope=scene.scope,
        face=scene.face,
    )
