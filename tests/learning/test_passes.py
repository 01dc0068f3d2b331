"""The passes of training: gradients against central differences, with dropout and the statistics of the batch."""

from __future__ import annotations

from typing import Any

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

import explorer
from explorer import BatchNormalization, Conv2D, Dense, Dropout, Flatten, Network, ReLU, Residual, Softmax, Tanh
from explorer.kernels.normalization.batch_statistics import moments_of
from explorer.learning import passes
from explorer.learning.recipe.losses import LOSSES
from tests.strategies import nested_networks, random_params

SEED, STEP = 3, 5
NETWORK = Network(
    (
        *(Conv2D(filters=3, kernel_size=2), BatchNormalization(), Tanh(), Dropout(rate=0.3)),
        Residual(layers=(Conv2D(filters=3, padding="same", use_bias=False), BatchNormalization(scale=False))),
        *(Flatten(), Dense(units=4), BatchNormalization(), Dense(units=3), Softmax()),
    ),
    (4, 5, 2),
)


def loss_of(network: Network, params: Any, x: np.ndarray, dy: np.ndarray, end: str) -> float:
    done = passes.forward(network, params, x, passes.draws(network, SEED, STEP), end)
    return float((done.acts[end] * dy).sum())


def check_slopes(network: Network, end: str, seed: int) -> None:
    params = {path: {k: np.array(v) for k, v in own.items()} for path, own in random_params(network, seed).items()}
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(3, *network.input_shape))
    dy = rng.normal(size=(3, *network.step(end).output_shape))
    done = passes.forward(network, params, x, passes.draws(network, SEED, STEP), end)
    gradients = passes.backward(network, params, done, dy, end)
    for path, own in gradients.items():
        for name, gradient in own.items():
            way = rng.normal(size=gradient.shape)
            slopes = []
            for eps in (1e-6, 2.5e-7):
                ends = []
                for sign in (1, -1):
                    moved = {**params, path: {**params[path], name: params[path][name] + sign * eps * way}}
                    ends.append(loss_of(network, moved, x, dy, end))
                slopes.append((ends[0] - ends[1]) / (2 * eps))
            scale = float(np.abs(gradient * way).sum()) + 1e-3 * abs(loss_of(network, params, x, dy, end)) + 1
            if abs(slopes[0] - slopes[1]) < 1e-5 * scale:  # otherwise some cell stepped over a kink
                np.testing.assert_allclose((gradient * way).sum(), slopes[1], rtol=1e-4, atol=1e-5 * scale)


def test_gradients_with_dropout_and_batch_statistics_are_slopes() -> None:
    check_slopes(NETWORK, NETWORK.steps[-1].sources[0], 0)
    check_slopes(NETWORK, NETWORK.steps[-1].path, 1)


@given(network=nested_networks(), seed=st.integers(0, 99))
def test_gradients_of_random_networks_are_slopes(network: Network, seed: int) -> None:
    check_slopes(network, network.steps[-1].path, seed)


@given(network=nested_networks(), seed=st.integers(0, 99))
def test_predictions_are_those_of_a_run(network: Network, seed: int) -> None:
    params, x = random_params(network, seed), np.random.default_rng(seed).normal(size=(2, *network.input_shape))
    end = network.steps[-1].path
    np.testing.assert_array_equal(passes.predict(network, params, x, end), explorer.run(network, params, x)[end])


def test_softmax_and_cross_entropy_are_taken_together() -> None:
    loss = LOSSES["cross_entropy"]
    assert passes.score_path(NETWORK, loss.from_scores) == NETWORK.steps[-1].sources[0]
    assert passes.score_path(NETWORK, LOSSES["squared_error"].from_scores) == NETWORK.steps[-1].path
    plain = Network((Flatten(), Dense(units=3)), (1, 2, 1))
    assert passes.score_path(plain, loss.from_scores) == "1"


def test_backward_lets_go_of_every_activation() -> None:
    params = random_params(NETWORK)
    end = NETWORK.steps[-1].path
    done = passes.forward(NETWORK, params, np.ones((2, *NETWORK.input_shape)), passes.draws(NETWORK, 0, 0))
    passes.backward(NETWORK, params, done, np.ones((2, 3)), end)
    assert list(done.acts) == [""]
    assert done.kept == {}


def test_no_gradient_is_worked_out_where_nothing_is_learned() -> None:
    network = Network((ReLU(), Flatten(), Dense(units=2)), (2, 2, 1))
    seen = []
    params = random_params(network)
    done = passes.forward(network, params, np.ones((1, 2, 2, 1)), passes.draws(network, 0, 0))
    passes.backward(network, params, done, np.ones((1, 2)), "2", lambda path, array: seen.append(path))
    assert seen == ["2"]


def test_dropout_drops_its_part_and_scales_the_rest() -> None:
    network = Network((Dropout(rate=0.25),), (40, 50, 3))
    x = np.random.default_rng(0).normal(size=(4, 40, 50, 3)) + 5
    outs = [passes.forward(network, {}, x, passes.draws(network, SEED, step)).acts["0"] for step in (0, 0, 1)]
    np.testing.assert_array_equal(outs[0], outs[1])
    assert (outs[0] != outs[2]).any()
    kept = outs[0] != 0
    np.testing.assert_allclose(outs[0][kept], x[kept] / 0.75)
    assert abs(kept.mean() - 0.75) < 4 * (0.75 * 0.25 / x.size) ** 0.5


def test_a_rate_of_one_drops_all_and_of_zero_nothing() -> None:
    x = np.ones((1, 4, 4, 1))
    for rate, wanted in ((0.0, 16), (1.0, 0)):
        network = Network((Dropout(rate=rate),), (4, 4, 1))
        done = passes.forward(network, {}, x, passes.draws(network, 0, 0))
        assert done.acts["0"].sum() == wanted


def test_batch_normalization_follows_the_batch() -> None:
    layer = BatchNormalization()
    x = np.random.default_rng(0).normal(3, 2, (6, 5, 4, 2))
    params = {"gamma": np.ones(2), "beta": np.zeros(2), "moving_mean": np.zeros(2), "moving_variance": np.ones(2)}
    out, kept = layer.forward_training(x, params, lambda count: np.zeros(count, np.uint32))
    np.testing.assert_allclose(out.mean(axis=(0, 1, 2)), 0, atol=1e-12)
    np.testing.assert_allclose(out.var(axis=(0, 1, 2)), 1, atol=1e-3)
    new = layer.measured(params, kept)
    np.testing.assert_allclose(new["moving_mean"], 0.1 * x.mean(axis=(0, 1, 2)))
    np.testing.assert_allclose(new["moving_variance"], 0.9 + 0.1 * x.var(axis=(0, 1, 2), ddof=1))


def test_the_moments_of_a_large_batch_keep_their_digits() -> None:
    """A plain sum of a quarter of a million float32 numbers around 100 is off in the fourth digit."""
    x = np.random.default_rng(0).normal(100, 1, (64, 64, 64, 2)).astype(np.float32)
    found, exact = moments_of(x), x.astype(np.float64)
    np.testing.assert_allclose(found.mean, exact.mean(axis=(0, 1, 2)), rtol=1e-7)
    np.testing.assert_allclose(found.variance, exact.var(axis=(0, 1, 2)), rtol=1e-6)
