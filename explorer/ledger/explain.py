"""The table of explanations: one per kind of layer."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from explorer.layers import AveragePool2D, Conv2D, Dense, Flatten, MaxPool2D, ReLU, Rescaling, Softmax
from explorer.layers.base import Array, Layer, Params
from explorer.ledger.convolution import explain_convolution
from explorer.ledger.dense import explain_dense_case
from explorer.ledger.pointwise import explain_flatten, explain_input, explain_relu, explain_rescaling, explain_softmax
from explorer.ledger.pooling import explain_average_pool, explain_max_pool
from explorer.ledger.record import Case, Ledger
from explorer.network import Cell, Network

EXPLANATIONS: dict[type[Layer], Callable[[Case], Ledger]] = {
    Conv2D: explain_convolution,
    ReLU: explain_relu,
    MaxPool2D: explain_max_pool,
    AveragePool2D: explain_average_pool,
    Flatten: explain_flatten,
    Dense: explain_dense_case,
    Softmax: explain_softmax,
    Rescaling: explain_rescaling,
}


def explain(network: Network, params: Mapping[str, Params], acts: Mapping[str, Array], cell: Cell) -> Ledger:
    """Where the number of `cell` comes from, as the record of its kind of layer.

    `acts` are those of a run of one image, by path, (1, rows, columns, channels) or (1, units). Raises SettingError if
    the network has no such cell.
    """
    network.check_cell(cell)
    layer = network.step(cell.path).layer
    if layer is None:
        return explain_input(Case(network, acts, {}, cell))
    own = params[cell.path] if network.step(cell.path).param_shapes else {}
    return EXPLANATIONS[type(layer)](Case(network, acts, own, cell))
