"""Moments for tests."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from explorer import presets, run
from explorer.figures.static.moment import Moment, moment_of
from explorer.images import picture_for
from explorer.layers.base import Layer, Shape
from explorer.network import Cell, Network
from explorer.weights import Seeded, Weights

HOSTILE = "<script>alert(1)</script></style>\"'><img src=x onerror=alert(1)>&{}"


def preset_moment(name: str, **changes: Any) -> Moment:
    """A preset on its own image, with the cell that it selects."""
    scene = presets.load(name).scene()
    image = picture_for(scene.image.sample, scene.network.input_shape).pixels[None]
    return replace(moment_of(scene, run(scene.network, scene.weights.params(scene.network), image)), **changes)


def moment_with(layers: tuple[Layer, ...], shape: Shape, cell: Cell | None = None) -> Moment:
    """A network with random weights on random px."""
    network = Network(layers, shape)
    params = Weights(Seeded(seed=3)).params(network)
    image = np.random.default_rng(5).random((1, *shape), np.float32)
    return Moment(network, params, run(network, params, image), cell or Cell(network.steps[-1].path, 0, 0, 0))
