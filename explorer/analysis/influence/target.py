"""The cell whose gradient is taken: the one asked for, or a cell before a softmax or an inactive ReLU in its place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from explorer.layers.base import Array, Params, as_map
from explorer.network import Cell, Network, check_network
from explorer.running import Gradients, backprop
from explorer.running.activations import check_activations


@dataclass(frozen=True)
class Target:
    """The cell whose gradient is taken; `dead` or `softmax` is the name of the layer that it stands before, or ""."""

    cell: Cell
    dead: str = ""
    softmax: str = ""


def target(network: Network, acts: Mapping[str, Array], cell: Cell) -> Target:
    """The cell itself; for a softmax the score before it; where a ReLU gives 0, so that its slope is 0, what enters it.

    `acts` hold one image. A pooling that took its 0 from such a ReLU is followed down to it.
    Raises SettingError if the network has no such cell, WeightsError for activations that are not the network's.
    """
    check_network(network).check_cell(cell)
    check_activations(network, acts, (step.path for step in network.steps[: network.index(cell.path) + 1]))
    step = network.step(cell.path)
    if step.layer.gives_probabilities:
        return Target(_below(network, cell), softmax=step.name)
    followed = cell
    while True:
        step = network.step(followed.path)
        if step.is_input or step.param_shapes or step.layer.branches:
            return Target(cell)
        below = _below(network, followed)
        dx, _ = step.layer.backward(one_hot(acts, followed), acts[below.path], {})
        sources = np.argwhere(dx.reshape(as_map(step.input_shape)))
        if not len(sources) and step.input_shape == step.output_shape:
            return Target(below, dead=step.name)
        if len(sources) != 1:
            return Target(cell)
        row, col, channel = (int(n) for n in sources[0])
        followed = Cell(below.path, row, col, channel)


def _below(network: Network, cell: Cell) -> Cell:
    """The cell with the same row, column and channel, one step below."""
    return Cell(network.step(cell.path).sources[0], cell.row, cell.col, cell.channel)


def one_hot(acts: Mapping[str, Array], cell: Cell) -> Array:
    """An array of the shape of the activation at `cell.path` (batch axis included): 1 at the cell, 0 elsewhere."""
    dy = np.zeros_like(acts[cell.path])
    dy.reshape(dy.shape[0], *as_map(dy.shape[1:]))[:, cell.row, cell.col, cell.channel] = 1
    return dy


def gradients(network: Network, params: Mapping[str, Params], acts: Mapping[str, Array], cell: Cell) -> Gradients:
    """The derivative of the number in `cell` with respect to every activation below it and to every parameter.

    Raises what `target` and `explorer.backprop` raise.
    """
    check_network(network).check_cell(cell)
    check_activations(network, acts, [cell.path])
    return backprop(network, params, acts, one_hot(acts, cell), at=cell.path)
