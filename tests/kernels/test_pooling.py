"""Pooling against scipy (float64) and onnxruntime (float32)."""

from __future__ import annotations

import math
import tracemalloc
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.ndimage import maximum_filter, uniform_filter

from explorer import AveragePool2D, GlobalAveragePool2D, MaxPool2D
from explorer.kernels import pooling
from explorer.kernels.threads import processors
from explorer.layers.base import Array
from explorer.layers.pooling.pool import Pool2D
from tests.onnx_oracle import assert_scaled_close, on_maps, pads, sides


@st.composite
def cases(draw: st.DrawFn, kind: type[Pool2D]) -> tuple[Pool2D, tuple[int, ...]]:
    size = draw(st.tuples(st.integers(1, 5), st.integers(1, 5)))
    cells = st.tuples(*[st.tuples(st.integers(0, n - 1), st.integers(0, n - 1)) for n in size])
    extra = {"count_padding": draw(st.booleans())} if kind is AveragePool2D else {}
    layer = kind(
        pool_size=size,
        strides=draw(st.tuples(st.integers(1, 4), st.integers(1, 4))),
        padding=draw(st.one_of(st.sampled_from(["valid", "same"]), cells)),
        **extra,
    )
    rows, cols = (draw(st.integers(0, 8)) + n for n in size)
    return layer, (draw(st.integers(1, 3)), rows, cols, draw(st.integers(1, 4)))


def images(shape: tuple[int, ...], dtype: Any) -> Array:
    return np.random.default_rng(3).normal(loc=-2, size=shape).astype(dtype)


def geometry(layer: Pool2D, x: Array) -> tuple[Any, ...]:
    return layer.padding, x.shape[1:3], layer.pool_size, layer.strides


def by_scipy(layer: Pool2D, x: Array) -> Array:
    around = ((0, 0), *sides(*geometry(layer, x)), (0, 0))
    size = (1, *layer.pool_size, 1)

    def slide(filter_: Any, padded: Array) -> Array:
        """scipy centres its windows at tap size // 2: keep those that lie inside, at every stride."""
        keep = [
            slice(k // 2, k // 2 + n - k + 1, s)
            for n, k, s in zip(padded.shape[1:3], layer.pool_size, layer.strides, strict=True)
        ]
        return filter_(padded, size)[:, keep[0], keep[1]]

    if isinstance(layer, MaxPool2D):
        return slide(maximum_filter, np.pad(x, around, constant_values=-np.inf))
    means = slide(uniform_filter, np.pad(x, around))
    if layer.count_padding:
        return means
    return means / slide(uniform_filter, np.pad(np.ones_like(x), around))


def by_onnx(layer: Pool2D, x: Array) -> Array:
    attributes = {"kernel_shape": layer.pool_size, "strides": layer.strides, **pads(*geometry(layer, x))}
    if isinstance(layer, MaxPool2D):
        return on_maps("MaxPool", x, **attributes)
    return on_maps("AveragePool", x, count_include_pad=int(layer.count_padding), **attributes)


both = pytest.mark.parametrize("kind", [MaxPool2D, AveragePool2D], ids=lambda kind: kind.kind)


@both
@settings(max_examples=120)
@given(data=st.data())
def test_equals_scipy_in_float64(kind: type[Pool2D], data: st.DataObject) -> None:
    layer, shape = data.draw(cases(kind))
    x = images(shape, np.float64)
    assert_scaled_close(layer.forward(x, {}), by_scipy(layer, x), 1e-12)


@both
@settings(max_examples=120)
@given(data=st.data())
def test_equals_onnxruntime_in_float32(kind: type[Pool2D], data: st.DataObject) -> None:
    layer, shape = data.draw(cases(kind))
    x = images(shape, np.float32)
    assert_scaled_close(layer.forward(x, {}), by_onnx(layer, x), 1e-5)


def test_padding_never_wins_a_maximum() -> None:
    x = np.full((1, 2, 2, 1), -5.0)
    np.testing.assert_array_equal(MaxPool2D(pool_size=3, strides=1, padding=1).forward(x, {}), x)


def test_padding_counts_in_a_mean_only_when_asked() -> None:
    x = np.full((1, 2, 2, 1), 9.0)
    left_out = AveragePool2D(pool_size=3, strides=1, padding="same")
    np.testing.assert_array_equal(left_out.forward(x, {}), x)
    np.testing.assert_array_equal(left_out.with_settings(count_padding=True).forward(x, {}), x * 4 / 9)


def by_fsum(x: Array, layer: Pool2D) -> Array:
    """The mean of each window of a map (rows, columns), its sum exact, rounded to the dtype of `x`."""
    (top, bottom), (left, right) = sides(*geometry(layer, x[None, :, :, None]))
    padded = np.pad(x.astype(np.float64), ((top, bottom), (left, right)), constant_values=np.nan)
    view = np.lib.stride_tricks.sliding_window_view(padded, layer.pool_size)[:: layer.strides[0], :: layer.strides[1]]
    means = [
        [math.fsum(real := window[~np.isnan(window)]) / len(real) for window in row]
        for row in view.reshape(*view.shape[:2], -1)
    ]
    return np.array(means).astype(x.dtype)


def assert_within_one_unit_in_the_last_place(result: Array, wanted: Array) -> None:
    gap = np.abs(result.astype(np.float64) - wanted)
    assert (gap <= np.spacing(np.abs(wanted)).astype(np.float64)).all(), (gap / np.spacing(np.abs(wanted))).max()


@pytest.mark.parametrize(
    ("size", "strides", "padding", "shape"),
    [
        ((63, 63), (1, 1), "valid", (70, 70)),
        ((63, 63), (7, 5), "same", (90, 80)),
        ((2, 2), (2, 2), "valid", (40, 40)),
        ((3, 3), (1, 1), "same", (30, 31)),
        ((7, 1), (3, 2), "valid", (50, 20)),
        ((1, 63), (1, 1), "same", (4, 200)),
    ],
    ids=str,
)
@pytest.mark.parametrize("about", [1e6, 0.1, 3e-30])
def test_a_mean_in_float32_is_the_exact_one_rounded(
    size: tuple[int, int], strides: tuple[int, int], padding: str, shape: tuple[int, int], about: float
) -> None:
    x = (about * np.random.default_rng(2).uniform(0.9, 1.1, size=shape)).astype(np.float32)
    layer = AveragePool2D(pool_size=size, strides=strides, padding=padding)
    result = layer.forward(x[None, :, :, None], {})
    assert result.dtype == np.float32
    assert_within_one_unit_in_the_last_place(result[0, :, :, 0], by_fsum(x, layer))


def test_a_mean_takes_little_memory_beside_its_input_and_output() -> None:
    x = np.ones((1, 80, 80, 512), np.float32)
    layer = AveragePool2D(pool_size=63, strides=1)
    tracemalloc.start()
    out = layer.forward(x, {})
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    np.testing.assert_array_equal(out, np.ones_like(out))
    assert peak < out.nbytes + processors() * 16_000_000


def test_a_global_mean_in_float32_is_the_exact_one_rounded() -> None:
    x = (1e6 * np.random.default_rng(2).uniform(0.9, 1.1, size=(1, 300, 200, 2))).astype(np.float32)
    wanted = np.array([math.fsum(x[0, :, :, n].ravel().astype(float)) / 60_000 for n in (0, 1)], np.float32)
    assert_within_one_unit_in_the_last_place(GlobalAveragePool2D().forward(x, {})[0], wanted)


@settings(deadline=None, max_examples=40)
@given(data=st.data())
def test_how_much_is_summed_at_a_time_changes_nothing(data: st.DataObject) -> None:
    layer, shape = data.draw(cases(AveragePool2D))
    x = images(shape, np.float32)
    whole = layer.forward(x, {})
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(pooling, "BLOCK_BYTES", data.draw(st.integers(1, 4000)))
        np.testing.assert_array_equal(layer.forward(x, {}), whole)


@both
def test_nan_stays_nan(kind: type[Pool2D]) -> None:
    x = np.ones((1, 4, 4, 1))
    x[0, 3, 0] = np.nan
    np.testing.assert_array_equal(np.isnan(kind().forward(x, {}))[0, :, :, 0], [[False, False], [True, False]])
