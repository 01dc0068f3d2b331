"""Checks activations that a caller passes in: whether their shapes are those of a run of the network."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np

from explorer.errors import WeightsError, typed
from explorer.network import Network, Step

_RUN = "Give what explorer.run(network, params, x) returned."


def check_activations(network: Network, acts: Any, paths: Iterable[str]) -> None:
    """Raises WeightsError unless `acts` holds an array (batch, *output shape) for every one of `paths`, of one batch."""
    if not isinstance(acts, Mapping):
        raise WeightsError(f"{typed(acts)} was given for the activations.", _RUN)
    batch: int | None = None
    for path in paths:
        batch = _checked(network.step(path), acts.get(path), batch)


def _checked(step: Step, array: Any, batch: int | None) -> int:
    """The batch length of one activation. Raises WeightsError if it is not `batch` (None: any)."""
    if array is None:
        raise WeightsError(f"There are no activations of {step.name}, path {step.path!r}.", _RUN)
    if not isinstance(array, np.ndarray) or array.dtype.kind != "f":
        shown = f"An array of {array.dtype}" if isinstance(array, np.ndarray) else typed(array)
        raise WeightsError(f"{shown} was given for the activations of {step.name}.", _RUN)
    if array.shape[1:] != step.output_shape or not len(array.shape) or array.shape[0] < 1:
        raise WeightsError(
            f"The activations of {step.name} have shape {array.shape}; they must be "
            f"(batch, {', '.join(map(str, step.output_shape))}).",
            _RUN,
        )
    if batch is not None and array.shape[0] != batch:
        raise WeightsError(
            f"The activations of {step.name} are those of {array.shape[0]} images, others those of {batch}.", _RUN
        )
    return len(array)
