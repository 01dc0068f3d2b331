"""The main path: the layers on the direct way from the input to the last layer, through one of parallel branches."""

from __future__ import annotations

import math
from collections.abc import Iterator

from explorer.layers.composite.composite import Composite
from explorer.layers.stack import Layers, stack_path
from explorer.network.network import Network
from explorer.network.step import Step


def main_path(network: Network) -> tuple[Step, ...]:
    """The input and the layers on the direct way from it to the last step; each reads the one before it.

    Of parallel branches it follows the one whose last cells have the largest window on the image (a window that is not
    regular counts as the largest), among equals the one with the most layers, then the first. So the window never shrinks
    along the path.
    """
    return (network.steps[0], *(network.step(path) for path in _paths_along(network, network.layers, "")))


def _paths_along(network: Network, layers: Layers, prefix: str) -> Iterator[str]:
    for index, layer in enumerate(layers):
        path = f"{prefix}{index}"
        if isinstance(layer, Composite):
            ranks = [_rank(network, path, layer, place) for place in range(len(layer.branches))]
            branch = ranks.index(max(ranks))
            yield from _paths_along(network, layer.branches[branch], stack_path(path, branch))
        yield path


def _rank(network: Network, path: str, layer: Composite, place: int) -> tuple[float, int]:
    """The rows, in px, of the window at the end of branch `place`, and the number of its layers."""
    window = network.step(network.step(path).sources[place]).window
    return (math.inf if window is None else window.rows.size, len(layer.branches[place]))
