"""Exercises about learning: the loss of an answer, a step of gradient descent, the gradient of a convolution's weight."""

from __future__ import annotations

import random

import numpy as np

from explorer.lessons.exercises.exercise import ExerciseDraft, Mistake, answer_text
from explorer.lessons.shown import Grid, Grids
from explorer.lessons.tools import conv, matrix_text
from explorer.network import Network
from explorer.running import backprop, run

SHARES = (0.9, 0.8, 0.75, 0.6, 0.5, 0.4, 0.3, 0.25, 0.2, 0.1, 0.05, 0.02, 0.01)


def cross_entropy(rng: random.Random) -> ExerciseDraft:
    """The cross-entropy of an answer, to be chosen among the results of wrong rules."""
    share = rng.choice(SHARES)
    count = rng.choice((3, 4, 5, 10))
    right = -np.log(share)
    return ExerciseDraft(
        f"A network chooses among {count} classes. It gives the right one a share of **{share:g}**. "
        "How large is the cross-entropy, to two decimals?",
        f"{right:.2f}",
        (
            Mistake(f"{1 - share:.2f}", "That is how much the share misses 1; cross-entropy takes the logarithm."),
            Mistake(f"{-np.log2(share):.2f}", "That is the logarithm to base 2; losses take the natural one."),
            Mistake(f"{-np.log10(share):.2f}", "That is the logarithm to base 10; losses take the natural one."),
            Mistake(f"{-np.log(1 - share):.2f}", "That is for the share of all wrong classes; the right one's counts."),
            Mistake(f"{(1 - share) ** 2:.2f}", "That squares the difference, which is another loss."),
            Mistake(f"{np.log(count):.2f}", f"That is the loss of equal shares, 1/{count} for every class."),
        ),
        f"−log {share:g} = {right:.2f}. The other shares do not matter, nor does the number of classes.",
        numeric=False,
    )


def step(rng: random.Random) -> ExerciseDraft:
    """The weight after one step of gradient descent, in whole numbers."""
    rate = rng.choice((0.1, 0.2, 0.5))
    weight, moved = rng.randint(-9, 9), rng.choice([n for n in range(-6, 7) if n])
    gradient = round(moved / rate)
    after = weight - moved

    def text(value: float) -> str:
        return answer_text(round(value))

    return ExerciseDraft(
        f"A weight is **{weight}**, the gradient of the loss there **{gradient}**, the learning rate **{rate:g}**. "
        "Where is the weight after one step of gradient descent?".replace("-", "−"),
        text(after),
        (
            Mistake(text(weight + moved), "That goes uphill: the step is against the gradient."),
            Mistake(text(weight - gradient), "That forgets the learning rate."),
            Mistake(text(weight + gradient), "That goes uphill, and forgets the learning rate."),
            Mistake(text(-moved), "That is the change; it is added to the weight."),
            Mistake(text(moved), "That is the gradient times the learning rate; it is subtracted from the weight."),
        ),
        f"{weight} − {rate:g} · {_bracketed(gradient)} = {weight} − {_bracketed(moved)} = {after}.".replace("-", "−"),
    )


def kernel_gradient(rng: random.Random) -> ExerciseDraft:
    """The gradient of one weight of a 2 x 2 kernel on a 3 x 3 picture: a sum over four positions."""
    x = np.array([rng.randint(0, 3) for _ in range(9)], np.float64).reshape(3, 3)
    arriving = np.array([rng.randint(-2, 3) for _ in range(4)], np.float64).reshape(2, 2)
    row, col = rng.randint(0, 1), rng.randint(0, 1)
    network = Network((conv(1, 2),), (3, 3, 1))
    params = {"0": {"kernel": np.ones((2, 2, 1, 1)), "bias": np.zeros(1)}}
    acts = run(network, params, x[None, :, :, None])
    slopes = backprop(network, params, acts, arriving[None, :, :, None]).params["0"]
    gradient = slopes["kernel"][:, :, 0, 0]
    under = x[row : row + 2, col : col + 2]
    terms = " + ".join(f"{_bracketed(int(g))} · {int(p)}" for g, p in zip(arriving.ravel(), under.ravel(), strict=True))
    right = int(gradient[row, col])
    return ExerciseDraft(
        "A kernel of 2 × 2 slides over this picture. This gradient arrives at its map. What is the gradient of the weight at "
        f"**row {row}, column {col}** of the kernel?",
        answer_text(right),
        (
            Mistake(
                answer_text(int(arriving[row, col] * x[row, col])),
                "That is one position only; the weight was used at all four.",
            ),
            Mistake(answer_text(int(gradient[col, row])), "That mixes up rows and columns: the row comes first."),
            Mistake(
                answer_text(int((arriving * under[::-1, ::-1]).sum())), "That turns the pixels; there is no flip here."
            ),
            Mistake(
                answer_text(int(slopes["bias"][0])), "That is the bias's gradient; a weight's takes the pixels too."
            ),
            Mistake(answer_text(int(under.sum())), "That adds the pixels and leaves out what arrives."),
            Mistake(answer_text(int(gradient[1 - row, 1 - col])), "That is the weight in the opposite corner."),
        ),
        f"At each position, what arrives times the pixel that the weight met: {terms} = {right}.".replace("-", "−"),
        figures=(
            Grids(
                (
                    Grid("picture", x, "count", size=118),
                    Grid("gradient that arrives", arriving, "map", size=100),
                ),
                f"Picture: {matrix_text(x)}. Gradient that arrives: {matrix_text(arriving)}.",
            ),
        ),
    )


def _bracketed(value: float) -> str:
    return f"({value:g})" if value < 0 else f"{value:g}"
