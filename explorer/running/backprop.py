"""How much a number would change with every activation and every parameter: reverse-mode differentiation.

Rumelhart, Hinton and Williams 1986, doi:10.1038/323533a0.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from explorer.errors import WeightsError
from explorer.kernels.threads import one_in_blas
from explorer.layers.base import Array, Params
from explorer.layers.composite.composite import Composite
from explorer.network import Network, Step


@dataclass(frozen=True, eq=False)
class Gradients:
    """`acts`: by path, for every step that leads to the one asked about, in the shape of its activation; "" is the image.

    Where several layers read a step, what they hand down is added up.

    `params`: by path and name, in the shape of the parameter, summed over the batch.
    """

    acts: dict[str, Array]
    params: dict[str, Params]


def backprop(
    network: Network, params: Mapping[str, Params], acts: Mapping[str, Array], dy: Array, at: str | None = None
) -> Gradients:
    """The gradients of sum(dy * acts[at]) with respect to every activation up to `at` and every parameter there.

    `acts` are those of `explorer.run(network, params, x)`; `at` is a path, by default the last step's; `dy` has the shape
    of its activation. Of the tied cells of a max pooling the first in reading order takes all; at 0 a ReLU's slope is 0.
    Raises SettingError for an unknown path, WeightsError where `dy` has another shape.
    """
    end = network.steps[-1].path if at is None else at
    index = network.index(end)
    if dy.shape != acts[end].shape:
        raise WeightsError(
            f"The gradient at {network.steps[index].name} has shape {dy.shape}; its activation has {acts[end].shape}.",
            "Give one number per number of the activation.",
        )
    dy = dy.astype(acts[end].dtype, copy=False)
    found: dict[str, Array] = {end: dy}
    learned: dict[str, Params] = {}
    with one_in_blas():
        for step in network.steps[index:0:-1]:
            if step.path not in found:
                continue  # in a branch beside the one that leads here
            sent = _sent(step, found[step.path], params, acts, learned)
            for source, gradient in zip(step.sources, sent, strict=True):
                found[source] = found[source] + gradient if source in found else gradient
    return Gradients({step.path: found[step.path] for step in network.steps if step.path in found}, learned)


def _sent(
    step: Step, dy: Array, params: Mapping[str, Params], acts: Mapping[str, Array], learned: dict[str, Params]
) -> list[Array]:
    """The gradient that a step hands down to each of its sources; those of its parameters go into `learned`."""
    if isinstance(step.layer, Composite):
        return [step.layer.part(place, dy, step.source_shapes) for place in range(len(step.sources))]
    own = params[step.path] if step.param_shapes else {}
    dx, gradients = step.layer.backward(dy, acts[step.sources[0]], own)
    if step.param_shapes:
        learned[step.path] = gradients
    return [dx]
