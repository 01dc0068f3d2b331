"""Which steps share a colour scale, and how a step is drawn."""

from __future__ import annotations

from typing import Literal

from explorer.layers.base import as_map
from explorer.network import Network, Step

Form = Literal["maps", "strip", "bars"]
MOST_BARS = 24
"""Units of a softmax, at most, that get a bar each."""


def scale_groups(network: Network) -> list[int]:
    """A number per step; steps with the same number share one colour scale.

    A layer with a kernel starts a group; its activation, pooling and flattening belong to it, because the same value must
    keep its colour where clipping and pooling should be seen. A layer that makes numbers of another size, such as a
    normalisation or a softmax, starts one too.
    """
    numbers: dict[str, int] = {"": 0}
    group = 0
    for step in network.steps[1:]:
        below = numbers[step.sources[0]]
        if "kernel" in step.param_shapes or step.layer.own_scale or not below:
            group += 1
            below = group
        numbers[step.path] = below
    return list(numbers.values())


def is_shares(step: Step) -> bool:
    """Whether a step is a softmax of at most 24 units, so that each unit gets a bar of its own."""
    rows, cols, units = as_map(step.output_shape)
    return step.layer.gives_probabilities and (rows, cols) == (1, 1) and units <= MOST_BARS


def form_of(step: Step) -> Form:
    """How a step is drawn: "maps", one picture per map; "strip", one for a vector; "bars", a bar per softmax share."""
    rows, cols, _ = as_map(step.output_shape)
    if (len(step.output_shape) == 3 and step.path == "") or (rows, cols) != (1, 1):
        return "maps"
    return "bars" if is_shares(step) else "strip"
