"""A network run eagerly by PyTorch with every activation kept, for `benchmarks.engine`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import torch

from explorer.layers.base import Array, Params
from explorer.network import Network
from oracles.torch_kinds import TORCH


def eager(network: Network, params: Mapping[str, Params], x: Array, threads: int) -> Callable[[], list[Any]]:
    """A call that runs the whole network; weights are converted beforehand."""
    torch.set_num_threads(threads)
    own = {
        path: {name: torch.from_numpy(np.array(array)) for name, array in values.items()}
        for path, values in params.items()
    }
    image = torch.from_numpy(np.ascontiguousarray(x.transpose(0, 3, 1, 2)))

    def run() -> list[Any]:
        acts = [image]
        with torch.inference_mode():
            for step in network.steps[1:]:
                acts.append(TORCH[type(step.layer)](step.layer, acts[-1], own.get(step.path, {})))
        return acts

    return run
