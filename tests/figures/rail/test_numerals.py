"""Numbers of the rail: common decimals, no minus zero, short texts for cells."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer.figures.rail.inks import READABLE, contrast, ink_on, shade
from explorer.figures.rail.numerals import adds_up, cell_decimals, in_cell
from explorer.figures.theme import THEMES
from explorer.words.numerals import MOST_DECIMALS, fixed, number, sum_decimals

finite = st.floats(-1e6, 1e6).filter(lambda number: not number or abs(number) > 1e-45)  # as small as float32 can be


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.0, "0.00"),
        (-0.0, "0.00"),
        (-0.004, "≈0"),
        (-0.94, "−0.94"),
        (9.996, "10.0"),
        (-42.4, "−42.4"),
        (123.4, "123"),
        (999.6, "1k"),
        (-12345.0, "−12k"),
        (2e9, "2e9"),
        (math.nan, "?"),
        (-math.inf, "−∞"),
    ],
)
def test_cells_hold_few_characters(value: float, text: str) -> None:
    assert in_cell(value) == text


@given(values=st.lists(st.one_of(finite, st.floats(-0.0078125, 0.0078125, width=32)), min_size=1, max_size=9))
def test_no_number_is_too_long_for_a_cell(values: list[float]) -> None:
    decimals = cell_decimals(values)
    for value in values:
        assert len(in_cell(value, decimals)) <= 5, value


@pytest.mark.parametrize(
    ("values", "texts"),
    [
        ([0.2, 0.0031], [".200", ".003"]),
        ([-0.2, 0.0031], ["−.200", ".003"]),
        ([1.72, 0.0031], ["1.72", ".003"]),
        ([0.2, 0.00031], [".2000", ".0003"]),
        ([-0.2, 0.00031], ["−0.20", "≈0"]),
        ([0.2, 0.0], ["0.20", "0.00"]),
        ([21.0, 0.0031], ["21.0", ".003"]),
    ],
)
def test_a_weight_that_is_not_zero_does_not_read_as_zero(values: list[float], texts: list[str]) -> None:
    assert [in_cell(value, cell_decimals(values)) for value in values] == texts


@given(amounts=st.lists(finite, min_size=1, max_size=6))
def test_a_total_keeps_three_digits(amounts: list[float]) -> None:
    total = sum(amounts)
    decimals = sum_decimals(amounts, total)
    assert 2 <= decimals <= MOST_DECIMALS
    text = fixed(total, decimals)
    assert float(text.replace(",", "").replace("−", "-")) == pytest.approx(total, rel=0.006, abs=10.0**-MOST_DECIMALS)
    assert not text.startswith("−0.00000") or text.strip("−0.")


@pytest.mark.parametrize("total", [-0.0950, 0.515, 1.46, 0.00123, 0.9996, 0.0101])
def test_a_total_reads_in_its_sum_as_it_reads_alone(total: float) -> None:
    assert fixed(total, sum_decimals([0.5, 0.25], total)) == number(total)


def test_a_sum_of_zero_is_as_precise_as_its_largest_term() -> None:
    assert sum_decimals([0.041, -0.041], 0.0) == 4
    assert sum_decimals([], 0.0) == sum_decimals([math.nan], math.nan) == 2


def test_signs_are_written_where_asked() -> None:
    assert (fixed(0.41, 2, sign=True), fixed(-0.41, 2, sign=True), fixed(0, 2, sign=True)) == (
        "+0.41",
        "−0.41",
        "+0.00",
    )


@given(amounts=st.lists(st.integers(-500, 500), min_size=1, max_size=6))
def test_sums_of_whole_hundredths_add_up(amounts: list[int]) -> None:
    parts = [amount / 100 for amount in amounts]
    assert adds_up(parts, sum(amounts) / 100, 2)
    assert not adds_up(parts, sum(amounts) / 100 + 0.01, 2)


@pytest.mark.parametrize("theme", THEMES.values(), ids=lambda theme: theme.name)
@given(share=st.floats(-1.5, 1.5))
def test_numbers_can_be_read_on_every_color(theme: object, share: float) -> None:
    for stops in (theme.diverging, theme.weights):  # type: ignore[attr-defined]
        color = shade(stops, share)
        assert contrast(ink_on(color), color) >= READABLE


def test_zero_and_both_ends_have_the_colors_of_the_theme() -> None:
    for theme in THEMES.values():
        assert [shade(theme.diverging, share) for share in (-1, 0, 1, 7, math.nan)] == [
            theme.diverging[0], theme.zero, theme.diverging[-1], theme.diverging[-1], theme.zero,
        ]  # fmt: skip


def test_contrast_is_that_of_the_standard() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.005)
