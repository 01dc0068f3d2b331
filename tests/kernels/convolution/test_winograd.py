"""Winograd's products against onnxruntime and sums of products; what lies outside of a window, and NaN, change nothing."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from explorer import Conv2D
from explorer.kernels import threads
from explorer.kernels.constants import make_constant
from explorer.kernels.convolution import one_image, transforms, winograd
from explorer.kernels.convolution.convolution import convolve
from explorer.layers.base import Array
from tests.onnx_oracle import assert_scaled_close, on_maps

SIDES = ((1, 1), (1, 1))
LEAST_NUMBERS = winograd.LEAST_NUMBERS


@pytest.fixture(autouse=True, scope="module")
def small_maps_too() -> Iterator[None]:
    """Small maps, so that the tests are quick, although they gain nothing."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(winograd, "LEAST_NUMBERS", 28 * 28 * 3)
        one_image.way_of.cache_clear()
        yield
    one_image.way_of.cache_clear()


def arrays(rows: int, cols: int, channels: int, filters: int, seed: int = 0, dtype: Any = np.float32) -> list[Array]:
    rng = np.random.default_rng(seed)
    shapes = (1, rows, cols, channels), (3, 3, channels, filters), (filters,)
    return [rng.normal(size=shape).astype(dtype) for shape in shapes]


@settings(max_examples=40, deadline=None)
@given(
    rows=st.integers(3, 24),
    cols=st.integers(3, 24),
    top=st.integers(0, 3),
    left=st.integers(0, 3),
    channels=st.integers(1, 5),
    filters=st.integers(1, 5),
    biased=st.booleans(),
    tiles=st.sampled_from([1, 3, 1000]),
)
def test_equals_sums_of_products_in_float64(
    rows: int, cols: int, top: int, left: int, channels: int, filters: int, biased: bool, tiles: int
) -> None:
    sides = (top, 2), (left, 1)
    x, kernel, bias = arrays(rows - top, cols + 1 - left, channels, filters, dtype=np.float64)
    out = np.empty((1, rows, cols, filters))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(winograd, "TILES_BYTES", 1)
        patch.setattr(winograd, "LEAST_TILES", tiles)
        patch.setattr(transforms, "KERNEL_BYTES", 16 * 8 * filters * 2)
        assert winograd.correlate(x, kernel, bias if biased else None, sides, out)
    wanted = convolve(x, kernel, bias if biased else None, sides=sides)
    assert_scaled_close(out, wanted, 1e-12)


@pytest.mark.parametrize(("rows", "cols", "channels", "filters"), [(56, 60, 64, 48), (30, 28, 130, 200)])
def test_equals_onnxruntime_within_the_bounds_of_all_kinds(rows: int, cols: int, channels: int, filters: int) -> None:
    x, kernel, bias = arrays(rows, cols, channels, filters)
    assert one_image.way_of(x.shape[1:], kernel.shape, (1, 1), SIDES, (1, 1), 4).transformed
    wanted = on_maps("Conv", x, np.ascontiguousarray(kernel.transpose(3, 2, 0, 1)), bias, pads=[1, 1, 1, 1])
    assert_scaled_close(convolve(x, kernel, bias, sides=SIDES), wanted, 2e-6)


def test_other_convolutions_are_sums_of_products() -> None:
    good = (56, 56), (3, 3, 64, 64), (1, 1), (1, 1)
    assert winograd.suits(*good)
    for place, other in (
        (0, (6, 6)),
        (1, (3, 5, 64, 64)),
        (1, (3, 3, 3, 64)),
        (2, (2, 1)),
        (3, (2, 2)),
    ):
        assert not winograd.suits(*(other if at == place else value for at, value in enumerate(good)))  # type: ignore[arg-type]
    assert not one_image.way_of((56, 56, 64), (3, 3, 64, 64), (1, 1), SIDES, (1, 1), 8).transformed


def test_it_is_taken_where_it_was_measured_to_win(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(winograd, "LEAST_NUMBERS", LEAST_NUMBERS)
    same = (1, 1), (1, 1)
    assert winograd.suits((14, 14), (3, 3, 512, 512), *same)  # the last of VGG-16
    assert winograd.suits((28, 28), (3, 3, 128, 128), *same)  # the second stage of ResNet-18
    assert not winograd.suits((14, 14), (3, 3, 256, 256), *same)  # the third


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf, 3e38])
def test_what_is_not_finite_stays_in_the_windows_that_see_it(value: float) -> None:
    x, kernel, bias = arrays(28, 28, 48, 48)
    plain = convolve(x, kernel, bias, sides=SIDES)
    x[0, 9, 14, 5] = value
    with np.errstate(over="ignore", invalid="ignore"):
        probed = convolve(x, kernel, bias, sides=SIDES)
    changed = ~np.isclose(probed, plain, rtol=1e-3, atol=1e-3).all(axis=(0, 3))
    wanted = np.zeros_like(changed)
    wanted[8:11, 13:16] = True
    np.testing.assert_array_equal(changed, wanted)
    if np.isinf(value):
        assert not np.isnan(probed).any()


@settings(max_examples=10, deadline=None)
@given(row=st.integers(0, 27), col=st.integers(0, 27))
def test_an_input_changes_no_bit_of_an_output_whose_window_it_is_not_in(row: int, col: int) -> None:
    x, kernel, bias = arrays(28, 28, 48, 48)
    plain = convolve(x, kernel, bias, sides=SIDES)
    x[0, row, col, :] += 1
    changed = (convolve(x, kernel, bias, sides=SIDES) != plain).any(axis=(0, 3))
    wanted = np.zeros_like(changed)
    wanted[max(row - 1, 0) : row + 2, max(col - 1, 0) : col + 2] = True
    np.testing.assert_array_equal(changed, wanted)


def test_no_output_depends_on_the_number_of_threads(monkeypatch: pytest.MonkeyPatch) -> None:
    x, kernel, bias = arrays(56, 28, 64, 48)
    layer, outputs = Conv2D(filters=48, padding="same"), []
    for count in (1, 2, 5):
        monkeypatch.setattr(threads, "processors", lambda count=count: count)
        threads._pool.cache_clear()
        outputs.append(layer.forward(x, {"kernel": kernel, "bias": bias}))
    threads._pool.cache_clear()
    for other in outputs[1:]:
        np.testing.assert_array_equal(other, outputs[0])


def test_a_kernel_that_nobody_can_write_to_is_transformed_once(monkeypatch: pytest.MonkeyPatch) -> None:
    kept = transforms._Kept(limit=16 * 2 * 3 * 8)
    monkeypatch.setattr(transforms, "_kept", kept)
    kernel = arrays(8, 8, 2, 3, dtype=np.float64)[1]
    assert transforms.transformed(kernel) is not transforms.transformed(kernel)
    make_constant(kernel)
    first = transforms.transformed(kernel)
    assert transforms.transformed(kernel) is first
    other = kernel.copy()
    make_constant(other)
    assert transforms.transformed(other) is not transforms.transformed(other)  # there is no room
    assert kept.used == first.matrices.nbytes == 16 * 2 * 3 * 8
    del kernel, other
    gc.collect()
    assert kept.used == 0


def test_a_kernel_that_was_written_to_is_transformed_anew() -> None:
    x, kernel, bias = arrays(28, 28, 48, 48)
    before = convolve(x, kernel, bias, sides=SIDES)
    kernel *= 2
    np.testing.assert_allclose(convolve(x, kernel, bias, sides=SIDES) - bias, 2 * (before - bias), rtol=1e-5, atol=1e-4)


def test_the_view_of_an_array_that_can_be_written_to_is_not_kept() -> None:
    own = arrays(8, 8, 2, 3)[1]
    view = own[:]
    view.flags.writeable = False
    assert transforms.transformed(view) is not transforms.transformed(view)
