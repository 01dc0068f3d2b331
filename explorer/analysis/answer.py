"""The answer of a classifier: its likeliest classes by name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from explorer.layers.base import Array, as_map
from explorer.network import Network
from explorer.weights import Weights


@dataclass(frozen=True)
class LikelyClass:
    """A class with the number of its unit in the last layer, and its probability."""

    unit: int
    name: str
    probability: float


def class_names(network: Network, weights: Weights, given: tuple[str, ...] = ()) -> tuple[str, ...]:
    """The names of the units of the last layer: those that were `given`, if there is one for each unit.

    Else those of the classes that the weights were trained on; none unless all layers have such weights.
    """
    if given and network.output_shape == (len(given),):
        return given
    card = weights.card
    if card is None or network.output_shape != (len(card.classes),) or weights.untrained(network):
        return ()
    return card.classes


def unit_names(network: Network, weights: Weights, given: tuple[str, ...] = ()) -> tuple[str, ...]:
    """The same, or "class 0", "class 1" and so on where the units have no names."""
    units = as_map(network.output_shape)[2]
    return class_names(network, weights, given) or tuple(f"class {unit}" for unit in range(units))


def likeliest(
    network: Network, weights: Weights, acts: Mapping[str, Array], most: int = 5, given: tuple[str, ...] = ()
) -> tuple[LikelyClass, ...]:
    """The `most` likeliest classes, the likeliest first; none where the network does not give probabilities of named classes.

    `acts` are the activations of one image by path, each with a batch axis of 1; `given` as in `class_names`.
    """
    return _likeliest(network, class_names(network, weights, given), acts, most)


def likeliest_unit(
    network: Network, weights: Weights, acts: Mapping[str, Array], given: tuple[str, ...] = ()
) -> LikelyClass | None:
    """The likeliest class, called "class 1" where classes have no names; None where the network gives no probabilities."""
    return next(iter(_likeliest(network, unit_names(network, weights, given), acts, 1)), None)


def _likeliest(
    network: Network, names: tuple[str, ...], acts: Mapping[str, Array], most: int
) -> tuple[LikelyClass, ...]:
    last = network.steps[-1]
    if not last.layer.gives_probabilities or last.output_shape != (len(names),):
        return ()
    shares = acts[last.path][0]
    order = np.argsort(-shares, kind="stable")[:most]
    return tuple(LikelyClass(int(unit), names[unit], float(shares[unit])) for unit in order)
