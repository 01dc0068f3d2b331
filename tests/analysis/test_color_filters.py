"""What filters compare: known for filters made by hand, and an exact split of the squares for any."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from explorer.analysis.color_filters import GROUPS, color_picture, filter_groups, filter_shares
from explorer.weights.bank import FILTER_BY_NAME, kernel_of

EXPECTED = {
    "red_green": "color",
    "blue_yellow": "color",
    "sobel_x": "upright",
    "sobel_y": "level",
    "laplacian": "other",
    "box_blur": "even",
}


@pytest.mark.parametrize(("name", "group"), EXPECTED.items())
def test_filters_of_the_bank_are_what_they_are_called(name: str, group: str) -> None:
    assert name in FILTER_BY_NAME
    kernel = kernel_of((name,), (3, 3, 3, 1))
    assert filter_groups(kernel)[group] == [0]


ANY_WEIGHTS = arrays(np.float64, (3, 2, 3), elements=st.floats(-100, 100, width=32))
WEIGHTS = arrays(np.float64, (3, 5, 3), elements=st.floats(-4, 4, width=32)).filter(lambda w: np.abs(w).max() > 0.1)


@given(WEIGHTS)
def test_the_shares_are_those_of_the_parts_and_add_up(weights: np.ndarray) -> None:
    shares, total = filter_shares(weights), np.square(weights).sum()
    mean = np.broadcast_to(weights.mean(), weights.shape)
    place = weights.mean(axis=2, keepdims=True) - mean
    for part, share in ((mean, "even"), (place, "place"), (weights - mean - place, "color")):
        np.testing.assert_allclose(np.square(part).sum() / total, getattr(shares, share), atol=1e-9)
    np.testing.assert_allclose(shares.even + shares.place + shares.color, 1, atol=1e-9)


@given(WEIGHTS, st.permutations(range(3)))
def test_neither_the_order_of_colors_nor_size_nor_sign_counts(weights: np.ndarray, order: list[int]) -> None:
    for other in (weights[:, :, order], weights * -3):
        for share in ("even", "place", "color", "rows", "columns", "steady"):
            np.testing.assert_allclose(
                getattr(filter_shares(other), share), getattr(filter_shares(weights), share), atol=1e-6
            )


def test_colors_that_change_sides_are_mixed() -> None:
    """Red against green on the left, green against red on the right."""
    weights = np.zeros((3, 3, 3, 1))
    weights[:, 0, :, 0], weights[:, 2, :, 0] = (1, -1, 0), (-1, 1, 0)
    assert filter_groups(weights)["mixed"] == [0]
    np.testing.assert_allclose(filter_shares(weights[..., 0]).steady, 0, atol=1e-12)


def test_a_quarter_turn_makes_level_filters_upright() -> None:
    kernel = kernel_of(("sobel_y",), (3, 3, 3, 1))
    assert filter_groups(np.rot90(kernel))["upright"] == [0]


def test_a_filter_of_one_plane_compares_no_colors_and_one_that_is_all_but_zero_is_left_out() -> None:
    kernel = np.random.default_rng(0).normal(size=(3, 3, 1, 5))
    kernel[..., 2] *= 1e-3
    groups = filter_groups(kernel)
    assert set(groups) == set(GROUPS)
    assert sorted(channel for channels in groups.values() for channel in channels) == [0, 1, 3, 4]
    assert groups["color"] == []
    assert filter_groups(np.ones((3, 3, 3, 1)))["even"] == [0]


@given(ANY_WEIGHTS, st.floats(0.125, 8))
def test_the_picture_of_a_filter_is_linear_and_fills_the_range(weights: np.ndarray, factor: float) -> None:
    signal = color_picture(weights) - 0.5
    top = np.abs(weights).max()
    np.testing.assert_allclose(2 * signal * top, weights, rtol=1e-12, atol=1e-12 * top)
    np.testing.assert_allclose(np.abs(signal).max(), 0.5 if top else 0.0)
    np.testing.assert_array_equal(signal[weights == 0], 0.0)
    np.testing.assert_allclose(color_picture(factor * weights), color_picture(weights), rtol=1e-12)
    np.testing.assert_allclose(color_picture(-weights), 1 - color_picture(weights), rtol=1e-12)


def test_a_plane_is_its_color() -> None:
    picture = color_picture(np.array([[[1.0, 0.0, 0.0], [0.0, -1.0, 0.0], [0.0, 0.0, 0.5], [0.0, 0.0, 0.0]]]))
    np.testing.assert_array_equal(picture, [[[1, 0.5, 0.5], [0.5, 0, 0.5], [0.5, 0.5, 0.75], [0.5, 0.5, 0.5]]])
