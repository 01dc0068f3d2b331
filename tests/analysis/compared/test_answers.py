"""The answers of two networks side by side."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer import Dense, Flatten, Network, ReLU, Softmax, Weights, run
from explorer.analysis.compared.answers import AnswerPair, compare_answers, shares_by_class

SHARES = st.dictionaries(st.sampled_from("abcdefg"), st.floats(0, 1), max_size=7)


def test_the_likeliest_of_both_with_their_change() -> None:
    left, right = {"cat": 0.7, "dog": 0.2, "cow": 0.1}, {"cat": 0.1, "dog": 0.3, "owl": 0.6}
    pairs = compare_answers(left, right, 2)
    assert [pair.name for pair in pairs] == ["cat", "owl", "dog"]
    assert pairs[0].points == pytest.approx(-60)
    assert pairs[1] == AnswerPair("owl", None, 0.6)
    assert pairs[1].points is None


@given(left=SHARES, right=SHARES, most=st.integers(1, 4))
def test_exchanging_the_sides_mirrors_the_answers(left: dict[str, float], right: dict[str, float], most: int) -> None:
    mirrored = {AnswerPair(pair.name, pair.right, pair.left) for pair in compare_answers(right, left, most)}
    assert set(compare_answers(left, right, most)) == mirrored


@given(shares=SHARES.filter(bool))
def test_the_same_answers_do_not_differ(shares: dict[str, float]) -> None:
    assert all(pair.points == 0 for pair in compare_answers(shares, shares))


def test_shares_by_class_are_the_softmax() -> None:
    network = Network((Flatten(), Dense(units=3), Softmax()), (2, 2, 1))
    acts = run(network, Weights().params(network), np.ones((1, 2, 2, 1), np.float32))
    shares = shares_by_class(network, Weights(), acts, ("cat", "dog", "cat"))
    assert list(shares) == ["cat", "dog", "cat (unit 2)"]
    assert list(shares.values()) == [float(each) for each in acts["2"][0]]
    assert list(shares_by_class(network, Weights(), acts)) == ["class 0", "class 1", "class 2"]


def test_without_probabilities_there_are_no_answers() -> None:
    network = Network((ReLU(),), (2, 2, 1))
    acts = run(network, {}, np.ones((1, 2, 2, 1), np.float32))
    assert shares_by_class(network, Weights(), acts) == {}
    assert compare_answers({}, {}) == ()
