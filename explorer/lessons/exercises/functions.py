"""Exercises about layers that work number by number: which cells a ReLU lets through, what a softmax makes of three."""

from __future__ import annotations

import random

import numpy as np

from explorer.layers import ReLU, Softmax
from explorer.layers.base import Array
from explorer.lessons.exercises.exercise import Draft, Mistake, written
from explorer.lessons.shown import Grid, Grids


def slopes(chance: random.Random) -> Draft:
    """Through how many cells of a map the gradient of a ReLU passes."""
    numbers = [chance.randint(-6, 6) for _ in range(9)]
    numbers[chance.randrange(9)] = 0
    x = np.array(numbers, np.float64).reshape(3, 3)
    out = ReLU().forward(x, {})
    through = int(np.count_nonzero(out))  # where a small change of the input changes the output
    below = int((x < 0).sum())
    return Draft(
        "This map enters a ReLU. Through how many of its cells can a gradient flow back?",
        written(through),
        (
            Mistake(written(int((x >= 0).sum())), "That counts zeros too; at zero the slope is taken as 0."),
            Mistake(written(below), "Those are the cells that are cut off: their slope is 0."),
            Mistake(written(int((x != 0).sum())), "That counts negative cells; there the ReLU is flat."),
            Mistake(written(x.size), "A ReLU is flat below zero, and nothing flows back through a flat place."),
            Mistake(written(int(out.sum())), "That adds the outputs; the question is how many cells have the slope 1."),
        ),
        f"{through} cells are above zero: there the slope is 1. In the other {x.size - through} it is 0.",
        figures=(Grids((Grid("map", x, "map", size=132),), f"Map: {_words(x)}."),),
    )


def _words(matrix: Array) -> str:
    return "; ".join(" ".join(f"{v:g}" for v in line) for line in matrix).replace("-", "−")


def shares(chance: random.Random) -> Draft:
    """The softmax of three numbers, among results of other rules."""
    z = np.array(chance.sample(range(-2, 5), 3), np.float64)
    right = Softmax().forward(z, {})
    flat, one = np.full(3, 1 / 3), np.eye(3)[int(z.argmax())]
    sizes = np.abs(z) / np.abs(z).sum()
    halves = 2.0 ** (z - z.max())
    return Draft(
        f"A softmax gets **{', '.join(f'{v:g}' for v in z)}**. What comes out, to two decimals?".replace("-", "−"),
        _written(right),
        (
            Mistake(_written(1 / (1 + np.exp(-z))), "That is a sigmoid of each: it does not add up to 1."),
            Mistake(
                _written(sizes), "That divides by the sum without exponentials first: differences count, not sizes."
            ),
            Mistake(_written(Softmax().forward(-z, {})), "That gives the smallest number the largest share."),
            Mistake(_written(halves / halves.sum()), "That takes powers of 2; the base is e = 2.718…"),
            Mistake(_written(one), "That is all for the winner; softmax leaves something for each."),
            Mistake(_written(flat), "Equal shares come of equal numbers only."),
        ),
        "exp of each, divided by their sum: "
        + ", ".join(f"e^{v:g} = {np.exp(v):.3g}" for v in z).replace("-", "−")
        + f"; together {np.exp(z).sum():.3g}.",
        numeric=False,
    )


def _written(values: Array) -> str:
    return ", ".join(f"{value:.2f}" for value in values)
