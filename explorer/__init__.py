"""See inside a convolutional network: every map, what any cell reads, the arithmetic of any number.

import explorer
preset = explorer.presets.load("tinyvgg")
acts = explorer.run(preset.network, preset.weights.params(preset.network), x)
"""

from explorer import images, presets, reads
from explorer.layers import (
    KINDS,
    AveragePool2D,
    Conv2D,
    Dense,
    Flatten,
    MaxPool2D,
    ReLU,
    Rescaling,
    Softmax,
)
from explorer.network import Cell, Network
from explorer.runner import Budget, Runner, run

__all__ = [
    "KINDS",
    "AveragePool2D",
    "Budget",
    "Cell",
    "Conv2D",
    "Dense",
    "Flatten",
    "MaxPool2D",
    "Network",
    "ReLU",
    "Rescaling",
    "Runner",
    "Softmax",
    "images",
    "presets",
    "reads",
    "run",
]
