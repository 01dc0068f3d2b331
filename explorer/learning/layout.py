"""Layout: all parameters of a network in two vectors, those that are learned and those that are measured.

An optimiser passes over one long vector faster than over many short ones, and a state is a few vectors whatever the network.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from explorer.layers.base import Array, Params, Shape
from explorer.network import Network

ALIGNED = 16
"""Every parameter begins at a multiple of so many numbers: where processors read fastest. What lies between is 0."""


@dataclass(frozen=True)
class Slot:
    """Where in its vector a parameter is."""

    path: str
    name: str
    shape: Shape
    first: int

    @property
    def part(self) -> slice:
        """Its place in the vector."""
        return slice(self.first, self.first + math.prod(self.shape))


class Layout:
    """The slots of a network's parameters.

    >>> network = explorer.Network((explorer.Flatten(), explorer.Dense(units=2)), (1, 3, 1))
    >>> [(slot.name, slot.shape, slot.first) for slot in explorer.learning.Layout(network).learned]
    [('kernel', (3, 2), 0), ('bias', (2,), 16)]
    """

    def __init__(self, network: Network) -> None:
        """The slots are in the order of the layers and of `param_shapes`."""
        self.learned, self.learned_length = _slots(network, learned=True)
        self.measured, self.measured_length = _slots(network, learned=False)
        self._places = {(slot.path, slot.name): slot for slot in self.learned}

    def slot(self, path: str, name: str) -> Slot | None:
        """The slot of a learned parameter; None if there is none."""
        return self._places.get((path, name))

    def vectors(self, params: Mapping[str, Params], dtype: Any) -> tuple[Array, Array]:
        """The learned and the measured parameters as vectors of `dtype`, copied."""
        learned = self.gathered(params, dtype)
        measured = np.zeros(self.measured_length, dtype)
        for slot in self.measured:
            measured[slot.part] = params[slot.path][slot.name].reshape(-1)
        return learned, measured

    def gathered(self, arrays: Mapping[str, Params], dtype: Any) -> Array:
        """Arrays of the learned parameters, such as their gradients, as one vector of `dtype`; 0 for those that are missing."""
        vector = np.zeros(self.learned_length, dtype)
        for slot in self.learned:
            if slot.path in arrays:
                np.copyto(vector[slot.part].reshape(slot.shape), arrays[slot.path][slot.name])
        return vector

    def params(self, learned: Array, measured: Array | None = None) -> dict[str, dict[str, Array]]:
        """Views of the vectors by path and name, in the shapes of the parameters and with their names in order."""
        found: dict[str, dict[str, Array]] = {}
        for slot in self.learned:
            found.setdefault(slot.path, {})[slot.name] = learned[slot.part].reshape(slot.shape)
        if measured is not None:
            for slot in self.measured:
                found.setdefault(slot.path, {})[slot.name] = measured[slot.part].reshape(slot.shape)
        return found


def _slots(network: Network, learned: bool) -> tuple[tuple[Slot, ...], int]:
    """The slots of the parameters that are learned, or of the others, and the length of their vector."""
    slots, first = [], 0
    for step in network.steps[1:]:
        for name, shape in step.param_shapes.items():
            if (name not in step.layer.statistics) == learned:
                slots.append(Slot(step.path, name, shape, first))
                first += -(-math.prod(shape) // ALIGNED) * ALIGNED
    return tuple(slots), first
