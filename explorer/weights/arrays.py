"""Arrays as a Weights value, so that the app can show them: kernels, and biases of filters, as edits of every layer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from explorer.errors import WeightsError
from explorer.layers.base import Array, Params
from explorer.network import Network, Step
from explorer.weights.overrides import Edited, EditedFilter, Override
from explorer.weights.params import LazyParams
from explorer.weights.weights import Weights, initial

MAX_EDITED_NUMBERS = 100_000
"""As many numbers can be edits: the app writes them down again at every turn."""


def from_arrays(network: Network, params: Mapping[str, Params]) -> Weights:
    """The Weights whose parameters of `network` are these arrays, {path: {"kernel": ..., "bias": ...}}, as float32.

    What `Weights.params` made is given back as the Weights that it came from. Raises WeightsError for arrays of the wrong
    shape, for more than MAX_EDITED_NUMBERS, and for what a Weights value cannot hold: the biases of dense layers and what is
    learned without a kernel may only be what they start from.

    >>> from explorer import Dense, Network
    >>> network = Network((Dense(units=2, use_bias=False),), (1, 1, 3))
    >>> weights = from_arrays(network, {"0": {"kernel": np.ones((3, 2))}})
    >>> weights.params(network)["0"]["kernel"].tolist()
    [[1.0, 1.0], [1.0, 1.0], [1.0, 1.0]]
    """
    if isinstance(params, LazyParams) and isinstance(params.weights, Weights):
        return params.weights
    if network.param_count > MAX_EDITED_NUMBERS:
        raise WeightsError(
            f"The app can be given at most {MAX_EDITED_NUMBERS:,} weights; this network has {network.param_count:,}.",
            "Give it a Weights value, such as those of a preset.",
        )
    overrides: list[tuple[str, Override]] = []
    filters: list[EditedFilter] = []
    for step in network.steps:
        if not step.param_shapes:
            continue
        own = _checked(step, params.get(step.path, {}))
        changed = [name for name, array in initial(step).items() if not np.array_equal(own[name], array)]
        if _has_filters(step) and "bias" in changed:
            filters += _edited_filters(step, own)
        elif set(changed) <= {"kernel"}:
            overrides += [(step.path, Edited(tuple(own["kernel"].ravel().tolist())))] if "kernel" in own else []
        else:
            name = next(name for name in changed if name != "kernel")
            raise WeightsError(
                f"The app cannot show the {name} of {step.name} yet: it keeps single filters and kernels only.",
                "Use explorer.run and explorer.figures, or open it without these weights.",
            )
    return Weights(
        overrides=tuple(sorted(overrides, key=lambda item: item[0])),
        filters=tuple(sorted(filters, key=lambda each: (each.path, each.channel))),
    )


def _checked(step: Step, own: Params) -> dict[str, Array]:
    """The parameters of one step as float32 arrays of the right shapes."""
    arrays: dict[str, Any] = {name: np.asarray(values) for name, values in own.items()}
    for name, shape in step.param_shapes.items():
        if name not in arrays:
            raise WeightsError(f"There is no {name} for {step.name}.", f"Give it under path {step.path!r}.")
        if arrays[name].shape != shape or arrays[name].dtype.kind not in "fiu":
            raise WeightsError(
                f"The {name} of {step.name} is {arrays[name].shape} of {arrays[name].dtype}; it must be {shape}.",
                "Use real numbers in the order of Keras: rows, columns, channels, filters.",
            )
    return {name: arrays[name].astype(np.float32) for name in step.param_shapes}


def _has_filters(step: Step) -> bool:
    return len(step.param_shapes.get("kernel", ())) == 4


def _edited_filters(step: Step, own: Mapping[str, Array]) -> list[EditedFilter]:
    """Every filter with its bias."""
    assert step.layer is not None
    kernels = step.layer.as_filters(own["kernel"])
    return [
        EditedFilter(step.path, channel, (*kernels[..., channel].ravel().tolist(), float(bias)))
        for channel, bias in enumerate(own["bias"])
    ]
