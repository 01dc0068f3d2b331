"""Batches, epochs and the learning rate: one small network, trained three times in the lesson itself."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from explorer.layers import Conv2D, Dense, Flatten, MaxPool2D, ReLU, Softmax
from explorer.learning import SGD, Adam, Recipe
from explorer.learning.recipe.optimizers import Optimizer
from explorer.lessons.lesson import Given, Study
from explorer.lessons.shown import Curves, Line
from explorer.lessons.studies.learning.courses import Course, course
from explorer.lessons.studies.learning.opened import SET_UP, to_train
from explorer.lessons.studies.learning.strokes import SIDE, strokes
from explorer.lessons.tools import plural, short_number, with_commas
from explorer.network import Network

PICTURES, OTHERS, NOISE, SEED = 64, 128, 0.1, 1
"""Pictures to learn from and to measure with, their noise, and the seed of weights and order."""
EPOCHS = 12
"""Of every training; the control shows the first of them."""
SIZES = ("4", "16", "64")


@dataclass(frozen=True)
class Rates:
    """Learning rates for one optimiser: too small a one, a right one for each of SIZES, and too large a one."""

    small: float
    right: tuple[float, ...]
    large: float


OPTIMIZERS: dict[str, tuple[Optimizer, Rates]] = {
    "SGD": (SGD(), Rates(0.01, (0.3, 0.5, 1.0), 3.0)),
    "Momentum": (SGD(momentum=0.9), Rates(0.001, (0.05, 0.2, 0.3), 1.0)),
    "Adam": (Adam(), Rates(0.0003, (0.03, 0.05, 0.05), 1.0)),
}
NETWORK = Network(
    (Conv2D(6, (3, 3)), ReLU(), MaxPool2D(), Flatten(), Dense(4), Softmax()),
    (SIDE, SIDE, 1),
)


def batches(given: Given) -> Study:
    """Three trainings that differ in their learning rate alone, and the noise of one of them."""
    optimizer, known = OPTIMIZERS[given.word("optimizer")]
    size, epochs = given.number("batch"), given.number("epochs")
    rates = known.small, known.right[SIZES.index(given.word("batch"))], known.large
    data = strokes(PICTURES, OTHERS, NOISE)
    small, right, large = (
        course(NETWORK, data, Recipe(optimizer, rate, batch_size=size, epochs=EPOCHS, seed=SEED)).until(epochs)
        for rate in rates
    )
    even = math.log(len(data.classes))
    return Study(
        {
            "pictures": with_commas(PICTURES),
            "classes": with_commas(len(data.classes)),
            "batch": with_commas(size),
            "per_epoch": plural(right.per_epoch, "step"),
            "steps": plural(len(right.steps), "step"),
            "epochs": plural(epochs, "epoch"),
            "noise": _noise(right),
            "small": f"{rates[0]:g}",
            "right": f"{rates[1]:g}",
            "large": f"{rates[2]:g}",
            "small_loss": _end(small),
            "right_loss": _end(right),
            "large_loss": _end(large),
            "accuracy": f"{100 * right.accuracy[-1]:.0f}%",
            "others": with_commas(OTHERS),
            "even": short_number(even),
        },
        {"noise": _steps(right, size), "rates": _rates(rates, (small, right, large), even)},
        to_train(NETWORK, SEED),
        SET_UP,
        Recipe(optimizer, optimizer.usual_rate, batch_size=size, epochs=epochs, seed=SEED),
    )


def _noise(right: Course) -> str:
    """How much the loss differs between the batches of an epoch, in words."""
    if right.per_epoch == 1:
        return "One batch holds all pictures, so nothing is left to chance, but an epoch is one step only"
    last = right.steps[-right.per_epoch :]
    return (
        f"In the last epoch it lies between {short_number(min(last))} and {short_number(max(last))}: "
        "every batch has other pictures, so the loss jumps, and so does the gradient"
    )


def _end(each: Course) -> str:
    return f"breaks down at step {each.failed}" if each.failed else f"ends at {short_number(each.last)}"


def _steps(right: Course, size: int) -> Curves:
    """The loss of every batch, and the means of the epochs in their middles."""
    at = (np.arange(len(right.steps)) + 0.5) / right.per_epoch
    middles = np.arange(len(right.training)) + 0.5
    return Curves(
        (
            Line("each batch", tuple(at.tolist()), right.steps),
            Line("mean of the epoch", tuple(middles.tolist()), right.training),
        ),
        "epochs",
        "loss",
        f"The loss of each batch of {size} pictures, and its mean over each epoch, which ends at {right.last:.3g}.",
    )


def _rates(rates: tuple[float, ...], all_three: tuple[Course, ...], even: float) -> Curves:
    names = ("too small", "right", "too large")
    return Curves(
        tuple(
            Line(f"{name}: {rate:g}", tuple(float(n + 1) for n in range(len(each.training))), each.training)
            for name, rate, each in zip(names, rates, all_three, strict=True)
        ),
        "epoch",
        "loss",
        "The mean loss of each epoch for a learning rate that is too small, one that is right, and one that is too large.",
        y_range=(0.0, 2 * even),
    )
