"""Exercises about counts: parameters of convolutions, dense layers and pooling."""

from __future__ import annotations

import random

import numpy as np

from explorer.analysis.architecture import formula
from explorer.layers import Dense, Flatten
from explorer.lessons.exercises.exercise import Draft, Mistake, written
from explorer.lessons.tools import conv, pool
from explorer.network import Network
from explorer.running import run


def parameters(chance: random.Random) -> Draft:
    """Parameters of one layer."""
    return chance.choice((conv_parameters, conv_parameters, conv_parameters, dense_parameters, _pool))(chance)


def conv_parameters(chance: random.Random) -> Draft:
    """Parameters of a convolution."""
    size, below = chance.choice((1, 3, 3, 5, 7)), chance.choice((1, 3, 4, 8, 10, 16))
    filters, side = chance.choice((4, 6, 8, 10, 16, 32)), chance.choice((28, 32, 64))
    layer = conv(filters, size, padding="same")
    step = Network((layer,), (side, side, below)).steps[1]
    taps = size * size * below
    return Draft(
        f"A convolution has **{filters} filters** with kernels of {size} × {size}, and a bias each. Its input is "
        f"{side} × {side} × {below}. How many parameters?",
        written(step.param_count),
        (
            Mistake(written(taps * filters), "That forgets the biases: one per filter."),
            Mistake(written(taps + 1), "That is one filter; there are more of them."),
            Mistake(
                written((size * size + 1) * filters), "That forgets that a filter has a kernel for every input channel."
            ),
            Mistake(written((taps + below) * filters), "That gives every kernel a bias; there is one per filter."),
            Mistake(written(taps * filters + 1), "That has one bias for all; there is one per filter."),
            Mistake(written((size * below + 1) * filters), "That forgets to square the kernel's size."),
            Mistake(
                written(side * side * below * filters),
                "That is a weight per pixel, as in a dense layer; a convolution shares its weights.",
            ),
            Mistake(
                written(step.macs), "That counts multiplications, not weights: each weight is used at every place."
            ),
        ),
        f"(kernel rows · kernel columns · input channels + 1) · filters: {formula(step.param_shapes)}. The size of the "
        "image does not matter.",
    )


def dense_parameters(chance: random.Random) -> Draft:
    """Parameters of a dense layer behind a Flatten."""
    side, channels = chance.choice((4, 5, 7, 8)), chance.choice((3, 8, 10, 16))
    units = chance.choice((10, 16, 32, 64))
    step = Network((Flatten(), Dense(units=units)), (side, side, channels)).steps[2]
    inputs = side * side * channels
    return Draft(
        f"All numbers of an array of {side} × {side} × {channels} (rows × columns × channels) enter a dense layer of "
        f"**{units} units**, each with a bias. How many parameters does the layer have, weights and biases together?",
        written(step.param_count),
        (
            Mistake(written(inputs * units), "That forgets the biases: one per unit."),
            Mistake(written(inputs + units), "That adds; every input has a weight for every unit."),
            Mistake(
                written((channels + 1) * units), "That forgets rows and columns: every cell of every map is an input."
            ),
            Mistake(written((side * side + 1) * units), "That forgets the channels."),
            Mistake(written(inputs * units + 1), "That has one bias for all; there is one per unit."),
        ),
        f"Inputs · units + units: {formula(step.param_shapes)}.",
    )


def _pool(chance: random.Random) -> Draft:
    side, channels, size = chance.choice((8, 12, 16, 24)), chance.choice((8, 10, 16, 32)), chance.choice((2, 3))
    step = Network((pool(size, size),), (side, side, channels)).steps[1]
    return Draft(
        f"Maps of {side} × {side} × {channels} enter a max pooling of {size} × {size}, stride {size}. How many parameters "
        "does it have?",
        written(step.param_count),
        (
            Mistake(
                written(size * size * channels), "That counts the cells of its windows; it has no weights for them."
            ),
            Mistake(written(size * size), "That gives it a kernel; it takes the largest number as it is."),
            Mistake(written(channels), "That gives it biases; pooling adds nothing."),
        ),
        "Pooling takes the largest number of each window: nothing is weighted, nothing is learned. It saves parameters only "
        "in a dense layer that follows, because fewer numbers reach it.",
    )


def places(chance: random.Random) -> Draft:
    """The place of a number in memory, or the unit that Flatten makes of it."""
    rows, cols, channels = chance.randint(3, 8), chance.randint(3, 8), chance.choice((2, 3, 4, 8))
    row, col, channel = chance.randrange(rows), chance.randint(1, cols - 1), chance.randrange(channels)
    row = max(row, 1)
    network = Network((Flatten(),), (rows, cols, channels))
    wanted = np.zeros((1, rows, cols, channels))
    wanted[0, row, col, channel] = 1
    unit = int(run(network, {}, wanted)["0"][0].argmax())
    return Draft(
        f"Maps of **{rows} rows, {cols} columns and {channels} channels** are flattened, rows first and channels last. Which "
        f"unit is the number at row {row}, column {col}, channel {channel}? Everything counts from 0.",
        written(unit),
        (
            Mistake(written((channel * rows + row) * cols + col), "That puts channels first, as PyTorch does."),
            Mistake(written((col * rows + row) * channels + channel), "That goes column by column; rows come first."),
            Mistake(written(unit + 1), "That counts from 1; units count from 0."),
            Mistake(
                written((row * rows + col) * channels + channel),
                "That takes the rows for the length of a row; it is the columns.",
            ),
            Mistake(written(row * cols + col), "That forgets the channels: each pixel takes several places."),
        ),
        f"(row · columns + column) · channels + channel = ({row} · {cols} + {col}) · {channels} + {channel} = {unit}.",
    )
