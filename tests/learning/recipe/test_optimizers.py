"""Optimisers against their formulas written out one weight at a time; oracles/test_training.py has PyTorch's."""

from __future__ import annotations

import math

import numpy as np
import pytest

from explorer.errors import SettingError
from explorer.learning.recipe.optimizers import BLOCK_LENGTH, SGD, Adam, AdamW, Optimizer, updated

RATE, DECAY = 0.1, 0.01


def by_hand(optimizer: Optimizer, weight: float, gradients: list[float], decay: float) -> float:
    """A weight after one step for each of `gradients`, in plain Python."""
    velocity = mean = square = 0.0
    for step, gradient in enumerate(gradients, start=1):
        g = gradient + (0 if optimizer.decoupled else decay * weight)
        if isinstance(optimizer, SGD):
            velocity = optimizer.momentum * velocity + g
            weight -= RATE * (g + optimizer.momentum * velocity if optimizer.nesterov else velocity)
            continue
        assert isinstance(optimizer, Adam)
        weight -= RATE * decay * weight if optimizer.decoupled else 0
        mean = optimizer.beta_1 * mean + (1 - optimizer.beta_1) * g
        square = optimizer.beta_2 * square + (1 - optimizer.beta_2) * g * g
        unbiased = mean / (1 - optimizer.beta_1**step), square / (1 - optimizer.beta_2**step)
        weight -= RATE * unbiased[0] / (math.sqrt(unbiased[1]) + optimizer.epsilon)
    return weight


@pytest.mark.parametrize("decay", [0.0, DECAY])
@pytest.mark.parametrize(
    "optimizer", [SGD(), SGD(momentum=0.9), SGD(momentum=0.8, nesterov=True), Adam(), Adam(beta_1=0.5), AdamW()]
)
def test_every_optimizer_is_its_formula(optimizer: Optimizer, decay: float) -> None:
    rng = np.random.default_rng(0)
    weights, gradients = rng.normal(size=5), rng.normal(size=(7, 5))
    value, kept = weights, tuple(np.zeros(5) for _ in optimizer.slots)
    for step, gradient in enumerate(gradients, start=1):
        value, kept = updated(optimizer, value, gradient, kept, step, RATE, decay)
    wanted = [by_hand(optimizer, float(w), gradients[:, at].tolist(), decay) for at, w in enumerate(weights)]
    np.testing.assert_allclose(value, wanted, rtol=1e-12)


@pytest.mark.parametrize("optimizer", [SGD(), SGD(momentum=0.9), AdamW()])
def test_blocks_change_nothing_and_nothing_is_written_to(optimizer: Optimizer) -> None:
    rng = np.random.default_rng(1)
    value, gradient = rng.normal(size=(2, 2 * BLOCK_LENGTH + 7)).astype(np.float32)
    kept = tuple(np.square(rng.normal(size=value.shape)).astype(np.float32) for _ in optimizer.slots)
    for array in (value, gradient, *kept):
        array.flags.writeable = False
    whole = optimizer.update(value, gradient, kept, 3, RATE, DECAY)
    in_blocks = updated(optimizer, value, gradient, kept, 3, RATE, DECAY)
    np.testing.assert_array_equal(whole[0], in_blocks[0])
    assert in_blocks[0].dtype == np.float32
    for one, other in zip(whole[1], in_blocks[1], strict=True):
        np.testing.assert_array_equal(one, other)


def test_decay_of_adamw_leaves_the_gradient_alone() -> None:
    """Without a gradient AdamW shrinks a weight by the rate times the decay; Adam steps by the rate, whatever the decay."""
    nothing = (np.zeros(1), np.zeros(1))
    shrunk, kept = AdamW().update(np.array([2.0]), np.zeros(1), nothing, 1, RATE, DECAY)
    assert (shrunk[0], kept[0][0]) == (2.0 * (1 - RATE * DECAY), 0.0)
    np.testing.assert_allclose(
        Adam().update(np.array([2.0]), np.zeros(1), nothing, 1, RATE, DECAY)[0], 2.0 - RATE, rtol=1e-5
    )


def test_wrong_settings_are_refused() -> None:
    with pytest.raises(SettingError, match="Momentum"):
        SGD(momentum=1.5)
    with pytest.raises(SettingError, match="Beta 1"):
        Adam(beta_1=-0.1)
