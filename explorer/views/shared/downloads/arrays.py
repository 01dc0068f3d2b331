"""Weights and activations of the network on the screen as downloads, written one array at a time."""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import PurePath
from typing import BinaryIO

from explorer import limits
from explorer.formats.weights.writing import Entry, activation_entries, described, told, weight_entries, write_entries
from explorer.formats.weights.writing.naming import Numbers
from explorer.formats.weights.writing.safetensors import file_size
from explorer.network import canonical
from explorer.scene import Scene, link
from explorer.views.explore.runs import BUDGET, shared_runner
from explorer.views.image.pictures import fitted
from explorer.views.shared.downloads.offers import TooLarge, offer, too_large

BINARY = "application/octet-stream"
_ITEMS = {"float32": 4, "float16": 2}


def offer_weights(scene: Scene, name: str, *, layer: str = "", numbers: Numbers = "float32") -> str:
    """The address of the parameters of a scene's network; `name` is the file's, and ends in .npz or .safetensors.

    `layer` leaves the others out. Raises BudgetError for more than this server sends, with the command that writes them
    at home, and WeightsError where there are none, or where uploaded ones are not here.
    """
    network = scene.network
    entries = weight_entries(network, scene.weights, layer=layer, numbers=numbers)
    about = told(network, scene.weights, PurePath(name).suffix, layer)
    checked(scene, name, sum(entry.size for entry in entries), *_options(layer, numbers))

    def produce(stream: BinaryIO) -> None:
        write_entries(stream, PurePath(name).suffix, entries, about)

    size = file_size(entries, about) if name.casefold().endswith(".safetensors") else None
    return offer(key_of(scene, "weights", name, layer, numbers), name, BINARY, produce, size)


def offer_activations(scene: Scene, name: str, *, layer: str = "", numbers: Numbers = "float32") -> str:
    """The address of the activations of a scene's network on its image, one array a layer; as `offer_weights`.

    Raises ImageError if the session may not see the image, too.
    """
    network = scene.network
    steps = [network[layer]] if layer else network.steps
    size = _ITEMS[numbers] * sum(math.prod(step.output_shape) for step in steps)
    checked(scene, name, size, "--what", "activations", *_options(layer, numbers))
    BUDGET.check(network)
    pixels = fitted(scene.image, network.input_shape).pixels

    def produce(stream: BinaryIO) -> None:
        acts = shared_runner().run(network, scene.weights, pixels, BUDGET)
        entries: Sequence[Entry] = activation_entries(network, acts, layer=layer, numbers=numbers)
        write_entries(stream, PurePath(name).suffix, entries, described(network, "activations"))

    return offer(key_of(scene, "activations", name, layer, numbers), name, BINARY, produce)


def checked(scene: Scene, name: str, size: int, *options: str) -> None:
    """Raises TooLarge for a file of more bytes than this server sends; `options` are those of the command at home."""
    if size > limits.DOWNLOAD_BYTES:
        raise TooLarge(*too_large(name, size, scene, *options))


def _options(layer: str, numbers: Numbers) -> list[str]:
    return [*(["--layer", layer] if layer else []), *(["--numbers", numbers] if numbers != "float32" else [])]


def key_of(scene: Scene, *what: str) -> str:
    """What the file depends on: the scene but for what is only a view of it, and what of it is written."""
    plain = link.to_plain(scene)
    return canonical([{name: plain[name] for name in plain if name not in ("c", "s", "t", "face")}, *what])
