"""Exercises about counts: parameters of layers, and the index of a number after Flatten."""

from __future__ import annotations

import random

import numpy as np

from explorer.analysis.architecture import formula
from explorer.layers import Dense, Flatten
from explorer.lessons.exercises.exercise import ExerciseDraft, Mistake, answer_text
from explorer.lessons.tools import conv, pool
from explorer.network import Network
from explorer.running import run


def parameters(rng: random.Random) -> ExerciseDraft:
    """The number of parameters of one layer: a convolution, a dense layer or a pooling."""
    return rng.choice((conv_parameters, conv_parameters, conv_parameters, dense_parameters, _pool))(rng)


def conv_parameters(rng: random.Random) -> ExerciseDraft:
    """The number of parameters of a convolution."""
    size, below = rng.choice((1, 3, 3, 5, 7)), rng.choice((1, 3, 4, 8, 10, 16))
    filters, side = rng.choice((4, 6, 8, 10, 16, 32)), rng.choice((28, 32, 64))
    layer = conv(filters, size, padding="same")
    step = Network((layer,), (side, side, below)).steps[1]
    taps = size * size * below
    return ExerciseDraft(
        f"A convolution has **{filters} filters** with kernels of {size} × {size}, and a bias each. Its input is "
        f"{side} × {side} × {below}. How many parameters?",
        answer_text(step.param_count),
        (
            Mistake(answer_text(taps * filters), "That forgets the biases: one per filter."),
            Mistake(answer_text(taps + 1), "That is one filter; there are more of them."),
            Mistake(
                answer_text((size * size + 1) * filters),
                "That forgets that a filter has a kernel for every input channel.",
            ),
            Mistake(answer_text((taps + below) * filters), "That gives every kernel a bias; there is one per filter."),
            Mistake(answer_text(taps * filters + 1), "That has one bias for all; there is one per filter."),
            Mistake(answer_text((size * below + 1) * filters), "That forgets to square the kernel's size."),
            Mistake(
                answer_text(side * side * below * filters),
                "That is a weight per pixel, as in a dense layer; a convolution shares its weights.",
            ),
            Mistake(
                answer_text(step.macs), "That counts multiplications, not weights: each weight is used at every place."
            ),
        ),
        f"(kernel rows · kernel columns · input channels + 1) · filters: {formula(step.param_shapes)}. The size of the "
        "image does not matter.",
    )


def dense_parameters(rng: random.Random) -> ExerciseDraft:
    """The number of parameters of a dense layer after a Flatten."""
    side, channels = rng.choice((4, 5, 7, 8)), rng.choice((3, 8, 10, 16))
    units = rng.choice((10, 16, 32, 64))
    step = Network((Flatten(), Dense(units=units)), (side, side, channels)).steps[2]
    inputs = side * side * channels
    return ExerciseDraft(
        f"All numbers of an array of {side} × {side} × {channels} (rows × columns × channels) enter a dense layer of "
        f"**{units} units**, each with a bias. How many parameters does the layer have, weights and biases together?",
        answer_text(step.param_count),
        (
            Mistake(answer_text(inputs * units), "That forgets the biases: one per unit."),
            Mistake(answer_text(inputs + units), "That adds; every input has a weight for every unit."),
            Mistake(
                answer_text((channels + 1) * units),
                "That forgets rows and columns: every cell of every map is an input.",
            ),
            Mistake(answer_text((side * side + 1) * units), "That forgets the channels."),
            Mistake(answer_text(inputs * units + 1), "That has one bias for all; there is one per unit."),
        ),
        f"Inputs · units + units: {formula(step.param_shapes)}.",
    )


def _pool(rng: random.Random) -> ExerciseDraft:
    side, channels, size = rng.choice((8, 12, 16, 24)), rng.choice((8, 10, 16, 32)), rng.choice((2, 3))
    step = Network((pool(size, size),), (side, side, channels)).steps[1]
    return ExerciseDraft(
        f"Maps of {side} × {side} × {channels} enter a max pooling of {size} × {size}, stride {size}. How many parameters "
        "does it have?",
        answer_text(step.param_count),
        (
            Mistake(
                answer_text(size * size * channels), "That counts the cells of its windows; it has no weights for them."
            ),
            Mistake(answer_text(size * size), "That gives it a kernel; it takes the largest number as it is."),
            Mistake(answer_text(channels), "That gives it biases; pooling adds nothing."),
        ),
        "Pooling takes the largest number of each window: nothing is weighted, nothing is learned. It saves parameters only "
        "in a dense layer that follows, because fewer numbers reach it.",
    )


def places(rng: random.Random) -> ExerciseDraft:
    """The unit that Flatten makes of one number of the maps, which is also its place in memory."""
    rows, cols, channels = rng.randint(3, 8), rng.randint(3, 8), rng.choice((2, 3, 4, 8))
    row, col, channel = rng.randrange(rows), rng.randint(1, cols - 1), rng.randrange(channels)
    row = max(row, 1)
    network = Network((Flatten(),), (rows, cols, channels))
    wanted = np.zeros((1, rows, cols, channels))
    wanted[0, row, col, channel] = 1
    unit = int(run(network, {}, wanted)["0"][0].argmax())
    return ExerciseDraft(
        f"Maps of **{rows} rows, {cols} columns and {channels} channels** are flattened, rows first and channels last. Which "
        f"unit is the number at row {row}, column {col}, channel {channel}? Everything counts from 0.",
        answer_text(unit),
        (
            Mistake(answer_text((channel * rows + row) * cols + col), "That puts channels first, as PyTorch does."),
            Mistake(
                answer_text((col * rows + row) * channels + channel), "That goes column by column; rows come first."
            ),
            Mistake(answer_text(unit + 1), "That counts from 1; units count from 0."),
            Mistake(
                answer_text((row * rows + col) * channels + channel),
                "That uses the number of rows as the length of a row; a row is as long as there are columns.",
            ),
            Mistake(answer_text(row * cols + col), "That forgets the channels: each pixel takes several places."),
        ),
        f"(row · columns + column) · channels + channel = ({row} · {cols} + {col}) · {channels} + {channel} = {unit}.",
    )
