"""Differences and correlations of maps, against numpy.corrcoef and sums that are written out."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from explorer.analysis.compared.maps import MapsCompared, correlate

NUMBERS = st.floats(-1e4, 1e4, width=32)
PAIRS = st.tuples(st.integers(1, 5), st.integers(1, 5), st.integers(1, 4)).flatmap(
    lambda shape: st.tuples(*[arrays(np.float32, shape, elements=NUMBERS)] * 2)
)


@settings(max_examples=100)
@given(pair=PAIRS)
def test_the_correlation_is_that_of_numpy(pair: tuple[np.ndarray, np.ndarray]) -> None:
    left, right = pair
    found = correlate(left, right)
    if left.size < 2 or np.ptp(left) == 0 or np.ptp(right) == 0:
        assert found.value is None
        assert found.why
        return
    assert found.value is not None
    with np.errstate(all="ignore"):
        wanted = np.corrcoef(left.astype(np.float64).ravel(), right.astype(np.float64).ravel())[0, 1]
    spread = [np.ptp(each.astype(np.float64)) / np.abs(each).max() for each in pair]
    np.testing.assert_allclose(found.value, wanted, atol=1e-12 / min(spread) + 1e-12)
    assert -1 <= found.value <= 1


def test_the_correlation_written_out() -> None:
    left, right = np.array([1.0, 2.0, 4.0]), np.array([2.0, 1.0, 6.0])
    means = 7 / 3, 3.0
    above = sum((x - means[0]) * (y - means[1]) for x, y in zip(left, right, strict=True))
    below = math.sqrt(sum((x - means[0]) ** 2 for x in left) * sum((y - means[1]) ** 2 for y in right))
    found = correlate(left, right).value
    assert found == pytest.approx(above / below, abs=1e-15)


@settings(max_examples=60)
@given(pair=PAIRS)
def test_maps_compared_with_themselves_differ_in_nothing(pair: tuple[np.ndarray, np.ndarray]) -> None:
    maps = MapsCompared(pair[0], pair[0].copy())
    assert maps.changed == 0
    assert maps.largest == 0
    assert maps.place is None
    assert maps.correlation.value in (1.0, None)
    assert (maps.correlation.value is None) == (pair[0].size < 2 or np.ptp(pair[0]) == 0)
    assert not maps.difference.any()  # type: ignore[union-attr]


@settings(max_examples=60)
@given(pair=PAIRS)
def test_exchanging_the_sides_turns_the_difference_around(pair: tuple[np.ndarray, np.ndarray]) -> None:
    one, other = MapsCompared(*pair), MapsCompared(*reversed(pair))
    np.testing.assert_array_equal(one.difference, -other.difference)  # type: ignore[operator]
    assert one.correlation.value == other.correlation.value
    assert (one.changed, one.largest) == (other.changed, other.largest)
    assert one.most_different() == other.most_different()


def test_the_difference_and_where_it_is_largest() -> None:
    left, right = np.zeros((2, 3, 2), np.float32), np.zeros((2, 3, 2), np.float32)
    right[1, 2, 1], right[0, 0, 0], left[0, 1, 0] = -5, 2, 1
    maps = MapsCompared(left, right)
    assert (maps.largest, maps.place, maps.changed) == (5, (1, 2, 1), 3)
    assert maps.most_different() == [1, 0]
    assert [each.value for each in maps.by_map] == [maps.of_map(0).value, None]
    assert maps.of_map(1).why == "all numbers on the left are 0"


def test_maps_of_other_sizes_are_not_compared_and_it_is_said() -> None:
    maps = MapsCompared(np.ones((4, 4, 2)), np.ones((2, 2, 2)))
    assert maps.difference is None
    assert not maps.comparable
    assert "4 × 4 cells on the left and 2 × 2 on the right" in maps.remark
    assert maps.correlation.value is None
    assert maps.of_map(0).value is None
    assert maps.most_different() == [0, 1]
    assert (maps.largest, maps.changed, maps.place) == (0, 0, None)


def test_of_more_maps_the_first_are_compared_and_it_is_said() -> None:
    rng = np.random.default_rng(0)
    left, right = rng.normal(size=(3, 3, 2)), rng.normal(size=(3, 3, 5))
    maps = MapsCompared(left, right)
    assert maps.channels == 2
    assert maps.remark == "Only the right layer has the maps from 2 to 4: the first 2 are compared."
    np.testing.assert_array_equal(maps.difference, right[..., :2] - left)  # type: ignore[arg-type]
    wanted = np.corrcoef(left.ravel(), right[..., :2].ravel())[0, 1]
    assert maps.correlation.value == pytest.approx(wanted, abs=1e-14)
    units = MapsCompared(np.ones((1, 1, 10)), np.ones((1, 1, 4)))
    assert units.remark == "Only the left layer has the units from 4 to 9: the first 4 are compared."


@pytest.mark.parametrize(
    ("left", "right", "why"),
    [
        ([1.0], [2.0], "there is a single number on each side"),
        ([0.0, 0.0], [1.0, 2.0], "all numbers on the left are 0"),
        ([1.0, 2.0], [-0.5, -0.5], "all numbers on the right are −0.5"),
        ([0.0, 0.0], [3.0, 3.0], "all numbers on the left are 0, all on the right 3"),
        ([np.nan, 0.0], [3.0, 4.0], "some numbers on the left are not finite"),
        ([1.0, 0.0], [3.0, np.inf], "some numbers on the right are not finite"),
    ],
)
def test_why_there_is_no_correlation(left: list[float], right: list[float], why: str) -> None:
    found = correlate(np.array(left), np.array(right))
    assert found.value is None
    assert found.why == why


@pytest.mark.parametrize("scale", [1e-200, 1e-30, 1.0, 1e30, 1e200])
def test_neither_tiny_nor_huge_numbers_lose_their_correlation(scale: float) -> None:
    rng = np.random.default_rng(1)
    left, right = rng.normal(size=50), rng.normal(size=50)
    assert correlate(left * scale, right).value == pytest.approx(np.corrcoef(left, right)[0, 1], abs=1e-12)
