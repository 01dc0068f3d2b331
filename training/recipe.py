"""The training recipe of all networks: AdamW, one-cycle schedule, shifts and flips; the same seed gives the same weights."""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass

import numpy as np
import torch
from torch import nn

from training import data
from training.architecture import Layer
from training.torch_net import Params, build, export

THREADS = 1  # sums are then in the same order on every run


@dataclass(frozen=True)
class Recipe:
    """The numbers of a training run; `keep` lists the epochs whose weights are shipped (0 is before training)."""

    epochs: int
    keep: tuple[int, ...]
    batch: int = 128
    max_lr: float = 4e-3
    weight_decay: float = 0.01
    shift: int = 1
    warm_up: float = 0.2
    seed: int = 1

    def words(self) -> str:
        """The recipe in words, for the card."""
        return (
            f"AdamW (weight decay {self.weight_decay} on all parameters), cross-entropy on the logits, "
            f"batches of {self.batch}, {self.epochs} epochs, one-cycle schedule (Smith 2018, "
            f"arXiv:1803.09820): learning rate from {self.max_lr / 25:.2g} up to {self.max_lr} over the "
            f"first {self.warm_up:.0%} of the steps, then down to almost 0, both along a cosine, while "
            "beta1 goes from 0.95 to 0.85 and back. Augmentation: random shifts of up to "
            f"{self.shift} px per axis on black ground, horizontal flips of half the images. "
            "He-normal initial kernels, zero biases. No weight averaging."
        )

    def numbers(self) -> dict[str, object]:
        """The recipe as plain data, for the card."""
        return asdict(self)


@dataclass(frozen=True)
class TrainingResult:
    """Parameters (float32, explorer layout) per kept epoch, and how long training took."""

    params: dict[int, Params]
    seconds: float


def augment(images: torch.Tensor, shift: int, generator: torch.Generator) -> torch.Tensor:
    """Augmented images, uint8 (n, 28, 28): each shifted by up to `shift` px on black ground, and half of them flipped."""
    count, size = len(images), images.shape[1]
    padded = nn.functional.pad(images, (shift,) * 4)
    starts = torch.randint(0, 2 * shift + 1, (2, count, 1), generator=generator)
    flips = torch.rand((count, 1), generator=generator) < 0.5
    along = torch.arange(size)
    rows = starts[0] + along
    cols = starts[1] + torch.where(flips, along.flip(0), along)
    return padded[torch.arange(count)[:, None, None], rows[:, :, None], cols[:, None, :]]


def train(
    layers: list[Layer],
    recipe: Recipe,
    photos: data.Photos,
    watch: Callable[[int, Params], str] = lambda epoch, params: "",
) -> TrainingResult:
    """Trains from scratch; what `watch(epoch, params)` returns is printed at the end of each epoch's line."""
    torch.set_num_threads(THREADS)
    torch.use_deterministic_algorithms(True)
    torch.manual_seed(recipe.seed)
    generator = torch.Generator().manual_seed(recipe.seed)
    net = build(layers)
    body = net[:-1]
    images, labels = torch.tensor(photos.images), torch.tensor(photos.labels).long()
    steps = len(photos) // recipe.batch
    optimiser = torch.optim.AdamW(net.parameters(), recipe.max_lr, weight_decay=recipe.weight_decay)
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimiser,
        recipe.max_lr,
        total_steps=recipe.epochs * steps,
        pct_start=recipe.warm_up,
        final_div_factor=1e4,
    )
    by_epoch = {0: export(net, layers)}
    started = time.perf_counter()
    for epoch in range(1, recipe.epochs + 1):
        losses = []
        order = torch.randperm(len(photos), generator=generator)
        for batch in order[: steps * recipe.batch].split(recipe.batch):
            x = augment(images[batch], recipe.shift, generator)[:, None].float() / 255
            loss = nn.functional.cross_entropy(body(x), labels[batch])
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            schedule.step()
            losses.append(loss.item())
        params = export(net, layers)
        if epoch in recipe.keep:
            by_epoch[epoch] = params
        seconds = time.perf_counter() - started
        line = f"epoch {epoch:2d}  loss {np.mean(losses):.4f}  {seconds:5.0f} s  {watch(epoch, params)}"
        print(line, flush=True)
    return TrainingResult({epoch: by_epoch[epoch] for epoch in recipe.keep}, time.perf_counter() - started)


def options(description: str) -> argparse.Namespace:
    """The command line of a training script."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--seed", type=int, help="another seed: reports accuracy and writes nothing")
    parser.add_argument("--choose", action="store_true", help="train on 55,000, report on 5,000 others")
    return parser.parse_args()
