"""Networks: Network, which computes shapes, windows and counts of its layers, its steps and the addresses of cells."""

from explorer.layers.stack import MAX_LAYERS, layer_spec
from explorer.network.cell import Cell
from explorer.network.network import Network, canonical, check_input_shape, check_network, plan_partly
from explorer.network.step import Rectangle, Step

__all__ = [
    "MAX_LAYERS",
    "Cell",
    "Network",
    "Rectangle",
    "Step",
    "canonical",
    "check_input_shape",
    "check_network",
    "layer_spec",
    "plan_partly",
]
