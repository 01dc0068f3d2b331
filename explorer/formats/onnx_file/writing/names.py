"""Names of tensors: those of the layers, in letters that every reader of ONNX takes, each once."""

from __future__ import annotations

import re

from explorer.network import Network

IMAGE = "image"
_OTHERS = re.compile(r"[^A-Za-z0-9_.-]")
_MOST = 80
"""Letters of a name: those of six blocks in each other take about as many."""


def value_names(network: Network) -> dict[str, str]:
    """What the output of each step is called in the file, by path; "" is the input.

    >>> value_names(explorer.presets.load("lenet5").network)["3"]
    'conv2'
    """
    names: dict[str, str] = {}
    taken: set[str] = set()
    for step in network.steps:
        wanted = IMAGE if step.is_input else _OTHERS.sub("_", step.name)[:_MOST] or "_"
        name, number = wanted, 1
        while name.casefold() in taken:
            number += 1
            name = f"{wanted}_{number}"
        taken.add(name.casefold())
        names[step.path] = name
    return names
