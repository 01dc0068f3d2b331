"""Gradients of convolutions and poolings against sums written out, with blocks of any size and with any number of threads."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from unittest.mock import patch

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from explorer import (
    AveragePool2D,
    Conv2D,
    Conv2DTranspose,
    DepthwiseConv2D,
    MaxPool2D,
    ReLU,
    ReLU6,
)
from explorer.kernels import blocks, summing, threads
from explorer.kernels.convolution import patches
from explorer.kernels.pooling.pooling import winners
from explorer.layers.base import Array, Layer, Shape
from explorer.layers.pooling.pool import Pool2D
from tests.kernels.convolution.test_convolution import Case
from tests.kernels.convolution.test_convolution import cases as convolutions
from tests.kernels.pooling.test_pooling import cases as poolings
from tests.strategies import layer_params

SIZES = st.sampled_from([1, 300, 2000, 2 << 20])
"""Bytes of a block: from one row at a time to all at once."""


@pytest.fixture(params=[1, 2, 3])
def count(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    monkeypatch.setattr(threads, "processors", lambda: request.param)
    threads._pool.cache_clear()
    yield request.param
    threads._pool.cache_clear()


def in_blocks(block_bytes: int) -> Any:
    """With blocks of about so many bytes, and none larger so that a product is worth its while."""
    return patch.multiple(blocks, BLOCK_BYTES=block_bytes, LEAST_BYTES=1), patch.object(patches, "LEAST_PATCHES", 1)


def by_tap(case: Case, x: Array, dy: Array, kernel: Array) -> tuple[Array, Array]:
    """The gradients of a convolution with respect to its input and its kernel, tap by tap and group by group."""
    layer, sides = case.layer, case.layer.sides(case.shape[1:])
    padded = np.pad(x, ((0, 0), *sides, (0, 0)))
    dx, dk = np.zeros_like(padded), np.zeros_like(kernel)
    channels, filters = kernel.shape[2], kernel.shape[3] // layer.groups
    for row, col in np.ndindex(*layer.kernel_size):
        rows, cols = (
            slice(at * apart, at * apart + (count - 1) * step + 1, step)
            for at, apart, step, count in zip(
                (row, col), layer.dilation_rate, layer.strides, dy.shape[1:3], strict=True
            )
        )
        for group in range(layer.groups):
            read = slice(group * channels, (group + 1) * channels)
            made = slice(group * filters, (group + 1) * filters)
            dk[row, col, :, made] = np.einsum("nijc,nijf->cf", padded[:, rows, cols, read], dy[..., made])
            dx[:, rows, cols, read] += np.einsum("nijf,cf->nijc", dy[..., made], kernel[row, col, :, made])
    (top, _), (left, _) = sides
    return dx[:, top : top + x.shape[1], left : left + x.shape[2]], dk


@settings(max_examples=100)
@given(case=convolutions(), block_bytes=SIZES)
def test_convolution_in_blocks_of_any_size(case: Case, block_bytes: int) -> None:
    x, params = case.arrays(np.float64)
    dy = np.random.default_rng(1).normal(size=(len(x), *case.layer.output_shape(x.shape[1:])))
    first, second = in_blocks(block_bytes)
    with first, second:
        out = case.layer.forward(x, params)
        dx, gradients = case.layer.backward(dy, x, params)
        alone = case.layer.parameter_gradients(dy, x, params)
    np.testing.assert_allclose(out, case.layer.forward(x, params), rtol=1e-12, atol=1e-12)
    wanted, kernel = by_tap(case, x, dy, params["kernel"])
    np.testing.assert_allclose(dx, wanted, rtol=1e-12, atol=1e-12)
    np.testing.assert_allclose(gradients["kernel"], kernel, rtol=1e-12, atol=1e-11)
    if case.layer.use_bias:
        np.testing.assert_allclose(gradients["bias"], dy.sum(axis=(0, 1, 2)), rtol=1e-12, atol=1e-12)
    assert alone.keys() == gradients.keys()
    for name, gradient in alone.items():
        np.testing.assert_array_equal(gradient, gradients[name])


def winners_one_by_one(layer: Pool2D, x: Array, dy: Array) -> Array:
    """All of `dy` at the winner of each window, one window after the other."""
    sides, (_, cols) = layer.sides(x.shape[1:]), layer.pool_size
    place = winners(x, layer.pool_size, layer.strides, sides, layer.dilation_rate)
    dx = np.zeros_like(x)
    for image, row, col, channel in np.ndindex(*dy.shape):
        tap = divmod(int(place[image, row, col, channel]), cols)
        at = [
            where * step + cell * apart - before
            for where, step, cell, apart, (before, _) in zip(
                (row, col), layer.strides, tap, layer.dilation_rate, sides, strict=True
            )
        ]
        dx[image, at[0], at[1], channel] += dy[image, row, col, channel]
    return dx


@settings(max_examples=100)
@given(data=st.data(), block_bytes=SIZES, tiled=st.booleans(), with_nan=st.booleans())
def test_max_pooling_with_ties_and_nan(data: st.DataObject, block_bytes: int, tiled: bool, with_nan: bool) -> None:
    layer, shape = data.draw(poolings(MaxPool2D))
    if tiled:
        layer = MaxPool2D(layer.pool_size, layer.pool_size)
    rng = np.random.default_rng(4)
    x = rng.integers(-1, 2, size=shape).astype(np.float64)
    if with_nan:
        x[rng.random(shape) < 0.1] = np.nan
    dy = rng.normal(size=(len(x), *layer.output_shape(shape[1:])))
    first, second = in_blocks(block_bytes)
    with first, second:
        dx, _ = layer.backward(dy, x, {})
        out = layer.forward(x, {})
    np.testing.assert_allclose(dx, winners_one_by_one(layer, x, dy), rtol=1e-12, atol=1e-12)
    np.testing.assert_array_equal(out, layer.forward(x, {}))


def test_the_winner_takes_what_is_not_finite_and_the_others_nothing() -> None:
    x = np.array([3.0, 1.0, 2.0, 2.0]).reshape(1, 1, 4, 1)
    dx, _ = MaxPool2D((1, 2), (1, 2)).backward(np.array([np.inf, np.nan]).reshape(1, 1, 2, 1), x, {})
    np.testing.assert_array_equal(dx.ravel(), [np.inf, 0, np.nan, 0])


@settings(max_examples=50)
@given(data=st.data(), block_bytes=SIZES)
def test_average_pooling_spreads_evenly(data: st.DataObject, block_bytes: int) -> None:
    """Its backward is the transpose of its forward: both are linear."""
    layer, shape = data.draw(poolings(AveragePool2D))
    rng = np.random.default_rng(5)
    x = rng.normal(size=shape)
    out = layer.forward(x, {})
    dy = rng.normal(size=out.shape)
    first, second = in_blocks(block_bytes)
    with first, second:
        dx, _ = layer.backward(dy, x, {})
    for image in range(len(x)):
        np.testing.assert_allclose((dx[image] * x[image]).sum(), (dy[image] * out[image]).sum(), rtol=1e-9, atol=1e-11)
    # One cell of dy reaches the cells of its window only.
    some = tuple(data.draw(st.integers(0, length - 1)) for length in out.shape)
    single = np.zeros_like(dy)
    single[some] = 1
    reached = layer.backward(single, x, {})[0][some[0], :, :, some[3]]
    reads = np.outer(layer.axis_reads(0, shape[1:])[some[1]], layer.axis_reads(1, shape[1:])[some[2]])
    assert ((reached != 0) == reads).all()


LARGE: list[tuple[Layer, Shape]] = [
    (Conv2D(filters=6, kernel_size=5, padding="same"), (28, 28, 1)),
    (Conv2D(filters=12, padding="same"), (40, 40, 12)),
    (Conv2D(filters=20, strides=2, padding="same"), (40, 40, 8)),
    (Conv2D(filters=40, kernel_size=1), (30, 30, 20)),
    (Conv2D(filters=16, groups=4), (30, 30, 16)),
    (DepthwiseConv2D(padding="same"), (40, 40, 16)),
    (Conv2DTranspose(filters=8, strides=2, padding="same"), (20, 20, 8)),
    (MaxPool2D(), (40, 40, 16)),
    (MaxPool2D(3, 2, "same"), (40, 40, 16)),
    (AveragePool2D(), (40, 40, 16)),
    (ReLU(), (60, 60, 12)),
    (ReLU6(), (60, 60, 12)),
]
ONE_THREAD: dict[str, list[Array]] = {}


@pytest.mark.parametrize(("layer", "shape"), LARGE, ids=lambda case: str(case))
def test_threads_change_no_bit(count: int, layer: Layer, shape: Shape) -> None:
    rng = np.random.default_rng(6)
    params = layer_params(layer, shape, dtype=np.float32)
    x = rng.normal(size=(16, *shape)).astype(np.float32)
    dy = rng.normal(size=(16, *layer.output_shape(shape))).astype(np.float32)
    with threads.single_blas_thread():
        dx, gradients = layer.backward(dy, x, params)
        found = [layer.forward(x, params), dx, *gradients.values()]
    wanted = ONE_THREAD.setdefault(str((layer, shape)), found)
    for one, other in zip(wanted, found, strict=True):
        assert one.tobytes() == other.tobytes()


@given(
    parts=st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=40),
    lane_bytes=st.sampled_from([1, 16, 64 << 20]),
)
def test_parts_are_added_up_once(parts: list[float], lane_bytes: int) -> None:
    def fill(part: float, out: Array) -> None:
        out[...] = part

    with patch.object(summing, "LANE_BYTES", lane_bytes):
        total = summing.sum_over(parts, (2,), np.float64, lambda: fill)
    np.testing.assert_allclose(total, np.sum(parts), rtol=1e-9, atol=1e-6)


@given(length=st.integers(1, 200), most=st.integers(1, 80))
def test_even_parts(length: int, most: int) -> None:
    parts = blocks.even(length, most)
    assert [at for part in parts for at in range(part.start, part.stop)] == list(range(length))
    sizes = [part.stop - part.start for part in parts]
    assert max(sizes) <= most
    assert max(sizes) - min(sizes) <= 1
