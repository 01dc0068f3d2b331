"""How `flowers_vgg` is trained: on a teacher's soft answers to random views; what is kept is an average of the weights."""

from __future__ import annotations

import copy
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass

import numpy as np
import torch
from torch import nn

from training.flowers.network import FlowersNet, folded
from training.flowers.views import Views
from training.recipe import THREADS, TrainingResult

COLOURS = (0.15, 0.15, 0.15)
"""Largest changes of brightness, contrast and saturation, as shares."""
SHIFT = 2
"""Largest shift of a view along each axis, px."""


@dataclass(frozen=True)
class Recipe:
    """The numbers of a training run; `keep` lists the epochs whose weights are shipped (0 is before training)."""

    epochs: int = 160
    keep: tuple[int, ...] = (0, 1, 2, 4, 8, 16, 40, 80, 160)
    batch: int = 64
    max_lr: float = 8e-3
    weight_decay: float = 0.02
    warm_up: float = 0.15
    views: int = 12
    teacher_decay: float = 3e-3
    teacher_share: float = 0.9
    temperature: float = 2.0
    average: float = 0.998
    seed: int = 1

    def numbers(self) -> dict[str, object]:
        """The recipe as plain data, for the card."""
        return asdict(self)


def train(
    recipe: Recipe,
    views: Views,
    labels: np.ndarray,
    watch: Callable[[int, nn.Module], str] = lambda epoch, net: "",
) -> TrainingResult:
    """Trains from scratch; what `watch(epoch, averaged network)` returns is printed at the end of each epoch's line."""
    torch.set_num_threads(THREADS)
    torch.use_deterministic_algorithms(True)
    torch.manual_seed(recipe.seed)
    rng = np.random.default_rng(recipe.seed)
    net = FlowersNet().to(memory_format=torch.channels_last)
    average = copy.deepcopy(net).eval()
    classes = torch.from_numpy(labels)
    steps_per_epoch = len(labels) // recipe.batch
    optimiser = torch.optim.AdamW(net.parameters(), recipe.max_lr, weight_decay=recipe.weight_decay)
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimiser, recipe.max_lr, total_steps=recipe.epochs * steps_per_epoch, pct_start=recipe.warm_up
    )
    by_epoch, started, step = {0: folded(average)}, time.perf_counter(), 0
    for epoch in range(1, recipe.epochs + 1):
        losses = []
        net.train()
        order = rng.permutation(len(labels))[: steps_per_epoch * recipe.batch]
        for batch in np.split(order, steps_per_epoch):
            seen = rng.integers(0, recipe.views, len(batch))
            x = changed(torch.from_numpy(views.pixels[batch, seen]), rng)
            with torch.autocast("cpu", torch.bfloat16):  # convolutions alone; nearly halves the time
                answers = net(x).float()
            loss = _loss(answers, classes[batch], torch.from_numpy(views.logits[batch, seen]), recipe)
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            schedule.step()
            step += 1
            _average(average, net, min(recipe.average, (1 + step) / (10 + step)))
            losses.append(loss.item())
        if epoch in recipe.keep:
            by_epoch[epoch] = folded(average)
        seconds = time.perf_counter() - started
        print(
            f"epoch {epoch:3d}  loss {np.mean(losses):.4f}  {seconds:5.0f} s  {watch(epoch, average)}",
            flush=True,
        )
    return TrainingResult(by_epoch, time.perf_counter() - started)


def changed(views: torch.Tensor, rng: np.random.Generator) -> torch.Tensor:
    """Views uint8 (n, 64, 64, 3) mirrored, shifted and changed in colour by chance: float (n, 3, 64, 64) in [0, 1]."""
    count, side = len(views), views.shape[1]
    x = views.permute(0, 3, 1, 2).float() / 255
    padded = nn.functional.pad(x, (SHIFT,) * 4, mode="reflect")
    along = torch.arange(side)
    starts = torch.from_numpy(rng.integers(0, 2 * SHIFT + 1, (2, count, 1)))
    mirrored = torch.from_numpy(rng.random((count, 1)) < 0.5)
    rows = starts[0] + along
    cols = starts[1] + torch.where(mirrored, along.flip(0), along)
    x = padded[torch.arange(count)[:, None, None], :, rows[:, :, None], cols[:, None, :]].permute(0, 3, 1, 2)
    factors = torch.from_numpy(
        1 + rng.uniform(-1, 1, (3, count, 1, 1, 1)) * np.array(COLOURS).reshape(3, 1, 1, 1, 1)
    ).float()
    x = x * factors[0]
    mean = x.mean((1, 2, 3), keepdim=True)
    x = (x - mean) * factors[1] + mean
    grey = x.mean(1, keepdim=True)
    x = (x - grey) * factors[2] + grey
    return x.clamp(0, 1).contiguous(memory_format=torch.channels_last)


def _loss(answers: torch.Tensor, hard: torch.Tensor, soft: torch.Tensor, recipe: Recipe) -> torch.Tensor:
    """Cross-entropy of the answers (n, 5) with the labels and, at a temperature, with what the teacher answered."""
    by_label = nn.functional.cross_entropy(answers, hard)
    told = torch.softmax(soft / recipe.temperature, -1)
    by_teacher = nn.functional.cross_entropy(answers / recipe.temperature, told) * recipe.temperature**2
    return (1 - recipe.teacher_share) * by_label + recipe.teacher_share * by_teacher


@torch.no_grad()
def _average(average: nn.Module, net: nn.Module, decay: float) -> None:
    """Moves the average towards the network: an exponential average of parameters and of running statistics."""
    for kept, new in zip(average.state_dict().values(), net.state_dict().values(), strict=True):
        if kept.dtype.is_floating_point:
            kept.lerp_(new, 1 - decay)
        else:
            kept.copy_(new)
