"""Losses against central differences and the sums written out."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer.errors import WeightsError
from explorer.learning.recipe.losses import LOSSES, Targets, one_hot

every_loss = pytest.mark.parametrize("loss", LOSSES.values(), ids=list(LOSSES))


def drawn(data: Any) -> tuple[np.ndarray, np.ndarray]:
    """Scores (batch, classes) and class numbers, or targets that are rows of shares."""
    batch, classes = data.draw(st.integers(1, 5)), data.draw(st.integers(1, 6))
    rng = np.random.default_rng(data.draw(st.integers(0, 999)))
    scores = rng.normal(size=(batch, classes)) * data.draw(st.sampled_from([0.1, 1.0, 30.0]))
    shares = rng.random((batch, classes))
    rows = data.draw(st.booleans())
    return scores, shares / shares.sum(axis=1, keepdims=True) if rows else rng.integers(0, classes, batch)


@every_loss
@given(data=st.data())
def test_the_gradient_is_the_slope_of_the_value(loss: Any, data: Any) -> None:
    scores, y = drawn(data)
    gradient, eps = loss.gradient(scores, y), 1e-5
    for place in np.ndindex(*scores.shape):
        step = np.zeros_like(scores)
        step[place] = eps
        slope = (loss.value(scores + step, y) - loss.value(scores - step, y)) / (2 * eps)
        np.testing.assert_allclose(gradient[place], slope, rtol=1e-5, atol=1e-8)


@given(data=st.data())
def test_cross_entropy_is_minus_the_logarithm_of_the_share(data: Any) -> None:
    scores, y = drawn(data)
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    logs = np.log(np.maximum(powers / powers.sum(axis=1, keepdims=True), 1e-300))
    wanted = [-math.fsum(row * log) for row, log in zip(one_hot(y, scores.shape[1], scores.dtype), logs, strict=True)]
    np.testing.assert_allclose(LOSSES["cross_entropy"].terms(scores, y), wanted, rtol=1e-9, atol=1e-9)


def test_scores_of_any_size_stay_finite() -> None:
    scores = np.array([[1e4, -1e4], [3e38, -3e38]], np.float32)
    loss = LOSSES["cross_entropy"]
    assert loss.terms(scores, np.array([0, 0])).tolist() == [0.0, 0.0]
    assert loss.gradient(scores, np.array([1, 1])).tolist() == [[0.5, -0.5], [0.5, -0.5]]


def test_squared_error_is_the_mean_over_outputs_and_examples() -> None:
    outputs, y = np.array([[0.5, 0.0], [1.0, 1.0]]), np.array([0, 1])
    loss = LOSSES["squared_error"]
    assert loss.value(outputs, y) == (0.25 + 0 + 1 + 0) / 4
    np.testing.assert_allclose(loss.gradient(outputs, y), np.array([[-0.5, 0], [1, 0]]) * 2 / 4)


@pytest.mark.parametrize("y", [[0, 3], [-1, 0], [[0, 1]], ["a"]])
def test_answers_that_no_output_stands_for_are_refused(y: list[Any]) -> None:
    with pytest.raises(WeightsError):
        Targets(3).checked(np.array(y))
