"""Exercises about activations: the gradient of a ReLU and the shares of a softmax."""

from __future__ import annotations

import random

import numpy as np

from explorer.layers import ReLU, Softmax
from explorer.layers.base import Array
from explorer.lessons.exercises.exercise import ExerciseDraft, Mistake, answer_text
from explorer.lessons.shown import Grid, Grids
from explorer.lessons.tools import matrix_text


def slopes(rng: random.Random) -> ExerciseDraft:
    """The number of cells of a map in which a ReLU passes the gradient on."""
    numbers = [rng.randint(-6, 6) for _ in range(9)]
    numbers[rng.randrange(9)] = 0
    x = np.array(numbers, np.float64).reshape(3, 3)
    out = ReLU().forward(x, {})
    through = int(np.count_nonzero(out))  # where a small change of the input changes the output
    below = int((x < 0).sum())
    return ExerciseDraft(
        "This map enters a ReLU. Through how many of its cells can a gradient flow back?",
        answer_text(through),
        (
            Mistake(answer_text(int((x >= 0).sum())), "That counts zeros too; at zero the slope is taken as 0."),
            Mistake(answer_text(below), "Those are the cells that are cut off: their slope is 0."),
            Mistake(answer_text(int((x != 0).sum())), "That counts negative cells; there the ReLU is flat."),
            Mistake(answer_text(x.size), "A ReLU is flat below zero, and nothing flows back through a flat place."),
            Mistake(
                answer_text(int(out.sum())), "That adds the outputs; the question is how many cells have the slope 1."
            ),
        ),
        f"{through} cells are above zero: there the slope is 1. In the other {x.size - through} it is 0.",
        figures=(Grids((Grid("map", x, "map", size=132),), f"Map: {matrix_text(x)}."),),
    )


def shares(rng: random.Random) -> ExerciseDraft:
    """The softmax of three numbers, to be chosen among the results of wrong rules."""
    z = np.array(rng.sample(range(-2, 5), 3), np.float64)
    right = Softmax().forward(z, {})
    flat, winner_only = np.full(3, 1 / 3), np.eye(3)[int(z.argmax())]
    sizes = np.abs(z) / np.abs(z).sum()
    halves = 2.0 ** (z - z.max())
    return ExerciseDraft(
        f"A softmax gets **{', '.join(f'{v:g}' for v in z)}**. What comes out, to two decimals?".replace("-", "−"),
        _written(right),
        (
            Mistake(_written(1 / (1 + np.exp(-z))), "That is a sigmoid of each: it does not add up to 1."),
            Mistake(
                _written(sizes),
                "That divides by the sum without taking exponentials first: differences count, not sizes.",
            ),
            Mistake(_written(Softmax().forward(-z, {})), "That gives the smallest number the largest share."),
            Mistake(_written(halves / halves.sum()), "That takes powers of 2; the base is e = 2.718…"),
            Mistake(_written(winner_only), "That gives everything to the winner; softmax leaves something for each."),
            Mistake(_written(flat), "Only equal numbers get equal shares."),
        ),
        "exp of each, divided by their sum: "
        + ", ".join(f"e^{v:g} = {np.exp(v):.3g}" for v in z).replace("-", "−")
        + f"; together {np.exp(z).sum():.3g}.",
        numeric=False,
    )


def _written(values: Array) -> str:
    return ", ".join(f"{value:.2f}" for value in values)
