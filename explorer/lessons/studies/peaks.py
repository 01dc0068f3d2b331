"""The largest output of every filter of a layer on each of several images."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from explorer import presets
from explorer.layers.base import Array, Params
from explorer.network import Network
from explorer.running import run


@dataclass(frozen=True, eq=False)
class Peaks:
    """The largest output of every filter on every image, and its place.

    `values` is (images, filters), `places` (images, 2, filters) with the row and the column.
    """

    values: Array
    places: Array


def peaks(preset: str, layer: str, images: Array) -> Peaks:
    """The largest outputs of the filters of `layer`, one image (rows, columns, channels) at a time: maps are not kept."""
    values, places = [], []
    for pixels in images:
        maps = layer_maps(preset, layer, pixels)
        flat = maps.reshape(-1, maps.shape[2])
        at = flat.argmax(axis=0)
        values.append(flat.max(axis=0))
        places.append(np.stack([at // maps.shape[1], at % maps.shape[1]]))
    return Peaks(np.stack(values), np.stack(places))


def layer_maps(preset: str, layer: str, pixels: Array) -> Array:
    """The output of `layer`, which lies in no composite, for an image: (rows, columns, filters). Later layers do not run."""
    network, params = _up_to(preset, layer)
    result: Array = run(network, params, pixels[None])[network.steps[-1].path][0]
    return result


@lru_cache(maxsize=8)
def _up_to(name: str, layer: str) -> tuple[Network, Mapping[str, Params]]:
    """The layers of a preset up to `layer`, and their weights."""
    preset = presets.load(name)
    whole, params = preset.network, preset.weights.params(preset.network)
    network = Network(whole.layers[: int(whole[layer].path) + 1], whole.input_shape)
    return network, {step.path: params[step.path] for step in network.steps if step.param_shapes}
