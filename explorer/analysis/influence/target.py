"""Whose gradient is taken: a cell, or what stands before it where a ReLU or a softmax would hide the answer."""

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
    """The cell whose gradient is taken. `dead` and `softmax` name the layers in place of which it stands, or are ""."""

    cell: Cell
    dead: str = ""
    softmax: str = ""


def target(network: Network, acts: Mapping[str, Array], cell: Cell) -> Target:
    """The cell itself; of a share of a softmax its score; where a ReLU gives 0, so that nothing moves, what enters it.

    `acts` hold one image each. A pooling that took its 0 from such a ReLU is followed down to it.
    Raises SettingError if the network has no such cell, WeightsError for activations that are not the network's.
    """
    check_network(network).check_cell(cell)
    check_activations(network, acts, (step.path for step in network.steps[: network.index(cell.path) + 1]))
    step = network.step(cell.path)
    if step.layer.gives_probabilities:
        return Target(_below(network, cell), softmax=step.name)
    at = cell
    while True:
        step = network.step(at.path)
        if step.is_input or step.param_shapes or step.layer.branches:
            return Target(cell)
        under = _below(network, at)
        dx, _ = step.layer.backward(one_hot(acts, at), acts[under.path], {})
        moved = np.argwhere(dx.reshape(as_map(step.input_shape)))
        if not len(moved) and step.input_shape == step.output_shape:
            return Target(under, dead=step.name)
        if len(moved) != 1:
            return Target(cell)
        row, col, channel = (int(n) for n in moved[0])
        at = Cell(under.path, row, col, channel)


def _below(network: Network, cell: Cell) -> Cell:
    """The cell at the same place one step below."""
    return Cell(network.step(cell.path).sources[0], cell.row, cell.col, cell.channel)


def one_hot(acts: Mapping[str, Array], cell: Cell) -> Array:
    """Zeros in the shape of the activation at `cell.path`, with a 1 at the cell."""
    dy = np.zeros_like(acts[cell.path])
    dy.reshape(dy.shape[0], *as_map(dy.shape[1:]))[:, cell.row, cell.col, cell.channel] = 1
    return dy


def gradients(network: Network, params: Mapping[str, Params], acts: Mapping[str, Array], cell: Cell) -> Gradients:
    """How much the number in `cell` would change with every activation below it, and with every parameter.

    Raises what `target` and `explorer.backprop` raise.
    """
    check_network(network).check_cell(cell)
    check_activations(network, acts, [cell.path])
    return backprop(network, params, acts, one_hot(acts, cell), at=cell.path)
