"""A network trained by PyTorch: its own optimisers, schedules, losses and batch statistics, on batches given from outside."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import torch
from torch.nn import functional as F

from explorer import SGD, AdamW, Recipe, layers
from explorer.layers.base import Array
from explorer.learning import Cosine, Schedule, StepDecay, passes
from explorer.learning.recipe.optimizers import Adam
from explorer.network import Network
from oracles.torch_kinds import TORCH
from oracles.torch_network import activations

torch.set_num_threads(1)  # more wait for each other where others compute

FROZEN = ("moving_mean", "moving_variance")
"""Parameters that no gradient changes."""


def to_torch(x: Array) -> Any:
    """An array NHWC as a tensor NCHW; others as they are."""
    return torch.from_numpy(np.ascontiguousarray(x.transpose(0, 3, 1, 2)) if x.ndim == 4 else np.array(x))


def _optimizer(recipe: Recipe, learned: list[Any]) -> Any:
    chosen, common = recipe.optimizer, {"lr": recipe.learning_rate, "weight_decay": recipe.weight_decay}
    if isinstance(chosen, SGD):
        return torch.optim.SGD(learned, momentum=chosen.momentum, nesterov=chosen.nesterov, **common)
    assert isinstance(chosen, Adam)
    kind = torch.optim.AdamW if isinstance(chosen, AdamW) else torch.optim.Adam
    return kind(learned, betas=(chosen.beta_1, chosen.beta_2), eps=chosen.epsilon, **common)


def _scheduler(schedule: Schedule, optimizer: Any, rate: float, steps: int, steps_per_epoch: int) -> Any:
    """PyTorch's schedule of the same name, with its linear warm-up before it."""
    kinds, warmup = torch.optim.lr_scheduler, schedule.warmup_steps
    if isinstance(schedule, Cosine):
        main = kinds.CosineAnnealingLR(optimizer, steps - warmup, eta_min=schedule.alpha * rate)
    elif isinstance(schedule, StepDecay):
        # Epochs are counted from the first step; a warm-up in between does not move them.
        main = kinds.StepLR(optimizer, schedule.every * steps_per_epoch, schedule.factor)
    else:
        main = kinds.ConstantLR(optimizer, factor=1.0)
    if not warmup:
        return main
    assert not isinstance(schedule, StepDecay)
    rising = kinds.LinearLR(optimizer, 1 / warmup, 1.0, warmup - 1)
    return kinds.SequentialLR(optimizer, [rising, main], [warmup])


class TorchTraining:
    """The parameters of a network, learned by PyTorch."""

    def __init__(
        self, network: Network, params: Mapping[str, Mapping[str, Array]], recipe: Recipe, steps: int, per_epoch: int
    ) -> None:
        self.network, self.recipe = network, recipe
        self.own = {
            path: {name: torch.from_numpy(np.array(array)) for name, array in own.items()}
            for path, own in params.items()
        }
        learned = [
            array.requires_grad_() for own in self.own.values() for name, array in own.items() if name not in FROZEN
        ]
        self._optimizer = _optimizer(recipe, learned)
        self._schedule = _scheduler(recipe.schedule, self._optimizer, recipe.learning_rate, steps, per_epoch)
        self._step = 0

    def step(self, x: Array, y: Array, order: Array | None = None) -> float:
        """Learn from a batch, its examples in `order`; the loss. Dropout uses the masks of the library's own stream."""
        order = np.arange(len(x)) if order is None else order
        kinds = {**TORCH, layers.BatchNormalization: _batch_norm, layers.Dropout: _dropout(self._masks(x, order))}
        acts = activations(self.network, self.own, to_torch(x[order]), kinds=kinds)
        loss = self._loss(acts, torch.from_numpy(y[order]))
        self._optimizer.zero_grad()
        loss.backward()
        self._optimizer.step()
        self._schedule.step()
        self._step += 1
        return float(loss.detach())

    def _loss(self, acts: dict[str, Any], y: Any) -> Any:
        scores = self.recipe.loss == "cross_entropy"
        outputs = acts[passes.score_path(self.network, scores)].flatten(1)
        if scores:
            return F.cross_entropy(outputs, y)
        return F.mse_loss(outputs, F.one_hot(y, outputs.shape[1]).to(outputs.dtype) if y.ndim == 1 else y)

    def _masks(self, x: Array, order: Array) -> Iterator[Any]:
        """What each dropout of the library multiplies by, in the order of the network."""
        draws = passes.draws(self.network, self.recipe.seed, self._step)
        for step in self.network.steps:
            if isinstance(step.layer, layers.Dropout):
                ones = np.ones((len(x), *step.output_shape), x.dtype)
                yield to_torch(step.layer.forward_training(ones, {}, draws(step.path))[0][order])

    def params(self) -> dict[str, dict[str, Array]]:
        """The parameters by path and name."""
        return {path: {name: array.detach().numpy() for name, array in own.items()} for path, own in self.own.items()}


def _batch_norm(layer: layers.BatchNormalization, x: Any, p: dict[str, Any]) -> Any:
    moving = p["moving_mean"], p["moving_variance"]
    return F.batch_norm(x, *moving, p.get("gamma"), p.get("beta"), training=True, momentum=0.1, eps=layer.epsilon)


def _dropout(masks: Iterator[Any]) -> Any:
    return lambda layer, x, p: x * next(masks)
