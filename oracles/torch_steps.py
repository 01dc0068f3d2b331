"""A network in PyTorch's own eager words, batch by batch: forward with every activation kept, and steps of training.

It is the model that `explorer.to_pytorch` writes, so that padding and layouts are as a person would have them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import torch
from torch import nn

from explorer.layers.base import Array, Params
from explorer.network import Network
from oracles.test_exported_code import model_of
from oracles.test_torch import to_torch


def forward(network: Network, params: Mapping[str, Params], x: Array, threads: int) -> Callable[[], list[Any]]:
    """A function that returns every activation for the batch `x` (NHWC)."""
    torch.set_num_threads(threads)
    model, image = model_of("pytorch", network, params), to_torch(x)

    def run() -> list[Any]:
        kept = [image]
        with torch.inference_mode():
            for part in model:
                kept.append(part(kept[-1]))
        return kept

    return run


def training(
    network: Network,
    params: Mapping[str, Params],
    x: Array,
    labels: Array,
    threads: int,
    rate: float = 0.01,
    momentum: float = 0.9,
) -> Callable[[], float]:
    """A function that takes one step of SGD on the cross-entropy of the batch `x` (NHWC), and returns it.

    `network` ends with a softmax, which is left out as PyTorch's loss has its own.
    """
    torch.set_num_threads(threads)
    model = model_of("pytorch", network, params)[:-1].train()
    optimizer = torch.optim.SGD(model.parameters(), lr=rate, momentum=momentum)
    measured = nn.CrossEntropyLoss()
    image, target = to_torch(x), torch.from_numpy(np.asarray(labels, np.int64))

    def step() -> float:
        optimizer.zero_grad()
        loss = measured(model(image), target)
        loss.backward()
        optimizer.step()
        return float(loss.detach())

    return step
