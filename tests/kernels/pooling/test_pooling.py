"""Pooling against scipy (float64) and onnxruntime (float32)."""

from __future__ import annotations

import math
import tracemalloc
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy.ndimage import correlate, maximum_filter

from explorer import AveragePool2D, GlobalAveragePool2D, MaxPool2D
from explorer.errors import ShapeError
from explorer.kernels.pooling import pooling
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
        dilation_rate=draw(st.tuples(st.integers(1, 3), st.integers(1, 3))),
        ceil_mode=draw(st.booleans()),
        **extra,
    )
    # The span at least: a window of the "same" padding could lie in it alone where dilation steps over the input.
    rows, cols = (draw(st.integers(0, 8)) + (n - 1) * d + 1 for n, d in zip(size, layer.dilation_rate, strict=True))
    return layer, (draw(st.integers(1, 3)), rows, cols, draw(st.integers(1, 4)))


def images(shape: tuple[int, ...], dtype: Any) -> Array:
    return np.random.default_rng(3).normal(loc=-2, size=shape).astype(dtype)


def geometry(layer: Pool2D, x: Array) -> tuple[Any, ...]:
    return layer.padding, x.shape[1:3], layer.pool_size, layer.strides, layer.dilation_rate


def rounded_up(layer: Pool2D, x: Array) -> list[tuple[int, int]]:
    """Cells after the padding that let one more window in, where that begins on the map or in the padding before it."""
    found = []
    for n, k, s, (before, after), d in zip(
        *(x.shape[1:3], layer.pool_size, layer.strides, sides(*geometry(layer, x)), layer.dilation_rate), strict=True
    ):
        spare = n + before + after - (k - 1) * d - 1
        wanted = math.ceil(spare / s) * s
        found.append((0, wanted - spare if layer.ceil_mode and wanted < n + before else 0))
    return found


def by_scipy(layer: Pool2D, x: Array) -> Array:
    around = ((0, 0), *sides(*geometry(layer, x)), (0, 0))
    more = ((0, 0), *rounded_up(layer, x), (0, 0))
    spans = [(k - 1) * d + 1 for k, d in zip(layer.pool_size, layer.dilation_rate, strict=True)]
    taps = np.zeros((1, *spans, 1))
    taps[:, :: layer.dilation_rate[0], :: layer.dilation_rate[1]] = 1

    def kept(filtered: Array) -> Array:
        """scipy centres its windows at tap size // 2: keep those that lie inside, at every stride."""
        keep = [
            slice(k // 2, k // 2 + n - k + 1, s)
            for n, k, s in zip(filtered.shape[1:3], spans, layer.strides, strict=True)
        ]
        return filtered[:, keep[0], keep[1]]

    if isinstance(layer, MaxPool2D):
        padded = np.pad(np.pad(x, around, constant_values=-np.inf), more, constant_values=-np.inf)
        return kept(maximum_filter(padded, footprint=taps))
    ones = np.pad(np.pad(np.ones_like(x), around, constant_values=float(layer.count_padding)), more)
    return kept(correlate(np.pad(np.pad(x, around), more), taps)) / kept(correlate(ones, taps))


def by_onnx(layer: Pool2D, x: Array) -> Array:
    where = pads(*geometry(layer, x))
    if "auto_pad" not in where:
        where["ceil_mode"] = int(layer.ceil_mode)
    attributes = {
        "kernel_shape": layer.pool_size,
        "strides": layer.strides,
        "dilations": layer.dilation_rate,
        **where,
    }
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
    where = pads(*geometry(layer, x)).get("pads", ())
    assume(all(n < k for n, k in zip(where, layer.pool_size * 2, strict=False)))  # the runtime takes no more
    assert_scaled_close(layer.forward(x, {}), by_onnx(layer, x), 1e-5)


def test_padding_never_wins_a_maximum() -> None:
    x = np.full((1, 2, 2, 1), -5.0)
    np.testing.assert_array_equal(MaxPool2D(pool_size=3, strides=1, padding=1).forward(x, {}), x)


def test_padding_counts_in_a_mean_only_when_asked() -> None:
    x = np.full((1, 2, 2, 1), 9.0)
    left_out = AveragePool2D(pool_size=3, strides=1, padding="same")
    np.testing.assert_array_equal(left_out.forward(x, {}), x)
    np.testing.assert_array_equal(left_out.with_settings(count_padding=True).forward(x, {}), x * 4 / 9)


def test_rounding_up_keeps_a_window_that_begins_on_the_map() -> None:
    x = np.arange(25.0).reshape(1, 5, 5, 1)
    np.testing.assert_array_equal(
        MaxPool2D(ceil_mode=True).forward(x, {})[0, :, :, 0], [[6, 8, 9], [16, 18, 19], [21, 23, 24]]
    )
    # Of a stride of 3 the next window would begin behind the map, in the padding: as in PyTorch there is none.
    layer = MaxPool2D(strides=3, padding=((0, 1), (0, 1)), ceil_mode=True)
    assert layer.output_shape((6, 6, 1)) == layer.with_settings(ceil_mode=False).output_shape((6, 6, 1)) == (2, 2, 1)


def test_cells_that_rounding_up_adds_count_for_nothing() -> None:
    """PyTorch divides by the cells of the window that lie on the map or in the padding that was asked for."""
    layer = AveragePool2D(pool_size=3, strides=2, padding=1, ceil_mode=True, count_padding=True)
    out = layer.forward(np.full((1, 4, 4, 1), 36.0), {})[0, :, :, 0]
    np.testing.assert_array_equal(out, [[16, 24, 12], [24, 36, 18], [12, 18, 9]])


def test_a_window_that_steps_over_the_input_is_refused() -> None:
    layer = MaxPool2D(pool_size=2, strides=1, padding=1, dilation_rate=2)
    with pytest.raises(ShapeError) as caught:
        layer.output_shape((1, 4, 1))
    assert str(caught.value) == (
        "It has windows that lie in the padding alone: a dilation of 2 steps over 1 row. "
        "Use a dilation of at most 1, or less padding."
    )


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


def test_padding_wins_not_even_against_minus_infinity() -> None:
    winner = pooling.winners(np.full((1, 3, 3, 1), -np.inf), (2, 2), (2, 2), ((1, 0), (1, 0)))
    np.testing.assert_array_equal(winner[0, :, :, 0], [[3, 2], [1, 0]])


@settings(max_examples=60, deadline=None)
@given(case=cases(MaxPool2D), seed=st.integers(0, 99))
def test_large_maps_are_pooled_in_blocks_to_the_same_numbers(case: tuple[Pool2D, tuple[int, ...]], seed: int) -> None:
    layer, shape = case
    x = np.random.default_rng(seed).normal(size=shape).astype(np.float32)
    at_once = layer.forward(x, {})
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pooling, "SMALL", 0)
        np.testing.assert_array_equal(layer.forward(x, {}), at_once)
