"""Gradient-weighted class activation maps (Grad-CAM): which places of the last maps raise the score of a class.

Selvaraju et al. 2017, doi:10.1109/ICCV.2017.74.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from explorer.analysis.influence.target import gradients
from explorer.errors import SettingError
from explorer.layers.base import Array, Params, as_map
from explorer.layers.pooling.adaptive_pool import AdaptivePool2D
from explorer.layers.pooling.pool import Pool2D
from explorer.network import Cell, Network, Step, check_network


@dataclass(frozen=True, eq=False)
class ClassMap:
    """A class activation map: `values` (rows, columns) over the step at `path`, never below 0, and `weights` (channels,).

    A weight is the mean of the derivative of the class's score over the cells of its channel; the map is the weighted sum
    of the channels, where it is positive.
    """

    path: str
    weights: Array
    values: Array


def classifies(network: Network) -> bool:
    """Whether the network is a classifier: it makes a vector with more than one number, a score per class, from maps."""
    last = check_network(network).steps[-1]
    return as_map(last.output_shape)[:2] == (1, 1) and as_map(last.output_shape)[2] > 1 and _source(network) is not None


def score_cell(network: Network, unit: int) -> Cell:
    """The cell that holds the score of class `unit`: before the softmax, or at the end if there is none."""
    step = check_network(network).steps[-1]
    if step.layer.gives_probabilities:
        (step,) = network.sources(step.path)
    return network.check_cell(Cell(step.path, 0, 0, unit))


def class_map(network: Network, params: Mapping[str, Params], acts: Mapping[str, Array], unit: int) -> ClassMap:
    """The class activation map of class `unit`, at the last maps before the image turns into a vector.

    Raises SettingError for a network that does not classify, or a class that it does not have.
    """
    source = _source(check_network(network))
    if not classifies(network) or source is None:
        raise SettingError("This network has no classes.", "Let it end in a dense layer.")
    slope = gradients(network, params, acts, score_cell(network, unit)).acts[source.path][0]
    weights = slope.mean(axis=(0, 1), dtype=np.float64)
    values = np.maximum(acts[source.path][0].astype(np.float64) @ weights, 0)
    return ClassMap(source.path, weights, values)


def _source(network: Network) -> Step | None:
    """The last step whose maps have more than one cell and do not come from a pooling layer."""
    for step in reversed(network.lane(network.steps[-1].path)[1:]):
        if as_map(step.output_shape)[:2] != (1, 1) and not isinstance(step.layer, Pool2D | AdaptivePool2D):
            return step
    return None
