"""Convolution against scipy (float64), onnxruntime (float32), and itself with other block sizes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.signal import correlate

from explorer import Conv2D
from explorer.kernels import blocks
from explorer.kernels.convolution import convolution, depthwise, one_image, patches
from explorer.kernels.convolution.convolution import convolve
from explorer.layers.base import Array, Params
from tests.onnx_oracle import assert_scaled_close, on_maps, pads, sides


@dataclass(frozen=True)
class Case:
    layer: Conv2D
    shape: tuple[int, int, int, int]

    def arrays(self, dtype: Any) -> tuple[Array, Params]:
        rng = np.random.default_rng(7)
        shapes = self.layer.param_shapes(self.shape[1:])
        return (
            rng.normal(size=self.shape).astype(dtype),
            {name: rng.normal(size=shape).astype(dtype) for name, shape in shapes.items()},
        )


@st.composite
def cases(draw: st.DrawFn) -> Case:
    """Random settings; the map is just as large as the dilated kernel needs, or larger."""
    groups, per_group, filters = (draw(st.integers(1, 3)) for _ in range(3))
    pair = st.tuples(st.integers(1, 4), st.integers(1, 4))
    cells = st.tuples(*[st.tuples(st.integers(0, 4), st.integers(0, 4))] * 2)
    layer = Conv2D(
        filters=groups * filters,
        kernel_size=draw(pair),
        strides=draw(pair),
        dilation_rate=draw(pair),
        padding=draw(st.one_of(st.sampled_from(["valid", "same"]), cells)),
        groups=groups,
        use_bias=draw(st.booleans()),
    )
    spans = [(k - 1) * d + 1 for k, d in zip(layer.kernel_size, layer.dilation_rate, strict=True)]
    rows, cols = (draw(st.integers(0, 6)) + span for span in spans)
    return Case(layer, (draw(st.integers(1, 3)), rows, cols, groups * per_group))


BLOCKED = [  # patch matrices well above BLOCK_BYTES, with a last block that is not full
    Case(Conv2D(filters=24, kernel_size=3, padding="same"), (1, 150, 97, 16)),
    Case(Conv2D(filters=8, kernel_size=(5, 2), strides=(1, 2), dilation_rate=(2, 3)), (2, 190, 120, 24)),
    Case(Conv2D(filters=4, kernel_size=3), (700, 12, 11, 6)),
    Case(Conv2D(filters=8, kernel_size=3, groups=4, padding="same"), (1, 170, 130, 16)),
]


def geometry(layer: Conv2D, x: Array) -> tuple[Any, ...]:
    return layer.padding, x.shape[1:3], layer.kernel_size, layer.strides, layer.dilation_rate


def by_scipy(case: Case, x: Array, params: Params) -> Array:
    """One scipy correlation per pair of channels, on zeros that are added here."""
    layer, kernel = case.layer, params["kernel"]
    padded = np.pad(x, ((0, 0), *sides(*geometry(layer, x)), (0, 0)))
    per_group, filters = kernel.shape[2], kernel.shape[3] // layer.groups
    out = []
    for filter_ in range(layer.filters):
        first = filter_ // filters * per_group
        spread = np.zeros([(n - 1) * d + 1 for n, d in zip(kernel.shape[:2], layer.dilation_rate, strict=True)])
        sums: Any = 0
        for channel in range(per_group):
            spread[:: layer.dilation_rate[0], :: layer.dilation_rate[1]] = kernel[:, :, channel, filter_]
            whole = [correlate(image, spread, "valid", "direct") for image in padded[..., first + channel]]
            sums = sums + np.stack(whole)[:, :: layer.strides[0], :: layer.strides[1]]
        out.append(sums + params["bias"][filter_] if layer.use_bias else sums)
    return np.stack(out, -1)


def by_onnx(case: Case, x: Array, params: Params) -> Array:
    layer = case.layer
    constants = [params["kernel"].transpose(3, 2, 0, 1)]
    constants += [params["bias"]] if layer.use_bias else []
    return on_maps(
        "Conv",
        x,
        *map(np.ascontiguousarray, constants),
        strides=layer.strides,
        dilations=layer.dilation_rate,
        group=layer.groups,
        **pads(*geometry(layer, x)),
    )


@settings(max_examples=150)
@given(case=cases())
def test_equals_scipy_in_float64(case: Case) -> None:
    x, params = case.arrays(np.float64)
    assert_scaled_close(case.layer.forward(x, params), by_scipy(case, x, params), 1e-12)


@settings(max_examples=150)
@given(case=cases())
def test_equals_onnxruntime_in_float32(case: Case) -> None:
    x, params = case.arrays(np.float32)
    assert_scaled_close(case.layer.forward(x, params), by_onnx(case, x, params), 1e-5)


@pytest.mark.parametrize("case", BLOCKED, ids=lambda case: str(case.shape))
def test_equals_onnxruntime_across_blocks(case: Case) -> None:
    x, params = case.arrays(np.float32)
    wanted = by_onnx(case, x, params)
    copied = wanted[..., 0].size * params["kernel"][..., 0].size * case.layer.groups * x.itemsize
    assert copied > 2 * convolution.BLOCK_BYTES
    assert_scaled_close(case.layer.forward(x, params), wanted, 1e-5)


def in_blocks(patch: pytest.MonkeyPatch, size: int) -> None:
    """Blocks of so many bytes, whatever it costs, and no small convolutions."""
    for module, name in ((convolution, "BLOCK_BYTES"), (blocks, "BLOCK_BYTES"), (one_image, "PATCHES_BYTES")):
        patch.setattr(module, name, size)
    for name in ("ROWS_BYTES", "WEIGHTS_BYTES"):
        patch.setattr(depthwise, name, size)
    for module, name, value in (
        (depthwise, "LEAST_RUN", 1),
        (depthwise, "ALONE", 0),
        (one_image, "ALONE", 0),
        (one_image, "LEAST_PATCHES", 1),
        (patches, "LEAST_PATCHES", 1),
        (one_image, "SMALL_BYTES", 0),
        (one_image, "way_of", one_image.way_of.__wrapped__),
    ):
        patch.setattr(module, name, value)


@settings(max_examples=80)
@given(case=cases(), block=st.sampled_from([1, 500, 2000, 8000, 30_000]))
def test_the_size_of_a_block_changes_nothing(case: Case, block: int) -> None:
    x, params = case.arrays(np.float64)
    wanted = case.layer.forward(x, params)
    with pytest.MonkeyPatch.context() as patch:
        in_blocks(patch, block)
        assert_scaled_close(case.layer.forward(x, params), wanted, 1e-13)


def test_small_blocks_really_split_the_work(monkeypatch: pytest.MonkeyPatch) -> None:
    copies: list[tuple[int, ...]] = []
    real = np.copyto
    monkeypatch.setattr(one_image.np, "copyto", lambda to, source: (copies.append(source.shape), real(to, source)))
    in_blocks(monkeypatch, 3 * 6 * 9 * 8)  # three rows of six patches of nine numbers; of ten rows four parts are alike
    convolve(np.ones((1, 12, 8, 1)), np.ones((3, 3, 1, 2)), None)
    assert sorted(shape[0] for shape in copies) == [1, 3, 3, 3]  # in which order, the threads decide


@pytest.mark.parametrize(("rows", "images"), [(3, 1), (16, 2), (24, 3)])
def test_small_blocks_really_split_a_batch(monkeypatch: pytest.MonkeyPatch, rows: int, images: int) -> None:
    monkeypatch.setattr(blocks, "BLOCK_BYTES", rows * 6 * 9 * 8)  # rows of six patches of nine numbers
    monkeypatch.setattr(patches, "LEAST_PATCHES", 1)
    cut = patches.Patches(np.ones((6, 10, 8, 1)), (3, 3), (1, 1), ((0, 0), (0, 0)), (1, 1), (8, 6)).blocks
    assert {block.images.stop - block.images.start for block in cut} == {images}
    assert max(block.rows.stop - block.rows.start for block in cut) == min(rows, 8)
    assert sum((b.images.stop - b.images.start) * (b.rows.stop - b.rows.start) for b in cut) == 6 * 8


def test_the_kernel_is_not_flipped() -> None:
    x = np.zeros((1, 3, 3, 1))
    x[0, 1, 2] = 1
    kernel = np.arange(9.0).reshape(3, 3, 1, 1)
    np.testing.assert_array_equal(convolve(x, kernel, None), [[[[5]]]])


def test_the_odd_zero_of_same_padding_goes_after() -> None:
    x = np.arange(1.0, 5).reshape(1, 1, 4, 1)
    out = Conv2D(filters=1, kernel_size=(1, 2), padding="same", use_bias=False).forward(
        x, {"kernel": np.ones((1, 2, 1, 1))}
    )
    np.testing.assert_array_equal(out.ravel(), [3, 5, 7, 4])


def test_dtype_follows_the_images_not_the_parameters() -> None:
    kernel, bias = np.full((1, 1, 1, 1), 0.1), np.full(1, 0.1)
    assert convolve(np.ones((1, 2, 2, 1), np.float32), kernel, bias).dtype == np.float32
    assert convolve(np.ones((1, 2, 2, 1)), kernel.astype(np.float32), bias).dtype == np.float64


@settings(max_examples=60)
@given(case=cases(), seed=st.integers(0, 99))
def test_what_a_thread_keeps_is_in_no_output(case: Case, seed: int) -> None:
    """The arrays of small convolutions are used again: what was handed out before must not change by it."""
    x, params = case.arrays(np.float32)
    first = case.layer.forward(x[:1], params)
    kept = first.copy()
    other = np.random.default_rng(seed).normal(size=x[:1].shape).astype(np.float32)
    second = case.layer.forward(other, params)
    np.testing.assert_array_equal(first, kept)
    assert not np.shares_memory(first, second)
    assert first.base is None
    np.testing.assert_array_equal(case.layer.forward(x[:1], params), kept)


def test_filters_that_are_shared_out_are_all_there() -> None:
    layer = Conv2D(filters=300, kernel_size=3, padding="same")
    case = Case(layer, (1, 11, 12, 70))
    x, params = case.arrays(np.float32)
    assert one_image.way_of(x.shape[1:], params["kernel"].shape, (1, 1), layer.sides(x.shape[1:]), (1, 1), 4).shared
    assert_scaled_close(layer.forward(x, params), by_onnx(case, x, params), 1e-5)


@pytest.mark.parametrize("groups", [1, 2, 4])
def test_strided_views_of_images_are_read_right(groups: int) -> None:
    whole = np.random.default_rng(0).normal(size=(2, 9, 20, 4))
    kernel = np.random.default_rng(1).normal(size=(3, 3, 4 // groups, 4))
    view = whole[:, :, ::2]
    np.testing.assert_allclose(
        convolve(view, kernel, None, groups=groups), convolve(view.copy(), kernel, None, groups=groups), atol=1e-13
    )
