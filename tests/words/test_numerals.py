"""Numbers of a small table: as many decimals for all of them, and none but 0 reads as 0."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer.words.numerals import grid_decimals, in_grid


@pytest.mark.parametrize(
    ("values", "decimals"),
    [
        ([], 2),
        ([0.0, float("nan"), float("inf")], 2),
        ([0.25, -0.94], 2),
        ([0.25, -0.0031], 3),
        ([0.25, 0.0096], 2),  # it reads 0.01
        ([0.012, 0.031], 3),  # two digits of the largest
        ([0.25, 0.00012], 4),
        ([0.25, 1e-9], 2),  # no decimals would show it
    ],
)
def test_a_table_has_the_decimals_of_its_smallest_number(values: list[float], decimals: int) -> None:
    assert grid_decimals(values, 4) == decimals


@pytest.mark.parametrize(
    ("value", "decimals", "text"),
    [
        (0.0031, 3, "0.003"),
        (-0.0031, 3, "−0.003"),
        (0.0031, 4, "0.0031"),
        (0.00003, 3, "3e−5"),
        (-0.00003, 3, "−3e−5"),
        (0.0, 3, "0.000"),
        (-0.0, 2, "0.00"),
        (12.5, 2, "12.50"),
        (float("nan"), 2, "not a number"),
    ],
)
def test_a_number_of_a_table(value: float, decimals: int, text: str) -> None:
    assert in_grid(value, decimals) == text


@given(values=st.lists(st.floats(-100, 100), min_size=1, max_size=9), most=st.integers(2, 4))
def test_only_zero_reads_as_zero(values: list[float], most: int) -> None:
    decimals = grid_decimals(values, most)
    assert 2 <= decimals <= most
    for value in values:
        read = float(in_grid(value, decimals).replace("−", "-"))
        assert (read == 0) == (value == 0)
        assert read == pytest.approx(value, abs=0.5001 * 10.0**-decimals)
