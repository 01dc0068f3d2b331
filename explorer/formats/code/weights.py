"""The weights of a network one by one, to be turned into the arrays of a framework when they are written."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from explorer.formats.weights.writing import Entry, weight_entries
from explorer.layers.base import Array, Params, Shape
from explorer.network import Network, Step
from explorer.weights import Weights

FLOAT32 = np.dtype(np.float32)


@dataclass(frozen=True, eq=False)
class Own:
    """A weight of ours: its step, its name there and the array, made when it is asked for."""

    step: Step
    param: str
    entry: Entry


def own_weights(network: Network, weights: Weights | Mapping[str, Params]) -> Iterator[Own]:
    """Every weight of a network in the order of its steps. Raises what `weight_entries` raises."""
    steps = [step for step in network.steps if step.param_shapes]
    if not steps:
        return
    entries = {entry.name: entry for entry in weight_entries(network, weights)}
    for step in steps:
        yield from (Own(step, param, entries[f"{step.path}/{param}"]) for param in step.param_shapes)


def turned(own: Own, name: str, shape: Shape, turn: Callable[[Array], Array]) -> Entry:
    """The entry of a weight under another name, with its array turned into one of `shape`."""
    return Entry(name, shape, FLOAT32, lambda: turn(own.entry.make()))
