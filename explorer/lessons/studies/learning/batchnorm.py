"""Batch normalisation: one channel by hand, and which learning rates a network bears with and without it."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from explorer.layers import BatchNormalization, Conv2D, Dense, GlobalAveragePool2D, Layer, ReLU, Softmax
from explorer.layers.base import Array
from explorer.learning import SGD, Recipe
from explorer.lessons.lesson import Given, Study
from explorer.lessons.shown import Curves, Line, TextTable
from explorer.lessons.studies.learning.courses import Course, course
from explorer.lessons.studies.learning.opened import READY, to_train
from explorer.lessons.studies.learning.strokes import SIDE, strokes
from explorer.lessons.tools import short_number, with_commas
from explorer.network import Cell, Network

FIXED = (6.0, 8.0)
"""The numbers of the last pictures of the batch; the controls set those of the others."""
GAMMA, BETA = 1.0, 0.0
PICTURES, OTHERS, NOISE, SEED = 32, 8, 0.1, 0
RATES = (0.1, 0.3, 1.0, 3.0, 10.0)
BATCH, EPOCHS = 16, 12
WITHOUT, WITH = "without", "with batch normalisation"


@dataclass(frozen=True, eq=False)
class ByHand:
    """One channel of a batch in training: its mean, variance (over n) and normalised numbers; then the moving ones."""

    mean: float
    variance: float
    numbers: Array
    moving_mean: float
    moving_variance: float


def by_hand(x: Array) -> ByHand:
    """Batch normalisation of the numbers `x` (batch,), with moving statistics that were 0 and 1 before this step."""
    layer = BatchNormalization()
    mean = sum(x.tolist()) / len(x)
    variance = sum((value - mean) ** 2 for value in x.tolist()) / len(x)
    keep = layer.momentum
    return ByHand(
        mean,
        variance,
        GAMMA * (x - mean) / math.sqrt(variance + layer.epsilon) + BETA,
        keep * 0 + (1 - keep) * mean,
        keep * 1 + (1 - keep) * variance * len(x) / (len(x) - 1),
    )


def network(normalised: bool) -> Network:
    """Two convolutions, each followed by a batch normalisation or not, and a dense layer on the means of the maps."""

    def block() -> tuple[Layer, ...]:
        return (
            Conv2D(8, (3, 3), use_bias=not normalised),
            *((BatchNormalization(),) if normalised else ()),
            ReLU(),
        )

    return Network((*block(), *block(), GlobalAveragePool2D(), Dense(4), Softmax()), (SIDE, SIDE, 1))


def trained(normalised: bool, rate: float) -> Course:
    """The course of a training with plain SGD at this learning rate."""
    recipe = Recipe(SGD(), rate, batch_size=BATCH, epochs=EPOCHS, seed=SEED)
    return course(network(normalised), strokes(PICTURES, OTHERS, NOISE), recipe)


def batchnorm(given: Given) -> Study:
    """A channel of a batch by hand, and the loss that each learning rate leads to, with and without normalisation."""
    x = np.array([given.number("first"), given.number("second"), *FIXED])
    hand, layer = by_hand(x), BatchNormalization()
    other = by_hand(np.array([x[0], x[1] + 1, *FIXED]))
    ends = {name: [trained(name == WITH, rate).last for rate in RATES] for name in (WITHOUT, WITH)}
    best = {name: int(np.argmin(losses)) for name, losses in ends.items()}
    stack, data = network(True), strokes(PICTURES, OTHERS, NOISE)
    used = (x[0] - hand.moving_mean) / math.sqrt(hand.moving_variance + layer.epsilon)
    return Study(
        {
            "batch": with_commas(len(x)),
            "mean": short_number(hand.mean),
            "variance": short_number(hand.variance),
            "first": short_number(float(hand.numbers[0])),
            "one": with_commas(1),
            "two": with_commas(2),
            "zero": with_commas(0),
            "rates": with_commas(len(RATES)),
            "second": short_number(float(x[1] + 1)),
            "changed": short_number(float(other.numbers[0])),
            "keep": f"{100 * layer.momentum:g}%",
            "moving_mean": short_number(hand.moving_mean),
            "moving_variance": short_number(hand.moving_variance),
            "used": short_number(float(used)),
            "steps": with_commas(len(trained(True, RATES[0]).steps)),
            "even": short_number(math.log(len(data.classes))),
            "rate_without": f"{RATES[best[WITHOUT]]:g}",
            "loss_without": short_number(ends[WITHOUT][best[WITHOUT]]),
            "rate_with": f"{RATES[best[WITH]]:g}",
            "loss_with": short_number(ends[WITH][best[WITH]]),
        },
        {"by_hand": _table(x, hand), "rates": _rates(ends)},
        to_train(stack, SEED, Cell("1", 13, 13, 0)),
        READY,
    )


def _table(x: Array, hand: ByHand) -> TextTable:
    return TextTable(
        ("", "number", "minus the mean", "squared", "normalised"),
        tuple(
            (
                f"picture\u00a0{n + 1}",
                short_number(value),
                short_number(value - hand.mean),
                short_number((value - hand.mean) ** 2),
                short_number(float(hand.numbers[n])),
            )
            for n, value in enumerate(x.tolist())
        ),
        "The numbers of one channel at one place, and what batch normalisation makes of them.",
    )


def _rates(ends: dict[str, list[float]]) -> Curves:
    """The loss of the last epoch over the learning rate; a training that failed has no point."""
    return Curves(
        tuple(
            Line(
                name,
                tuple(rate for rate, loss in zip(RATES, losses, strict=True) if np.isfinite(loss)),
                tuple(loss for loss in losses if np.isfinite(loss)),
            )
            for name, losses in ((WITH, ends[WITH]), (WITHOUT, ends[WITHOUT]))
        ),
        "learning rate",
        "loss at the end",
        f"With batch normalisation the smallest loss is {min(ends[WITH]):.2g}, without it {min(ends[WITHOUT]):.2g}.",
        log_x=True,
    )
