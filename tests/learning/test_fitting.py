"""Fitting: what its steps say, and that the same arguments give the same numbers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import explorer
from explorer import (
    BatchNormalization,
    Conv2D,
    Dense,
    Dropout,
    Flatten,
    GlobalAveragePool2D,
    MaxPool2D,
    Network,
    Recipe,
    ReLU,
    Residual,
    Softmax,
)
from explorer.errors import SettingError, TrainingError, WeightsError
from explorer.kernels import threads
from explorer.layers.base import Layer
from explorer.learning import Cosine, Examples, Fitting

NETWORK = Network(
    (
        *(Conv2D(filters=4, padding="same"), BatchNormalization(), ReLU(), MaxPool2D()),
        *(Flatten(), Dropout(rate=0.25), Dense(units=3), Softmax()),
    ),
    (8, 8, 1),
)


def bars(count: int = 60, seed: int = 0) -> Examples:
    """Rows, columns and diagonals of light, which three filters tell apart."""
    rng = np.random.default_rng(seed)
    x, y = rng.integers(0, 40, (count, 8, 8, 1)).astype(np.uint8), rng.integers(0, 3, count)
    for picture, kind in zip(x, y, strict=True):
        at = rng.integers(1, 7)
        if kind == 0:
            picture[at] = 255
        elif kind == 1:
            picture[:, at] = 255
        else:
            picture[np.arange(8), np.arange(8)] = 255
    return Examples(x, y)


RECIPE = Recipe(learning_rate=0.01, batch_size=8, epochs=12)


def all_params(fitting: Fitting) -> dict[str, np.ndarray]:
    return {f"{path}/{name}": array for path, own in fitting.params.items() for name, array in own.items()}


def same(one: Fitting, other: Fitting) -> None:
    for (name, left), right in zip(all_params(one).items(), all_params(other).values(), strict=True):
        np.testing.assert_array_equal(left, right, name)


def test_a_network_learns() -> None:
    fitting = explorer.fit(NETWORK, bars(), RECIPE)
    steps = list(fitting)
    assert (len(steps), fitting.step, fitting.steps, fitting.steps_per_epoch, fitting.epoch) == (96, 96, 96, 8, 12.0)
    assert [(s.step, s.epoch, s.batch) for s in steps[6:9]] == [(7, 1, 7), (8, 1, 8), (9, 2, 1)]
    assert [len(s.indices) for s in steps[:8]] == [8] * 7 + [4]
    assert sorted(np.concatenate([s.indices for s in steps[8:16]])) == list(range(60))
    assert steps[0].loss > 0.9
    assert np.mean([s.loss for s in steps[-8:]]) < 0.2
    assert np.mean([s.accuracy for s in steps[-8:]]) > 0.9
    out = explorer.run(NETWORK, fitting.params, bars(30, seed=1).batch(np.arange(30))[0])["7"]
    assert (out.argmax(axis=1) == bars(30, seed=1).y).mean() > 0.8


def test_every_epoch_has_an_order_of_its_own() -> None:
    steps = list(explorer.fit(NETWORK, bars(), Recipe(batch_size=8, epochs=3)))
    orders = [np.concatenate([step.indices for step in steps if step.epoch == epoch]).tolist() for epoch in (1, 2, 3)]
    assert all(sorted(order) == list(range(60)) for order in orders)
    assert len({tuple(order) for order in [*orders, list(range(60))]}) == 4


def test_the_same_arguments_give_the_same_numbers() -> None:
    first, second = explorer.fit(NETWORK, bars(), RECIPE), explorer.fit(NETWORK, bars(), RECIPE)
    for one, other in zip(first, second, strict=True):
        assert (one.loss, one.accuracy) == (other.loss, other.accuracy)
        np.testing.assert_array_equal(one.indices, other.indices)
    same(first, second)
    third = explorer.fit(NETWORK, bars(), Recipe(learning_rate=0.01, batch_size=8, epochs=12, seed=1))
    assert next(third).loss != next(explorer.fit(NETWORK, bars(), RECIPE)).loss


def wide() -> Network:
    return Network(
        (
            *(Conv2D(filters=16, kernel_size=5, padding="same"), ReLU(), Conv2D(filters=32, padding="same")),
            *(BatchNormalization(), ReLU(), MaxPool2D(), Flatten(), Dropout(), Dense(units=40), ReLU(), Dense(units=3)),
        ),
        (24, 24, 3),
    )


def varied() -> Network:
    """Every kernel that divides its work, on maps that are large enough for several blocks."""
    return Network(
        (
            *(Conv2D(filters=24, strides=2, padding="same"), explorer.GroupNormalization(groups=4), explorer.PReLU()),
            *(explorer.DepthwiseConv2D(padding="same"), Conv2D(filters=32, kernel_size=1), explorer.SiLU()),
            Residual(layers=(Conv2D(filters=32, padding="same", groups=2), BatchNormalization(), ReLU())),
            *(explorer.AveragePool2D(), explorer.Conv2DTranspose(filters=16, strides=2, padding="same"), ReLU()),
            *(
                explorer.LocalResponseNormalization(),
                explorer.UpSampling2D(interpolation="bilinear"),
                explorer.LayerScale(),
            ),
            *(Dense(units=12), explorer.LayerNormalization(), GlobalAveragePool2D(), Dense(units=3), Softmax()),
        ),
        (48, 48, 3),
    )


@pytest.mark.parametrize("make", [wide, pytest.param(varied, marks=pytest.mark.thorough)])
def test_the_number_of_threads_changes_nothing(make: Callable[[], Network], monkeypatch: pytest.MonkeyPatch) -> None:
    network, rng = make(), np.random.default_rng(0)
    data = Examples(rng.random((16, *network.input_shape)).astype(np.float32), rng.integers(0, 3, 16))
    found = []
    for count in (1, 2, 5):
        threads._pool.cache_clear()
        monkeypatch.setattr(threads, "processors", lambda count=count: count)
        found.append(explorer.fit(network, data, Recipe(batch_size=8, epochs=2)))
        for _ in found[-1]:
            pass
    threads._pool.cache_clear()
    same(found[0], found[1])
    same(found[0], found[2])


def test_what_it_gave_out_never_changes() -> None:
    fitting = explorer.fit(NETWORK, bars(), RECIPE)
    assert fitting.gradients == {}
    next(fitting)
    params, gradients = fitting.params, fitting.gradients
    before = {name: array.copy() for name, array in all_params(fitting).items()}
    assert set(gradients) == {"0", "1", "6"}
    assert set(gradients["1"]) == {"gamma", "beta"}
    assert not params["0"]["kernel"].flags.writeable
    assert not gradients["0"]["kernel"].flags.writeable
    for _ in range(5):
        next(fitting)
    for path, own in params.items():
        for name, array in own.items():
            np.testing.assert_array_equal(array, before[f"{path}/{name}"])
    assert (fitting.params["0"]["kernel"] != params["0"]["kernel"]).any()


def test_batches_may_come_one_after_the_other() -> None:
    data = bars()
    batches = [(data.x[at : at + 10], data.y[at : at + 10]) for at in range(0, 60, 10)]
    listed = list(explorer.fit(NETWORK, batches, RECIPE))
    streamed = explorer.fit(NETWORK, iter(batches), RECIPE)
    assert (streamed.steps, streamed.steps_per_epoch, streamed.epoch) == (0, 0, 0.0)
    assert [s.loss for s in streamed] == [s.loss for s in listed]
    assert len(listed) == 6
    with pytest.raises(SettingError, match="number of steps"):
        next(explorer.fit(NETWORK, iter(batches), Recipe(schedule=Cosine())))


def test_weights_of_ones_own_are_where_it_begins() -> None:
    params = explorer.Weights(explorer.Seeded("glorot_uniform", 4)).params(NETWORK)
    fitting = explorer.fit(NETWORK, bars(), RECIPE, params, dtype=np.float64)
    np.testing.assert_array_equal(fitting.params["0"]["kernel"], params["0"]["kernel"])
    assert fitting.params["0"]["kernel"].dtype == np.float64
    assert fitting.params["1"].keys() == {"gamma", "beta", "moving_mean", "moving_variance"}


@pytest.mark.parametrize("between", [(), (BatchNormalization(),)], ids=["plain", "normalized"])
def test_a_loss_beyond_all_bounds_stops_it(between: tuple[Layer, ...]) -> None:
    network = Network((Flatten(), Dense(units=3), *between), (8, 8, 1))
    fitting = explorer.fit(
        network, bars(), Recipe(explorer.SGD(), learning_rate=1000.0, loss="squared_error", epochs=90)
    )
    with pytest.raises(TrainingError, match="smaller learning rate") as caught:
        for _ in fitting:
            pass
    assert f"Step {fitting.step + 1} leads" in caught.value.problem
    assert np.isfinite(fitting.params["1"]["kernel"]).all()


@pytest.mark.parametrize(
    ("data", "error"),
    [
        ((np.zeros((2, 8, 8)), np.zeros(2, int)), WeightsError),
        ((np.zeros((2, 8, 8, 3)), np.zeros(2, int)), WeightsError),
        ((np.zeros((2, 8, 8, 1)), np.zeros(3, int)), WeightsError),
        ((np.zeros((2, 8, 8, 1)), np.array([0, 3])), WeightsError),
        ((np.zeros((0, 8, 8, 1)), np.zeros(0, int)), WeightsError),
        (None, SettingError),
        ("cats", SettingError),
    ],
)
def test_data_that_do_not_fit_are_refused(data: Any, error: type[Exception]) -> None:
    with pytest.raises(error):
        explorer.fit(NETWORK, data)


def test_networks_that_cannot_learn_are_refused() -> None:
    with pytest.raises(SettingError, match="nothing to learn"):
        explorer.fit(Network((Flatten(),), (1, 3, 1)), (np.zeros((1, 1, 3, 1)), np.array([0])))
    with pytest.raises(SettingError, match="ends in maps"):
        explorer.fit(Network((Conv2D(),), (8, 8, 1)), bars())
