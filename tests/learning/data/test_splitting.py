"""The split: every example on one side, every class on both, the same for a seed."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer.errors import SettingError, WeightsError
from explorer.learning.data.splitting import split, validation_count

COUNTS = st.lists(st.integers(2, 30), min_size=1, max_size=6)
SHARES = st.floats(0.01, 0.9)


@given(COUNTS, SHARES, st.integers(0, 1000))
def test_a_split_keeps_every_example_once_and_every_class_on_both_sides(
    counts: list[int], share: float, seed: int
) -> None:
    y = np.random.default_rng(seed).permutation(np.repeat(np.arange(len(counts)), counts))
    learned, measured = split(y, share, seed)
    assert sorted([*learned, *measured]) == list(range(len(y)))
    for number, count in enumerate(counts):
        kept = int((y[measured] == number).sum())
        assert kept == validation_count(count, share)
        assert 1 <= kept <= count - 1
        assert kept in (1, count - 1) or abs(kept - share * count) <= 0.5


@given(COUNTS, st.integers(0, 1000))
def test_one_example_more_of_a_class_leaves_the_others_where_they_are(counts: list[int], seed: int) -> None:
    y = np.repeat(np.arange(len(counts)), counts)
    more = np.append(y, len(counts) - 1)
    before, after = (set(split(each, 0.3, seed)[1]) for each in (y, more))
    others = set(range(len(y) - counts[-1]))
    assert before & others == after & others


def test_seeds_differ_and_repeat() -> None:
    y = np.arange(100) % 2
    assert [*split(y, 0.2, 1)[1]] == [*split(y, 0.2, 1)[1]]
    assert [*split(y, 0.2, 1)[1]] != [*split(y, 0.2, 2)[1]]
    assert [*split(y, 0.2, 0)[1]][:6] == [10, 11, 34, 35, 40, 41]  # never changes: resuming needs the same split


def test_float_targets_are_split_as_one_class() -> None:
    learned, measured = split(np.zeros((10, 3)), 0.2)
    assert (len(learned), len(measured)) == (8, 2)


def test_too_few_and_wrong_shares_are_refused_with_a_remedy() -> None:
    with pytest.raises(WeightsError, match=r"Class 1 has 1 example, too few .* at least two of each class"):
        split(np.array([0, 0, 1]))
    with pytest.raises(WeightsError, match="The data has 0 examples"):
        split(np.zeros((0, 3)))
    for share in (0.0, 1.0, float("nan"), "half"):
        with pytest.raises(SettingError):
            split(np.array([0, 0]), share)  # type: ignore[arg-type]
