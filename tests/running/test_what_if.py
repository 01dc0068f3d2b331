"""Other filters: maps recomputed alone, the flip against scipy, and what a pair of maps says of itself."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from scipy.signal import convolve2d, correlate2d

import explorer
from explorer import Conv2D, DepthwiseConv2D, Network, ReLU
from explorer.running import what_if
from explorer.weights.bank import kernel_of
from explorer.weights.edit import flipped
from tests.strategies import random_params

kernels = arrays.arrays(
    np.float64, st.tuples(st.integers(1, 6), st.integers(1, 6)), elements=st.floats(-4, 4, width=16)
)


@given(kernels)
def test_both_readings_are_scipys(kernel: np.ndarray) -> None:  # type: ignore[type-arg]
    for probe in what_if.probes(kernel):
        mode = "full" if probe.name == "one bright cell" else "valid"
        np.testing.assert_allclose(probe.pair.before, correlate2d(probe.picture, kernel, mode), atol=1e-12)
        np.testing.assert_allclose(probe.pair.after, convolve2d(probe.picture, kernel, mode), atol=1e-12)


@given(kernels)
def test_a_single_bright_cell_draws_the_kernel_or_draws_it_turned(kernel: np.ndarray) -> None:  # type: ignore[type-arg]
    impulse = what_if.probes(kernel)[0].pair
    rows, cols = kernel.shape
    inner = np.s_[
        what_if.IMPULSE_MARGIN : what_if.IMPULSE_MARGIN + rows, what_if.IMPULSE_MARGIN : what_if.IMPULSE_MARGIN + cols
    ]
    np.testing.assert_array_equal(impulse.after[inner], kernel)
    np.testing.assert_array_equal(impulse.before[inner], kernel[::-1, ::-1])
    assert np.abs(impulse.after).sum() == pytest.approx(np.abs(kernel).sum())


@given(kernels)
def test_a_symmetric_kernel_changes_nothing_and_an_odd_one_every_sign(kernel: np.ndarray) -> None:  # type: ignore[type-arg]
    even, odd = kernel + flipped(kernel), kernel - flipped(kernel)
    assert what_if.symmetry(even) == "even"
    assert what_if.symmetry(odd) == ("odd" if odd.any() else "even")
    for probe in what_if.probes(even):
        np.testing.assert_allclose(probe.pair.after, probe.pair.before, atol=1e-12)
    for probe in what_if.probes(odd):
        np.testing.assert_allclose(probe.pair.after, -probe.pair.before, atol=1e-12)


@pytest.mark.parametrize(
    ("name", "expected"), [("laplacian", "even"), ("box_blur", "even"), ("sobel_x", "odd"), ("emboss", "")]
)
def test_hand_made_filters(name: str, expected: str) -> None:
    assert what_if.symmetry(kernel_of((name,), (3, 3, 3, 1))[..., 0]) == expected


@pytest.mark.parametrize(
    "layer",
    [
        Conv2D(filters=4, padding="same", strides=2),
        Conv2D(filters=4, groups=2, dilation_rate=2),
        Conv2D(filters=4, use_bias=False, padding=((2, 0), (0, 3))),
        DepthwiseConv2D(depth_multiplier=2, strides=2),
    ],
)
def test_a_map_recomputed_alone_is_the_layers_own(layer: Conv2D | DepthwiseConv2D) -> None:
    network = Network((Conv2D(filters=6), ReLU(), layer), (12, 11, 3))
    params = random_params(network)
    acts = explorer.run(network, params, np.random.default_rng(0).random((1, 12, 11, 3)))
    for channel in range(4):
        bias = float(params["2"]["bias"][channel]) if layer.use_bias else 0.0
        one = layer.as_filters(params["2"]["kernel"])[..., channel]
        recomputed = what_if.map_with_filter(network, "2", channel, acts, one, bias)
        np.testing.assert_allclose(recomputed, acts["2"][0, :, :, channel], atol=1e-12)


@given(arrays.arrays(np.float64, (2, 7), elements=st.floats(0, 1, width=16)), st.integers(1, 7))
def test_the_answers_are_those_that_lead_before_or_after(shares: np.ndarray, most: int) -> None:  # type: ignore[type-arg]
    classes = what_if.top_classes(*shares, most)
    assert [each.after for each in classes] == sorted((each.after for each in classes), reverse=True)
    assert [(each.before, each.after) for each in classes] == [tuple(shares[:, each.unit]) for each in classes]
    named = [each.unit for each in classes]
    for side in shares:
        left = [share for unit, share in enumerate(side) if unit not in named]
        assert sum(share >= max(left, default=-1) for share in side[named]) >= most
    assert classes[0].after == shares[1].max()


def test_a_pair_names_its_largest_difference() -> None:
    pair = what_if.MapPair(np.array([[1.0, 2.0], [3.0, 4.0]]), np.array([[1.0, 0.0], [4.0, 6.0]]))
    assert (pair.largest, pair.most, pair.changed) == ((0, 1), -2.0, 3)
