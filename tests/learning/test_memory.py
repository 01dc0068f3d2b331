"""A step of training holds little more than all activations and the gradients: kernels work in blocks beside them."""

from __future__ import annotations

import tracemalloc
from collections.abc import Callable

import numpy as np
import pytest

import explorer
from explorer import (
    BatchNormalization,
    Conv2D,
    Dense,
    Dropout,
    Flatten,
    MaxPool2D,
    Network,
    Recipe,
    ReLU,
    Residual,
    Softmax,
)


def plain() -> Network:
    block = (Conv2D(filters=32, padding="same"), ReLU(), Conv2D(filters=32, padding="same"), ReLU(), MaxPool2D())
    return Network((*block, *block, Flatten(), Dense(units=10), Softmax()), (28, 28, 1))


def normed() -> Network:
    inner = (Conv2D(filters=16, padding="same", use_bias=False), BatchNormalization(), ReLU())
    return Network(
        (
            *(Conv2D(filters=16, padding="same"), ReLU(), Residual(layers=inner), Residual(layers=inner)),
            *(MaxPool2D(), Dropout(), Flatten(), Dense(units=10), Softmax()),
        ),
        (24, 24, 3),
    )


@pytest.mark.parametrize("make", [pytest.param(plain, marks=pytest.mark.thorough), normed])
def test_a_step_takes_at_most_half_more_than_activations_and_gradients(make: Callable[[], Network]) -> None:
    network, rng = make(), np.random.default_rng(0)
    data = (rng.random((64, *network.input_shape)).astype(np.float32), rng.integers(0, 10, 64))
    fitting = explorer.fit(network, data, Recipe(batch_size=64, epochs=3))
    next(fitting)
    needed = 4 * 64 * sum(int(np.prod(step.output_shape)) for step in network.steps) + fitting.state.learned.nbytes
    tracemalloc.start()
    try:
        next(fitting)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak <= 1.5 * needed, f"{peak / needed:.2f}"
