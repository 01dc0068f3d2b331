"""What comes out of our layers as PyTorch has it: the channels before the rows, vectors behind `nn.Flatten` map by map."""

from __future__ import annotations

from explorer.formats.code.torch.flattening import in_torch_order, reordered
from explorer.layers import Dense
from explorer.layers.base import Array
from explorer.network import Network


def in_torch_layout(network: Network, path: str, array: Array) -> Array:
    """The output of the step at `path`, (batch, rows, columns, channels) or (batch, units), as the PyTorch model gives it."""
    if array.ndim == 4:
        return array.transpose(0, 3, 1, 2)
    maps = reordered(network).get(path)
    if maps is None or isinstance(network.step(path).layer, Dense):
        return array
    return in_torch_order(array.T, maps).T
