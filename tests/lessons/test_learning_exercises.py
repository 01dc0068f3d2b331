"""The exercises on learning, answered a second way from their questions alone."""

from __future__ import annotations

import math
import re

import numpy as np
from scipy.signal import correlate2d

from explorer.lessons.exercises import generate
from explorer.lessons.exercises.exercise import answer_text
from explorer.lessons.shown import Grids

EACH = 80


def numbers(text: str) -> list[float]:
    return [float(n.replace("−", "-").replace(",", "")) for n in re.findall(r"−?\d[\d,]*(?:\.\d+)?(?<!,)", text)]


def test_cross_entropies_by_the_logarithm() -> None:
    for seed in range(EACH):
        exercise = generate("cross_entropy", seed)
        _, share = numbers(exercise.question)
        assert exercise.answer == f"{-math.log(share):.2f}"


def test_steps_by_their_rule() -> None:
    for seed in range(EACH):
        exercise = generate("step", seed)
        weight, gradient, rate = numbers(exercise.question)
        assert exercise.answer == answer_text(round(weight - rate * gradient))


def test_gradients_of_weights_are_a_sliding_sum() -> None:
    for seed in range(EACH):
        exercise = generate("kernel_gradient", seed)
        assert isinstance(exercise.figures[0], Grids)
        x, arriving = (grid.values for grid in exercise.figures[0].grids)
        row, col = map(int, numbers(exercise.question)[-2:])
        assert exercise.answer == answer_text(int(correlate2d(x, arriving, mode="valid")[row, col]))


def test_steps_of_a_training_by_counting() -> None:
    for seed in range(EACH):
        exercise = generate("training_steps", seed)
        pictures, batch, epochs = map(int, numbers(exercise.question))
        assert exercise.answer == answer_text(sum(len(range(0, pictures, batch)) for _ in range(epochs)))


def test_the_best_epoch_has_the_smallest_validation_loss_and_not_the_smallest_training_loss() -> None:
    for seed in range(EACH):
        exercise = generate("stopping", seed)
        training, validation = (
            numbers(line.partition(": ")[2]) for line in exercise.question.splitlines() if line.startswith("> ")
        )
        assert exercise.answer == str(int(np.argmin(validation)) + 1)
        assert int(np.argmin(training)) == len(training) - 1 != int(np.argmin(validation))
        assert validation.count(min(validation)) == 1


def test_normalised_numbers_by_definition() -> None:
    for seed in range(EACH):
        exercise = generate("normalised", seed)
        *x, gamma, beta, chosen = numbers(exercise.question)
        expected = gamma * (chosen - np.mean(x)) / np.std(x) + beta
        assert chosen in x
        assert abs(expected - round(expected)) < 1e-9
        assert exercise.answer == answer_text(round(expected))
