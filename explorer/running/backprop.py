"""Backpropagation: the gradients of a number with respect to every activation and every parameter.

Reverse-mode differentiation.
Rumelhart, Hinton and Williams 1986, doi:10.1038/323533a0.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from explorer.errors import WeightsError
from explorer.kernels.threads import single_blas_thread
from explorer.layers.base import Array, Params
from explorer.layers.composite.composite import Composite
from explorer.network import Network, Step, check_network
from explorer.running import parameters
from explorer.running.activations import check_activations
from explorer.running.conversion import exact_floats
from explorer.running.watch import between


@dataclass(frozen=True, eq=False)
class Gradients:
    """Gradients with respect to activations and parameters.

    `acts` are by path, in the shape of the activation, for every step on a way from the image ("") to the step asked
    about; where several layers read a step, their gradients are added. They are read-only and may share memory.

    `params` are by path and name, in the shape of the parameter, summed over the batch.

    >>> network = explorer.Network((explorer.ReLU(),), (1, 2, 1))
    >>> acts = explorer.run(network, {}, np.array([-1.0, 2.0]).reshape(1, 1, 2, 1))
    >>> explorer.backprop(network, {}, acts, np.ones((1, 1, 2, 1))).acts[""].ravel()
    array([0., 1.])
    """

    acts: dict[str, Array]
    params: dict[str, Params]


def backprop(
    network: Network, params: Mapping[str, Params], acts: Mapping[str, Array], dy: Array, at: str | None = None
) -> Gradients:
    """The gradients of sum(dy * acts[at]) with respect to every activation up to `at` and every parameter there.

    `acts` are those of `explorer.run(network, params, x)`; `at` is a path, by default the last step's; `dy` has the shape
    of its activation, and can be written to afterwards. Of the tied cells of a max pooling the first in reading order gets
    the whole gradient; at 0 a ReLU's slope is 0. Raises SettingError for an unknown path, WeightsError
    where `dy`, a parameter or an activation is missing, has another shape, or holds no numbers.

    >>> network = explorer.Network((explorer.Flatten(), explorer.Dense(units=1)), (1, 2, 1))
    >>> params = {"1": {"kernel": np.array([[3.0], [4.0]]), "bias": np.zeros(1)}}
    >>> acts = explorer.run(network, params, np.array([1.0, 2.0]).reshape(1, 1, 2, 1))
    >>> gradients = explorer.backprop(network, params, acts, np.ones((1, 1)))
    >>> gradients.acts[""].ravel(), gradients.params["1"]["kernel"].ravel()
    (array([3., 4.]), array([1., 2.]))
    """
    check_network(network)
    end = network.steps[-1].path if at is None else at
    index = network.index(end)
    check_activations(network, acts, (step.path for step in network.steps[: index + 1]))
    params_by_path = parameters.by_path(network, params)
    arriving: dict[str, Array] = {end: _output_gradient(network.steps[index], dy, acts[end])}
    param_gradients: dict[str, Params] = {}
    with single_blas_thread():
        for step in network.steps[index:0:-1]:
            if step.path not in arriving:
                continue  # in a branch beside the one that leads here
            between(step.name)
            step_params = parameters.of_step(network, step, params_by_path)
            source_gradients = _source_gradients(step, arriving[step.path], step_params, acts, param_gradients)
            for source, gradient in zip(step.sources, source_gradients, strict=True):
                arriving[source] = arriving[source] + gradient if source in arriving else gradient
    for gradient in arriving.values():
        gradient.flags.writeable = False
    return Gradients(
        {step.path: arriving[step.path] for step in network.steps if step.path in arriving}, param_gradients
    )


def _output_gradient(step: Step, dy: Any, act: Array) -> Array:
    """A copy of `dy` in the dtype of the activation that it belongs to."""
    array = exact_floats(dy, f"the gradient at {step.name}")
    if array.shape != act.shape:
        raise WeightsError(
            f"The gradient at {step.name} has shape {array.shape}; its activation has {act.shape}.",
            "Give one number per number of the activation.",
        )
    return np.array(array, act.dtype)


def _source_gradients(
    step: Step, dy: Array, params: Params, acts: Mapping[str, Array], param_gradients: dict[str, Params]
) -> list[Array]:
    """The gradient with respect to each source of a step; those of its parameters are put into `param_gradients`."""
    if isinstance(step.layer, Composite):
        ends = [acts[source] for source in step.sources]
        return [step.layer.part(place, dy, ends) for place in range(len(ends))]
    dx, gradients = step.layer.backward(dy, acts[step.sources[0]], params)
    if step.param_shapes:
        param_gradients[step.path] = gradients
    return [dx]
