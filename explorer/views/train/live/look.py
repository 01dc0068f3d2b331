"""What the maps on the screen are made of, for whoever draws them anew while a training goes on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from explorer.figures.overview import figure as overview
from explorer.figures.overview.places import Layout
from explorer.figures.overview.scales import Scales
from explorer.figures.theme import Theme
from explorer.layers.base import Array
from explorer.network import Cell, Network
from explorer.running import run
from explorer.scene import Scene
from explorer.weights import Weights

Parameters = Mapping[str, Mapping[str, Array]]


@dataclass(frozen=True, eq=False)
class Look:
    """The overview on a visitor's screen: its network, image (rows, columns, channels), layout, and selected cell."""

    network: Network
    pixels: Array
    layout: Layout
    theme: Theme
    scope: str
    cell: Cell
    scene: Scene
    narrow: bool = False

    def at(self, cell: Cell) -> Look:
        """The same with another cell selected."""
        return replace(self, cell=cell)

    def scene_with(self, weights: Weights) -> Scene:
        """Its scene with other weights, and with the cell that is selected."""
        return replace(self.scene, weights=weights, cell=self.cell)

    def seen(self, params: Parameters) -> Seen:
        """What it shows with these parameters."""
        acts = run(self.network, params, self.pixels[np.newaxis])
        scales = Scales(self.network, acts, self.scope)
        return Seen(acts, scales, overview.pictures(scales, self.layout, self.theme))


@dataclass(frozen=True, eq=False)
class Seen:
    """Activations by path, their color scales, and the pictures of the overview."""

    acts: Mapping[str, Array]
    scales: Scales
    pictures: overview.Pictures
