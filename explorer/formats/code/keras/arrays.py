"""`keras_arrays`: the weights of a network as the model that `to_keras` writes has them."""

from __future__ import annotations

from collections.abc import Mapping

from explorer.formats.code.keras.source import JOINT
from explorer.formats.code.naming import whole_names
from explorer.formats.code.weights import Own, own_weights, turned
from explorer.formats.weights.writing import Entry
from explorer.layers import Composite, PReLU
from explorer.layers.base import Params
from explorer.network import Network, check_network
from explorer.weights import Weights


def keras_arrays(network: Network, weights: Weights | Mapping[str, Params]) -> tuple[Entry, ...]:
    """The weights for the model of `to_keras(network)`, float32, each made when it is written.

    They are called "conv1/kernel", "res1-conv2/bias": the layer's name in the model and that of the weight there. Raises
    what `weight_entries` raises, but nothing for a network without weights.
    """
    names = keras_names(check_network(network))
    return tuple(_entry(own, f"{names[own.step.path]}/{own.param}") for own in own_weights(network, weights))


def keras_names(network: Network) -> dict[str, str]:
    """What layers are called in the model, by path: "res1-shortcut-conv"."""
    return whole_names(network, branch_names, JOINT)


def branch_names(layer: Composite) -> tuple[str, ...]:
    """What stands for the branches of a composite in the names of their layers: "" for nothing."""
    return layer.branch_names


def _entry(own: Own, name: str) -> Entry:
    if isinstance(own.step.layer, PReLU) and len(own.step.input_shape) == 3:
        shape = (1, 1, *own.entry.shape)  # shared_axes keeps the axes
        return turned(own, name, shape, lambda array: array.reshape(shape))
    return turned(own, name, own.entry.shape, lambda array: array)
