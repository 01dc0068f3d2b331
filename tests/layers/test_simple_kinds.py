"""The kinds without a window, against onnxruntime (float32) and against formulas."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from explorer import Dense, Flatten, ReLU, Rescaling, Softmax
from explorer.layers.base import Array
from tests.onnx_oracle import assert_scaled_close, on_maps, run_node
from tests.strategies import layer_params

shapes = st.one_of(
    st.tuples(st.integers(1, 3), st.integers(1, 50)),
    st.tuples(st.integers(1, 3), st.integers(1, 6), st.integers(1, 6), st.integers(1, 6)),
)


def images(shape: tuple[int, ...], scale: float = 3) -> Array:
    return np.random.default_rng(5).normal(scale=scale, size=shape).astype(np.float32)


@settings(max_examples=40)
@given(shape=shapes)
def test_relu_equals_onnxruntime(shape: tuple[int, ...]) -> None:
    x = images(shape)
    np.testing.assert_array_equal(ReLU().forward(x, {}), run_node("Relu", x))


@settings(max_examples=40)
@given(shape=shapes, scale=st.sampled_from([0.1, 3, 80]))
def test_softmax_equals_onnxruntime(shape: tuple[int, ...], scale: float) -> None:
    x = images(shape, scale)
    out = Softmax().forward(x, {})
    assert_scaled_close(out, run_node("Softmax", x, axis=-1), 1e-6)
    np.testing.assert_allclose(out.sum(axis=-1), 1, rtol=1e-6)


def test_softmax_does_not_overflow() -> None:
    np.testing.assert_array_equal(Softmax().forward(np.array([[1e30, 1e30, -1e30]]), {}), [[0.5, 0.5, 0]])


@settings(max_examples=40)
@given(shape=shapes, units=st.integers(1, 20), use_bias=st.booleans())
def test_dense_equals_onnxruntime(shape: tuple[int, ...], units: int, use_bias: bool) -> None:
    x, layer = images(shape), Dense(units=units, use_bias=use_bias)
    params = layer_params(layer, shape[1:], dtype=np.float32)
    wanted = run_node("MatMul", x, params["kernel"])
    assert_scaled_close(layer.forward(x, params), wanted + params["bias"] if use_bias else wanted, 1e-5)


@settings(max_examples=40)
@given(rows=st.integers(1, 4), inputs=st.integers(1, 300), units=st.integers(1, 20))
def test_dense_on_a_vector_is_gemm(rows: int, inputs: int, units: int) -> None:
    x, layer = images((rows, inputs)), Dense(units=units)
    params = layer_params(layer, (inputs,), dtype=np.float32)
    assert_scaled_close(layer.forward(x, params), run_node("Gemm", x, params["kernel"], params["bias"]), 1e-5)


def test_dense_on_maps_is_a_1x1_convolution() -> None:
    x, layer = images((2, 5, 4, 3)), Dense(units=6)
    params = layer_params(layer, (5, 4, 3), dtype=np.float32)
    kernel = np.ascontiguousarray(params["kernel"].T[:, :, None, None])
    assert_scaled_close(layer.forward(x, params), on_maps("Conv", x, kernel, params["bias"]), 1e-5)


def test_flatten_goes_row_by_row_and_channel_last() -> None:
    x = images((2, 3, 4, 5))
    out = Flatten().forward(x, {})
    for row, col, channel in np.ndindex(3, 4, 5):
        np.testing.assert_array_equal(out[:, (row * 4 + col) * 5 + channel], x[:, row, col, channel])


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_rescaling_is_scale_times_x_plus_offset(dtype: type) -> None:
    x = images((1, 3, 3, 2)).astype(dtype)
    out = Rescaling(scale=1 / 3, offset=-0.1).forward(x, {})
    np.testing.assert_allclose(out, x.astype(np.float64) / 3 - 0.1, rtol=0, atol=4 * np.finfo(dtype).eps)
