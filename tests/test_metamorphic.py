"""What must hold between two runs, whatever the numbers are."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from explorer import AveragePool2D, Conv2D, Conv2DTranspose, Dense, DepthwiseConv2D, MaxPool2D, UpSampling2D
from explorer.errors import ShapeError
from explorer.layers.base import Array, Layer, Params
from tests.strategies import layer_params

pairs = st.tuples(st.integers(1, 4), st.integers(1, 4))
odd = st.tuples(*[st.sampled_from([1, 3, 5])] * 2)


def images(*shape: int) -> Array:
    return np.random.default_rng(sum(shape)).normal(size=shape)


def kernel_of(layer: Layer, x: Array) -> Params:
    return layer_params(layer, x.shape[1:])


def close(one: Array, other: Array) -> None:
    assert one.shape == other.shape
    np.testing.assert_allclose(one, other, rtol=1e-11, atol=1e-11)


@given(odd)
def test_an_identity_kernel_copies(size: tuple[int, int]) -> None:
    x = images(2, 6, 7, 3)
    layer = Conv2D(filters=3, kernel_size=size, padding="same", use_bias=False)
    kernel = np.zeros((*size, 3, 3))
    kernel[size[0] // 2, size[1] // 2] = np.eye(3)
    np.testing.assert_array_equal(layer.forward(x, {"kernel": kernel}), x)
    own = kernel[..., 0, :1][:, :, None].repeat(3, axis=2)
    depthwise = DepthwiseConv2D(kernel_size=size, padding="same", use_bias=False)
    np.testing.assert_array_equal(depthwise.forward(x, {"kernel": own}), x)
    np.testing.assert_array_equal(
        Conv2DTranspose(filters=3, kernel_size=size, padding="same", use_bias=False).forward(x, {"kernel": kernel}), x
    )


@settings(max_examples=30)
@given(pairs, pairs, st.tuples(st.integers(0, 3), st.integers(0, 3)))
def test_a_shifted_image_gives_shifted_maps(size: Any, strides: Any, steps: tuple[int, int]) -> None:
    """Without padding, a shift by whole strides moves the maps by whole cells."""
    whole = images(1, 24, 24, 2)
    down, right = (n * s for n, s in zip(steps, strides, strict=True))
    x, moved = whole[:, :12, :12], whole[:, down : down + 12, right : right + 12]
    conv = Conv2D(filters=3, kernel_size=size, strides=strides)
    kinds: list[tuple[Layer, Params]] = [(conv, kernel_of(conv, x))]
    kinds += [(MaxPool2D(pool_size=size, strides=strides), {}), (AveragePool2D(pool_size=size, strides=strides), {})]
    for layer, params in kinds:
        here, there = layer.forward(x, params), layer.forward(moved, params)
        close(here[:, steps[0] :, steps[1] :], there[:, : here.shape[1] - steps[0], : here.shape[2] - steps[1]])


@settings(max_examples=30)
@given(pairs, pairs, st.sampled_from(["valid", "same"]))
def test_sums_are_linear(size: Any, strides: Any, padding: str) -> None:
    x, y = images(1, 9, 8, 4), images(1, 9, 8, 4)[:, ::-1]
    same = {"strides": strides, "padding": padding}
    stack: list[Layer] = [
        Conv2D(filters=4, kernel_size=size, groups=2, use_bias=False, **same),
        DepthwiseConv2D(kernel_size=size, use_bias=False, **same),
        Conv2DTranspose(filters=2, kernel_size=size, use_bias=False, **same),
        Dense(units=3, use_bias=False),
        AveragePool2D(pool_size=size, **same),
        UpSampling2D(size=strides, interpolation="bilinear"),
    ]
    for layer in stack:
        params = kernel_of(layer, x)
        f = [layer.forward(image, params) for image in (x, y, 2.5 * x - y)]
        close(f[2], 2.5 * f[0] - f[1])


def test_a_1x1_convolution_is_a_matrix_product() -> None:
    x = images(2, 5, 6, 4)
    layer = Conv2D(filters=3, kernel_size=1)
    params = kernel_of(layer, x)
    close(layer.forward(x, params), x @ params["kernel"][0, 0] + params["bias"])
    close(layer.forward(x, params), Dense(units=3).forward(x, {**params, "kernel": params["kernel"][0, 0]}))


@settings(max_examples=30)
@given(pairs, pairs, pairs)
def test_a_stride_keeps_every_so_manyth_cell(size: Any, strides: Any, dilation: Any) -> None:
    x = images(1, 17, 16, 2)
    for base in (
        Conv2D(filters=3, kernel_size=size, dilation_rate=dilation),
        DepthwiseConv2D(kernel_size=size, dilation_rate=dilation),
        MaxPool2D(pool_size=size, strides=1),
        AveragePool2D(pool_size=size, strides=1),
    ):
        params = kernel_of(base, x)
        every = base.forward(x, params)[:, :: strides[0], :: strides[1]]
        close(base.with_settings(strides=strides).forward(x, params), every)


@settings(max_examples=30)
@given(pairs, pairs, pairs, st.sampled_from(["valid", "same"]))
def test_dilation_is_a_kernel_stuffed_with_zeros(size: Any, dilation: Any, strides: Any, padding: str) -> None:
    x = images(1, 16, 15, 2)
    spans = tuple((k - 1) * d + 1 for k, d in zip(size, dilation, strict=True))
    same = {"strides": strides, "padding": padding}
    for kind, more in ((Conv2D, {"filters": 3}), (DepthwiseConv2D, {}), (Conv2DTranspose, {"filters": 3})):
        dilated = kind(kernel_size=size, dilation_rate=dilation, **same, **more)
        params = kernel_of(dilated, x)
        stuffed = np.zeros((*spans, *params["kernel"].shape[2:]))
        stuffed[:: dilation[0], :: dilation[1]] = params["kernel"]
        wide = kind(kernel_size=spans, **same, **more)
        close(dilated.forward(x, params), wide.forward(x, {**params, "kernel": stuffed}))


@pytest.mark.parametrize("groups", [1, 2, 3, 6])
@pytest.mark.parametrize("padding", ["valid", "same"])
def test_groups_are_split_and_joined(groups: int, padding: str) -> None:
    x = images(2, 7, 6, 6)
    layer = Conv2D(filters=12, kernel_size=(3, 2), groups=groups, padding=padding)
    params = kernel_of(layer, x)
    parts = []
    for channels, kernel, bias in zip(
        np.split(x, groups, axis=3),
        np.split(params["kernel"], groups, axis=3),
        np.split(params["bias"], groups),
        strict=True,
    ):
        own = Conv2D(filters=12 // groups, kernel_size=(3, 2), padding=padding)
        parts.append(own.forward(channels, {"kernel": kernel, "bias": bias}))
    close(layer.forward(x, params), np.concatenate(parts, axis=3))


@pytest.mark.parametrize("multiplier", [1, 3])
def test_a_depthwise_convolution_is_a_grouped_one(multiplier: int) -> None:
    x = images(2, 7, 6, 4)
    layer = DepthwiseConv2D(depth_multiplier=multiplier, padding="same", strides=2)
    params = kernel_of(layer, x)
    grouped = Conv2D(filters=4 * multiplier, groups=4, padding="same", strides=2)
    kernel = params["kernel"].reshape(3, 3, 1, 4 * multiplier)
    close(layer.forward(x, params), grouped.forward(x, {**params, "kernel": kernel}))


@settings(max_examples=30)
@given(pairs, pairs, pairs, st.sampled_from(["valid", "same", ((1, 0), (0, 1))]))
def test_a_transposed_convolution_is_the_adjoint_of_a_convolution(
    size: Any, strides: Any, dilation: Any, padding: Any
) -> None:
    """<conv(x), y> = <x, transposed(y)> wherever the sizes of the two meet."""
    y = images(1, 6, 5, 3)
    same = {"kernel_size": size, "strides": strides, "dilation_rate": dilation, "use_bias": False}
    transposed = Conv2DTranspose(filters=2, padding=padding, **same)
    try:
        shape = transposed.output_shape(y.shape[1:])
    except ShapeError:
        return
    params = kernel_of(transposed, y)
    x = images(1, *shape)
    # Less than nothing is cut off where a stride goes beyond the kernel: cells without a number are put there.
    sides = tuple(tuple(max(n, 0) for n in transposed.cut(axis, y.shape[1 + axis])[:2]) for axis in (0, 1))
    conv = Conv2D(filters=3, padding=sides, **same)
    found = conv.forward(x, params)[:, :6, :5]
    close((found * y).sum(), (x * transposed.forward(y, params)).sum())
