"""Where plain `nn.Flatten` will do: PyTorch lists maps channel by channel, we cell by cell.

The dense layer behind it has one weight for each number, so its weights change places and nothing else does; so do the
parameters of what stands between, if it works number by number. Anywhere else the maps are turned first.
"""

from __future__ import annotations

from explorer import layers
from explorer.layers.base import Array, Layer, Shape
from explorer.layers.stack import Layers, stack_path
from explorer.network import Network


def reordered(network: Network) -> dict[str, Shape]:
    """By path, the layers that give or read a vector in PyTorch's order, with the shape of the maps that were flattened.

    The last of each chain, a dense layer, only reads one.
    """
    found: dict[str, Shape] = {}
    _search(network, network.layers, "", found)
    return found


def _search(network: Network, stack: Layers, prefix: str, found: dict[str, Shape]) -> None:
    for index, layer in enumerate(stack):
        path = f"{prefix}{index}"
        if isinstance(layer, layers.Flatten):
            shape = network.step(path).input_shape
            chain = 0 if same_order(shape) else _chain(stack[index + 1 :])
            found |= {f"{prefix}{at}": shape for at in range(index, index + 1 + chain) if chain}
        for place, branch in enumerate(layer.branches):
            _search(network, branch, stack_path(path, place), found)


def same_order(shape: Shape) -> bool:
    """Whether maps of this shape have one order only: vectors, single maps and maps of one cell."""
    return len(shape) == 1 or shape[2] == 1 or shape[0] * shape[1] == 1


def _chain(behind: Layers) -> int:
    """How many layers behind a flatten lead to the dense layer that reads its vector, that included; 0 if none does."""
    for count, layer in enumerate(behind, 1):
        if isinstance(layer, layers.Dense):
            return count
        if not _treats_alike(layer):
            return 0
    return 0


def _treats_alike(layer: Layer) -> bool:
    """Whether a layer treats the numbers of a vector each by itself, or all alike."""
    if isinstance(layer, layers.Normalization):
        return len(layer.mean) == len(layer.variance) == 1
    return layer.elementwise or isinstance(layer, layers.LayerNormalization | layers.Softmax | layers.Flatten)


def in_torch_order(array: Array, maps: Shape) -> Array:
    """The first axis of `array`, numbers cell by cell, as PyTorch lists them: channel by channel."""
    rest = array.shape[1:]
    turned = array.reshape(*maps, *rest).transpose(2, 0, 1, *range(3, 3 + len(rest)))
    found: Array = turned.reshape(array.shape)
    return found
