"""Exercises about whole trainings: how many steps there are, when to stop, what batch normalisation makes of a number."""

from __future__ import annotations

import random

import numpy as np

from explorer.layers import BatchNormalization
from explorer.lessons.exercises.exercise import ExerciseDraft, Mistake, answer_text

SPREADS: tuple[tuple[int, ...], ...] = ((-1, -1, 1, 1), (-3, -1, -1, -1, 0, 0, 2, 4), (-4, -2, 0, 0, 1, 1, 1, 3))
"""Differences to the mean with a root mean square of 1 or 2: squares whose root is a whole number."""


def training_steps(rng: random.Random) -> ExerciseDraft:
    """How many steps some epochs have; the last batch of an epoch may be smaller."""
    batch = rng.choice((16, 32, 50, 64, 100))
    pictures = batch * rng.randint(4, 40) + rng.choice((0, 0, rng.randint(1, batch - 1)))
    epochs = rng.randint(2, 10)
    full, left = divmod(pictures, batch)
    per_epoch = full + bool(left)
    steps = per_epoch * epochs
    rest = f", and one of the {left} that are left" if left else ""
    return ExerciseDraft(
        f"A network learns from **{pictures:,} pictures** in batches of **{batch}**, for **{epochs} epochs**. Every picture "
        "takes part in every epoch. How many steps does the optimiser take?",
        answer_text(steps),
        (
            Mistake(answer_text(full * epochs), "That leaves out the smaller batch at the end of each epoch."),
            Mistake(answer_text(per_epoch), "That is one epoch."),
            Mistake(answer_text(pictures * epochs), "That takes one step per picture; a step takes a whole batch."),
            Mistake(answer_text(epochs), "That takes one step per epoch; there is one for each batch."),
            Mistake(answer_text(-(-pictures // epochs)), "That divides by the epochs; the batch size divides."),
            Mistake(
                answer_text(-(-pictures * epochs // batch)),
                "That lets a batch reach over the end of an epoch; each epoch begins with a new one.",
            ),
        ),
        f"An epoch has {full} full batches{rest}: {per_epoch} steps. Times {epochs}: {steps:,}.",
    )


def stopping(rng: random.Random) -> ExerciseDraft:
    """The epoch whose weights are worth keeping, from the losses of a training that over-fits."""
    count = rng.randint(6, 8)
    best = rng.randint(3, count - 2)
    training = np.cumsum([rng.uniform(0.08, 0.2) for _ in range(count)])[::-1] - 0.05
    away = np.abs(np.arange(1, count + 1) - best)
    validation = 0.6 + 0.09 * away + np.array([rng.uniform(0, 0.04) * bool(n) for n in away])
    gap = int(np.argmin(np.abs(validation - training))) + 1

    def row(values: np.ndarray) -> str:
        return ", ".join(f"{value:.2f}" for value in values)

    return ExerciseDraft(
        f"A network was measured after each of {count} epochs.\n\n> Loss on its training pictures: {row(training)}\n\n"
        f"> Loss on validation pictures: {row(validation)}\n\nAfter which epoch, counted from 1, were its weights best for "
        "new pictures?",
        answer_text(best),
        (
            Mistake(answer_text(count), "There the training loss is smallest, but that is on pictures it has seen."),
            Mistake(answer_text(best - 1), "That counts from 0, or stops one epoch early."),
            Mistake(answer_text(best + 1), "There the validation loss has already risen."),
            Mistake(answer_text(gap), "There the two are closest, but both are large: it has not learned enough."),
            Mistake(answer_text(1), "There it has learned hardly anything."),
        ),
        f"The validation loss is smallest after epoch {best}, {validation[best - 1]:.2f}. From then on it learns its own "
        "pictures by heart.",
    )


def normalised(rng: random.Random) -> ExerciseDraft:
    """One number of a batch after batch normalisation in training, with a gamma and a beta; all in whole numbers."""
    spread = np.array(rng.choice(SPREADS), np.float64)
    root = round(float(np.sqrt(np.square(spread).mean())))
    factor, mean = rng.randint(1, 3), rng.randint(-5, 9)
    gamma, beta = rng.choice((2, 4, 6)), rng.randint(-3, 5)
    x = spread * factor + mean
    order = list(range(len(x)))
    rng.shuffle(order)
    x = x[order]
    at = rng.choice([n for n, value in enumerate(x) if value != mean])
    layer = BatchNormalization(epsilon=1e-9)
    params = {"gamma": np.array([float(gamma)]), "beta": np.array([float(beta)])}
    out = layer.forward_training(x[:, None], params, lambda count: np.zeros(count, np.uint32))[0][:, 0]
    right, unit, deviation = round(float(out[at])), (x[at] - mean) / (root * factor), root * factor
    numbers = ", ".join(f"{value:g}" for value in x).replace("-", "−")

    def text(value: float) -> tuple[str, ...]:
        return (answer_text(round(value)),) if float(value).is_integer() else ()

    wrong = (
        (unit, "That leaves out gamma and beta."),
        (gamma * unit, "That leaves out beta, which is added at the end."),
        (gamma * (x[at] - mean) + beta, "That does not divide by the standard deviation."),
        (gamma * (x[at] - mean) / deviation**2 + beta, "That divides by the variance; its root divides."),
        (gamma * x[at] / deviation + beta, "That does not subtract the mean."),
        (-gamma * unit + beta, "That subtracts the number from the mean."),
        (gamma * x[at] + beta, "That does not normalise at all."),
        (x[at], "That is the number before."),
    )
    return ExerciseDraft(
        f"In training, a channel has these numbers in a batch: **{numbers}**. Batch normalisation has gamma {gamma} and "
        f"beta {beta}. What becomes of the **{x[at]:g}**? (Epsilon is too small to matter.)".replace("-", "−"),
        answer_text(right),
        tuple(Mistake(said, reason) for value, reason in wrong for said in text(value)),
        f"The mean is {mean}, the variance {deviation**2}, its root {deviation}. So {gamma} · ({x[at]:g} − "
        f"{_bracketed(mean)}) / {deviation} + {_bracketed(beta)} = {right}.".replace("-", "−"),
    )


def _bracketed(value: float) -> str:
    return f"({value:g})" if value < 0 else f"{value:g}"
