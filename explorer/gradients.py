"""How much a number would change with every activation and every parameter: reverse-mode differentiation.

Rumelhart, Hinton and Williams 1986, doi:10.1038/323533a0.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from explorer.errors import WeightsError
from explorer.layers.base import Array, Params
from explorer.network import Network


@dataclass(frozen=True, eq=False)
class Gradients:
    """`acts`: by path, for every step up to the one asked about, in the shape of its activation; "" is the image.

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
    for step, below in zip(network.steps[index:0:-1], network.steps[index - 1 :: -1], strict=False):
        assert step.layer is not None
        own = params[step.path] if step.param_shapes else {}
        dy, gradients = step.layer.backward(dy, acts[below.path], own)
        found[below.path] = dy
        if step.param_shapes:
            learned[step.path] = gradients
    return Gradients(found, learned)
