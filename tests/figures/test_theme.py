"""Colours and numbers as they are written."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer.figures.theme import THEMES, compact, number, palette, rgb


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.0, "0"),
        (-0.19812, "−0.198"),
        (1.0, "1.00"),
        (999.95, "1,000"),
        (123456.0, "123,456"),
        (0.00123, "0.00123"),
        (1.2e-5, "1.20·10⁻⁵"),
        (-4.5e9, "−4.50·10⁹"),
        (float("inf"), "∞"),
        (float("nan"), "not a number"),
    ],
)
def test_number(value: float, text: str) -> None:
    assert number(value) == text


@given(st.floats(-1e5, 1e5).filter(lambda v: abs(v) > 1e-3))
def test_number_is_within_half_a_unit_of_its_third_digit(value: float) -> None:
    shown = float(number(value).replace("−", "-").replace(",", ""))
    assert abs(shown - value) <= abs(value) * 0.5e-2 * 1.0000001


@pytest.mark.parametrize(
    ("count", "text"), [(0, "0"), (9_999, "9,999"), (36_928, "36.9K"), (999_500, "1.00M"), (102_764_544, "103M")]
)
def test_compact(count: int, text: str) -> None:
    assert compact(count) == text


@pytest.mark.parametrize("theme", THEMES.values(), ids=THEMES)
def test_zero_is_the_middle_and_the_ends_are_the_ends(theme) -> None:  # type: ignore[no-untyped-def]
    colours = palette(theme)
    np.testing.assert_array_equal(colours[127], rgb(theme.zero))
    np.testing.assert_array_equal(colours[0], rgb(theme.diverging[0]))
    np.testing.assert_array_equal(colours[254], rgb(theme.diverging[-1]))


def _luminance(colour: tuple[int, int, int]) -> float:
    parts = [c / 255 for c in colour]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("theme", THEMES.values(), ids=THEMES)
def test_text_has_the_contrast_that_wcag_asks_for(theme) -> None:  # type: ignore[no-untyped-def]
    page = _luminance(rgb(theme.page))
    for colour in (theme.ink, theme.faint):
        ink = _luminance(rgb(colour))
        assert (max(page, ink) + 0.05) / (min(page, ink) + 0.05) >= 4.5
