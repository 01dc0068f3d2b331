"""A network run by PyTorch in eager mode with every activation kept, for `benchmarks.engine` and the tests beside it."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import torch

from explorer.layers import Composite, Concatenate, Multiply, Residual
from explorer.layers.base import Array, Params
from explorer.network import Network
from oracles.torch_kinds import TORCH


def _product(branches: list[Any]) -> Any:
    """Vectors beside maps are maps of one cell."""
    axes = max(each.ndim for each in branches)
    return math.prod(each if each.ndim == axes else each[:, :, None, None] for each in branches)


JOIN: dict[Any, Callable[[list[Any]], Any]] = {
    Residual: lambda branches: branches[0] + branches[1],
    Concatenate: lambda branches: torch.cat(branches, 1),
    Multiply: _product,
}
"""Per kind of composite, how it joins the outputs of its branches (batch, channels, rows, columns)."""


def activations(
    network: Network,
    own: Mapping[str, Mapping[str, Any]],
    image: Any,
    keep: Callable[[Any], Any] = lambda out: out,
    kinds: Mapping[Any, Any] = TORCH,
) -> dict[str, Any]:
    """The output of every step for `image` (batch, channels, rows, columns), by path; `own` are parameters as tensors.

    `keep` is applied to every output; `kinds` compute those of simple layers.
    """
    acts = {"": image}
    for step in network.steps[1:]:
        inputs = [acts[source] for source in step.sources]
        if isinstance(step.layer, Composite):
            acts[step.path] = keep(JOIN[type(step.layer)](inputs))
        else:
            acts[step.path] = keep(kinds[type(step.layer)](step.layer, inputs[0], own.get(step.path, {})))
    return acts


def eager(network: Network, params: Mapping[str, Params], x: Array, threads: int) -> Callable[[], list[Any]]:
    """A function that runs the whole network on `x` (NHWC) and returns all activations; weights are converted beforehand."""
    torch.set_num_threads(threads)
    own = {
        path: {name: torch.from_numpy(np.array(array)) for name, array in values.items()}
        for path, values in params.items()
    }
    image = torch.from_numpy(np.ascontiguousarray(x.transpose(0, 3, 1, 2)))

    def run() -> list[Any]:
        with torch.inference_mode():
            return list(activations(network, own, image).values())

    return run
