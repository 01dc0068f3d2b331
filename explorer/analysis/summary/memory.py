"""The memory of a network, in bytes of float32: of a run, and of training by several optimizers.

Every layer is taken to write a new array, flatten and activations too. What libraries need on the way, such as patches that
are copied for a convolution, is not counted.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from explorer.network import Network, check_network

BYTES = 4
"""Of one number."""
OPTIMIZERS: Mapping[str, int] = MappingProxyType({"SGD": 0, "SGD with momentum": 1, "Adam": 2})
"""Numbers that an optimizer keeps for each parameter: the momentum (Sutskever et al. 2013, PMLR 28), or the means of the
gradient and of its square (Kingma and Ba 2015, arXiv:1412.6980)."""


@dataclass(frozen=True)
class Forward:
    """The outputs of a run for one image. `kept`: all of them. `peak`: the most that are there at once if each is freed when no
    later layer reads it; that is while the step at `path` is computed. `weights`: all parameters, statistics included."""

    peak: int
    path: str
    kept: int
    weights: int


@dataclass(frozen=True)
class Training:
    """One step of training. `maps`: the most bytes of outputs and of their gradients that are there at once, for one image.

    `weights` are all parameters, `gradients` those of the parameters that are learned, `state` what the optimizer keeps.
    """

    maps: int
    weights: int
    gradients: int
    state: int

    def total(self, images: int = 1) -> int:
        """All of it, with so many images at a time."""
        return images * self.maps + self.weights + self.gradients + self.state


def forward(network: Network) -> Forward:
    """The memory of a run of `network` for one image. The input is freed too, the last output is not.

    >>> found = forward(explorer.from_text("input 8x8x1; conv 2 3x3 same; relu; globalavgpool"))
    >>> found.peak, found.kept
    (1024, 1288)
    """
    sizes = _sizes(network)
    last_read = _last_reads(network)
    held = peak = 0
    path = ""
    freed_after: dict[int, list[str]] = {}
    for each, index in last_read.items():
        freed_after.setdefault(index, []).append(each)
    for index, step in enumerate(network.steps):
        held += sizes[step.path]
        if held > peak:
            peak, path = held, step.path
        held -= sum(sizes[each] for each in freed_after.get(index, ()))
    return Forward(peak, path, sum(sizes.values()), _weights(network))


def training(network: Network, optimizer: str = "Adam") -> Training:
    """The memory of one step of training by an optimizer of OPTIMIZERS.

    All outputs are kept until the backward pass has come past them: it goes through the steps from the last to the first, and
    each makes the gradients of what it reads from the gradient of what it wrote. Raises KeyError for another optimizer.

    >>> found = training(explorer.from_text("input 8x8x1; conv 2 3x3 same"), "SGD")
    >>> found.maps, found.weights, found.total(images=2)
    (1280, 80, 2720)
    """
    learned = BYTES * check_network(network).param_count
    return Training(_backward_peak(network), _weights(network), learned, OPTIMIZERS[optimizer] * learned)


def _backward_peak(network: Network) -> int:
    """The most bytes of outputs and gradients of outputs at once; the image gets no gradient."""
    sizes = _sizes(network)
    outputs = sum(sizes.values())
    with_gradient = {network.steps[-1].path} - {""}
    gradients = sum(sizes[path] for path in with_gradient)
    peak = outputs + gradients
    for step in reversed(network.steps[1:]):
        new = set(step.sources) - with_gradient - {""}
        with_gradient |= new
        gradients += sum(sizes[path] for path in new)
        peak = max(peak, outputs + gradients)
        outputs -= sizes[step.path]
        gradients -= sizes[step.path]
        with_gradient.discard(step.path)
    return peak


def _sizes(network: Network) -> dict[str, int]:
    return {step.path: BYTES * math.prod(step.output_shape) for step in check_network(network).steps}


def _last_reads(network: Network) -> dict[str, int]:
    """The index of the last step that reads each output; of what nobody reads its own, but the network's output stays."""
    last: dict[str, int] = {}
    for index, step in enumerate(network.steps[:-1]):
        last[step.path] = index
    for index, step in enumerate(network.steps):
        for source in step.sources:
            last[source] = index
    return last


def _weights(network: Network) -> int:
    return BYTES * sum(math.prod(shape) for step in network.steps for shape in step.param_shapes.values())
