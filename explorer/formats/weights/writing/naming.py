"""The arrays of a network as entries of a file: its parameters, or the activations of a run, by paths or by names."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Literal, get_args

import numpy as np

from explorer.errors import SettingError, WeightsError, quoted
from explorer.formats.weights.writing.entries import Entry
from explorer.layers.base import Array, Params
from explorer.network import Network, Step, check_network
from explorer.running import parameters
from explorer.running.activations import check_activations
from explorer.weights import LazyParams, TrainedHere, Weights
from explorer.weights.own.file import HERE, here_text
from explorer.weights.params import weighted_steps

Names = Literal["paths", "names"]
"""What layers are called in a file: "5.b1.2", which the explorer finds again in any case, or "res1.conv2"."""
Numbers = Literal["float32", "float16"]
INPUT = "input"


def weight_entries(
    network: Network,
    weights: Weights | Mapping[str, Params],
    *,
    layer: str = "",
    numbers: Numbers = "float32",
    names: Names = "paths",
) -> tuple[Entry, ...]:
    """The parameters of a network as entries, called "5/kernel" or "conv1/kernel"; only those of `layer`, if it is given.

    Each is drawn when it is written. Raises SettingError for what is no network, an unknown layer or an unknown word;
    WeightsError for parameters that do not belong to it, for uploaded weights whose arrays are not here, and where there is
    nothing to write.
    """
    dtype = _dtype(numbers)
    chosen = _chosen(network, layer, names)
    source = weights.weights if isinstance(weights, LazyParams) and isinstance(weights.weights, Weights) else weights
    if isinstance(source, Weights):
        _check_present(source)
        found = list(_drawn(network, source, chosen, dtype))
    else:
        found = list(_given(network, source, chosen, dtype))
    if not found:
        what = f"{network[layer].name} has" if layer else "The layers of this network have"
        raise WeightsError(f"{what} no weights to save.", "Save activations, or layers such as convolutions.")
    return tuple(found)


def activation_entries(
    network: Network,
    acts: Mapping[str, Array],
    *,
    layer: str = "",
    numbers: Numbers = "float32",
    names: Names = "names",
) -> tuple[Entry, ...]:
    """The activations of a run as entries, called "conv1", or "5" with `names="paths"`; "input" is the image.

    `acts` is what `explorer.run` returns; arrays are (batch, rows, columns, channels) or (batch, units). Raises SettingError
    and WeightsError as `weight_entries` does.
    """
    dtype = _dtype(numbers)
    chosen = _chosen(network, layer, names)
    check_activations(network, acts, chosen)
    return tuple(
        Entry(called or INPUT, acts[path].shape, dtype, lambda path=path: acts[path])  # type: ignore[misc]
        for path, called in chosen.items()
    )


def _drawn(network: Network, weights: Weights, chosen: Mapping[str, str], dtype: np.dtype[Any]) -> Iterator[Entry]:
    for stream, step in weighted_steps(network, weights.streams, weights.plain_streams):
        if step.path not in chosen:
            continue
        for name, shape in step.param_shapes.items():

            def make(step: Step = step, stream: int = stream, name: str = name) -> Array:
                return weights.draw_one(step, stream, name)

            yield Entry(f"{chosen[step.path]}/{name}", shape, dtype, make)


def _given(network: Network, params: Any, chosen: Mapping[str, str], dtype: np.dtype[Any]) -> Iterator[Entry]:
    by_path = parameters.by_path(network, params)
    for step in network.steps:
        if step.path not in chosen or not step.param_shapes:
            continue
        for name, shape in step.param_shapes.items():

            def make(step: Step = step, name: str = name) -> Array:
                return parameters.of_step(network, step, by_path)[name]

            yield Entry(f"{chosen[step.path]}/{name}", shape, dtype, make)


def _chosen(network: Network, layer: str, names: Names) -> dict[str, str]:
    """What the layers that are wanted are called in the file, by path."""
    if names not in get_args(Names):
        raise SettingError(f"Layers cannot be called by {quoted(names)}.", "Use 'paths' or 'names'.")
    steps = [check_network(network)[layer]] if layer else network.steps
    return {step.path: step.path if names == "paths" else step.name for step in steps}


def _dtype(numbers: Numbers) -> np.dtype[Any]:
    if numbers not in get_args(Numbers):
        raise SettingError(f"Numbers cannot be saved as {quoted(numbers)}.", "Use 'float32' or 'float16'.")
    return np.dtype(numbers)


def _check_present(weights: Weights) -> None:
    if (asked := weights.asked_for) is not None:
        called = f"of {quoted(asked.name)} " if asked.name else ""
        raise WeightsError(
            f"The uploaded weights {called}are not here, only their digest {asked.digest[:8]}.",
            "Give their file: weights = explorer.read_weights(file, network).",
        )


def told(network: Network, weights: Weights | Mapping[str, Params], suffix: str, layer: str = "") -> dict[str, str]:
    """What a file of weights says of itself: `described`, and in an .npz the card of a network that learned here.

    The card is that of all weights as they were learned: with edits, or for one layer alone, it is left out.
    """
    about = described(network, "weights")
    base = weights.base if isinstance(weights, Weights) and weights == Weights(weights.base) else None
    if isinstance(base, TrainedHere) and suffix.casefold() == ".npz" and not layer:
        about[HERE] = here_text(base)
    return about


def described(network: Network, what: str) -> dict[str, str]:
    """What a file says of itself where its format has room for it: `what` it holds, and of which network."""
    check_network(network)
    return {"what": what, "network": network.digest, "layout": "rows, columns, channels, filters (Keras)"}
