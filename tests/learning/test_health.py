"""Health: histograms, and networks that are in trouble on purpose."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

import explorer
from explorer import SGD, Adam, Dense, Flatten, Network, Recipe, ReLU, Sigmoid, Softmax
from explorer.learning import Examples, Fitting, History, examine, histogram, remarks, together
from explorer.learning.histograms import BINS
from tests.learning.test_fitting import NETWORK, RECIPE, bars


@given(arrays.arrays(np.float32, st.integers(0, 60), elements=st.floats(-(2.0**100), 2.0**100, width=32)))
def test_a_histogram_counts_every_number_once(numbers: np.ndarray) -> None:
    found = histogram(numbers)
    assert found.counts.sum() == found.count == numbers.size
    assert found.zeros == np.count_nonzero(numbers == 0)
    exact = numbers.astype(np.float64)
    assert found.limit == np.abs(exact).max(initial=0)
    if numbers.size:
        np.testing.assert_allclose(found.size, np.sqrt((exact**2).mean()), rtol=1e-5)
        np.testing.assert_allclose(found.mean, exact.mean(), rtol=1e-5, atol=1e-6 * found.limit)


def test_bins_are_equal_and_the_middle_one_is_about_zero() -> None:
    edges = np.linspace(-2, 2, BINS + 1)
    numbers = np.concatenate([[-2.0, 2.0, 0.0], edges[5:6] + 1e-9, [np.nan, np.inf]])
    found = histogram(numbers)
    assert (found.low, found.high, found.count) == (-2.0, 2.0, 4)
    assert {int(at): int(found.counts[at]) for at in np.flatnonzero(found.counts)} == {0: 1, 5: 1, 20: 1, 40: 1}


def test_histograms_share_the_axis_of_the_widest() -> None:
    rng = np.random.default_rng(0)
    spread = together(
        [histogram(rng.uniform(-1, 1, 10_000)), histogram(rng.uniform(-4, 4, 10_000)), histogram(np.zeros(3))]
    )
    assert spread.high == pytest.approx(4, abs=0.01)
    np.testing.assert_allclose(spread.shares.sum(axis=1), 1)
    np.testing.assert_allclose(spread.shares[1], 1 / BINS, atol=0.01)
    assert spread.shares[0, :15].sum() == spread.shares[0, -15:].sum() == 0
    assert spread.shares[2, BINS // 2] == 1
    assert together([]).shares.shape == (0, BINS)


def trained(network: Network, recipe: Recipe, params: Any = None, steps: int = 3) -> Fitting:
    fitting = explorer.fit(network, bars(), recipe, params)
    for _ in range(steps):
        next(fitting)
    return fitting


def test_a_healthy_network_has_records_of_all_layers_and_no_remarks() -> None:
    fitting = trained(NETWORK, RECIPE, steps=6)
    records = examine(fitting)
    assert [each.path for each in records] == ["0", "1", "2", "3", "4", "5", "6"]  # the loss takes the softmax's inputs
    assert {each.step for each in records} == {6}
    assert [each.path for each in records if each.weights] == ["0", "1", "6"]
    conv = records[0]
    assert conv.weights is not None
    np.testing.assert_array_equal(
        conv.weights.counts, histogram(fitting.layout.params(fitting.last.before.learned)["0"]["kernel"]).counts
    )
    assert 0 < conv.update < 0.2
    assert remarks(NETWORK, records, 0.01) == ()
    assert examine(explorer.fit(NETWORK, bars(), RECIPE)) == ()


def chain(activation: Any, count: int = 3) -> Network:
    hidden = tuple(layer for _ in range(count) for layer in (Dense(units=8), activation))
    return Network((Flatten(), *hidden, Dense(units=3), Softmax()), (8, 8, 1))


def test_dead_units_are_named_where_they_are() -> None:
    network = chain(ReLU(), 1)
    params = {path: dict(own) for path, own in explorer.Weights().params(network).items()}
    params["1"]["bias"] = np.array([-100.0] * 5 + [1.0] * 3, np.float32)
    fitting = trained(network, Recipe(SGD(), 0.01), params)
    (remark,) = remarks(network, examine(fitting), 0.01)
    assert (remark.path, remark.kind) == ("2", "dead")
    assert "5 of the 8 numbers of relu1" in remark.problem
    assert "learning rate below 0.01" in remark.remedy
    record = next(each for each in examine(fitting) if each.path == "2")
    assert record.dead_units == (0, 1, 2, 3, 4)


def test_a_vanishing_gradient_is_named_with_the_curve_that_flattens_it() -> None:
    network = chain(Sigmoid(), 6)
    params = {path: dict(own) for path, own in explorer.Weights().params(network).items()}
    for path in ("1", "3"):
        params[path]["bias"] = np.full(8, 18.0, np.float32)
    found = remarks(network, examine(trained(network, Recipe(SGD(), 0.01), params)), 0.01)
    vanishing = [each for each in found if each.kind == "vanishing"]
    assert vanishing[0].path == "1"
    assert "dense1" in vanishing[0].problem
    assert "ReLU instead of sigmoid1" in vanishing[0].remedy


def test_exploding_gradients_and_steps_that_go_too_far_are_named() -> None:
    network = chain(ReLU(), 4)
    params = {path: dict(own) for path, own in explorer.Weights().params(network).items()}
    params["1"]["kernel"] = params["1"]["kernel"] * np.float32(1e-7)
    found = remarks(network, examine(trained(network, Recipe(SGD(), 1e-4), params, steps=1)), 1e-4)
    assert ("1", "exploding") in [(each.path, each.kind) for each in found]
    far = remarks(network, examine(trained(network, Recipe(Adam(), 0.5), steps=1)), 0.5)
    assert [each.path for each in far if each.kind == "far"] == ["1", "3", "5", "7", "9"]
    assert all("learning rate of" in each.remedy for each in far if each.kind == "far")


def test_a_history_stays_small_and_spans_all_steps() -> None:
    history, fitting = History(most=8), explorer.fit(NETWORK, bars(), RECIPE)
    for done in fitting:
        if history.wants(done.step):
            history.add(done.step, examine(fitting, most=4))
    assert len(history.steps) <= 8
    assert history.steps[-1] > 0.85 * fitting.steps
    assert np.ptp(np.diff(history.steps)) == 0
    assert [each.step for each in history.of("0")] == list(history.steps)
    assert history.latest[0].pictures == 4
    assert History().latest == ()


def test_examples_of_one_picture_are_examined() -> None:
    network = Network((Flatten(), Dense(units=2)), (1, 2, 1))
    fitting = explorer.fit(network, Examples(np.ones((1, 1, 2, 1)), np.array([0])))
    next(fitting)
    assert [each.path for each in examine(fitting)] == ["0", "1"]
