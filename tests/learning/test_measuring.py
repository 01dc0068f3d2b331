"""Measuring against a run of the network and counts written out."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

import explorer
from explorer import Dense, Flatten, Network, Recipe
from explorer.errors import SettingError
from explorer.learning import Examples, measure
from tests.learning.test_fitting import NETWORK, bars


@pytest.mark.parametrize("limit", [None, 7, 1000])
def test_loss_accuracy_and_confusion_are_those_of_a_run(limit: int | None) -> None:
    fitting = explorer.fit(NETWORK, bars(), Recipe(epochs=1, batch_size=8))
    for _ in fitting:
        pass
    examples = bars(150, seed=2)
    found = fitting.measure(examples, limit)
    x, y = examples.batch(found.indices)
    shares = explorer.run(NETWORK, fitting.params, x)["7"].astype(np.float64)
    assert found.count == (7 if limit == 7 else 150)
    assert len(set(found.indices.tolist())) == found.count
    np.testing.assert_allclose(found.losses, -np.log(shares[np.arange(len(y)), y]), rtol=1e-4)
    assert found.loss == pytest.approx(float(found.losses.mean()))
    assert found.predicted.tolist() == shares.argmax(axis=1).tolist()
    assert found.accuracy == np.mean(found.predicted == y)
    for row, col in np.ndindex(3, 3):
        assert found.confusion[row, col] == sum((y == row) & (found.predicted == col))


def test_targets_that_are_numbers_have_no_classes() -> None:
    network = Network((Flatten(), Dense(units=2)), (1, 2, 1))
    params = {"1": {"kernel": np.eye(2), "bias": np.zeros(2)}}
    examples = Examples(np.array([[1.0, 0.0], [0.5, 0.5]]).reshape(2, 1, 2, 1), np.array([[1.0, 0.0], [0.5, 1.5]]))
    found = measure(network, params, examples, "squared_error")
    assert found.loss == 0.25
    assert math.isnan(found.accuracy)
    assert found.confusion.shape == (0, 0)


@pytest.mark.parametrize(("examples", "limit"), [(None, None), (bars(), 0), (bars(), 1.5), ((1, 2), None)])
def test_what_cannot_be_measured_is_refused(examples: Any, limit: Any) -> None:
    with pytest.raises(SettingError):
        measure(NETWORK, explorer.Weights().params(NETWORK), examples, limit=limit)


def test_nothing_to_measure_is_no_number() -> None:
    examples = Examples(np.zeros((0, 8, 8, 1)), np.zeros(0, np.int64))
    found = measure(NETWORK, explorer.Weights().params(NETWORK), examples)
    assert found.count == 0
    assert math.isnan(found.loss)
