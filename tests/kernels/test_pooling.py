"""Pooling against scipy (float64) and onnxruntime (float32)."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.ndimage import maximum_filter, uniform_filter

from explorer import AveragePool2D, MaxPool2D
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


@both
def test_nan_stays_nan(kind: type[Pool2D]) -> None:
    x = np.ones((1, 4, 4, 1))
    x[0, 3, 0] = np.nan
    np.testing.assert_array_equal(np.isnan(kind().forward(x, {}))[0, :, :, 0], [[False, False], [True, False]])
