"""Maps as pictures: decoded again, they show what the numbers are."""

from __future__ import annotations

import base64
import io
import tracemalloc

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from PIL import Image

from explorer import images
from explorer.figures.maps import (
    bars_png,
    block_size,
    grey_png,
    indices,
    limit,
    map_png,
    photo_png,
    photo_small,
    reduced,
    reduced_length,
    reduced_shape,
    shrunk,
)
from explorer.figures.theme import LIGHT, palette, rgb


def opened(address: str) -> NDArray[np.uint8]:
    """The RGB pixels of a data address."""
    head, data = address.split(",")
    assert head == "data:image/png;base64"
    return np.asarray(Image.open(io.BytesIO(base64.b64decode(data))).convert("RGB"))


def test_a_map_in_its_colours() -> None:
    values = np.array([[-2.0, -1.0, 0.0], [1.0, 0.5, 9.0]], np.float32)
    pixels = opened(map_png(indices(values, 1.0), LIGHT))
    colours = palette(LIGHT)
    np.testing.assert_array_equal(pixels[0, 0], colours[0])  # beyond the limit: the end of the scale
    np.testing.assert_array_equal(pixels[0, 1], colours[0])
    np.testing.assert_array_equal(pixels[0, 2], rgb(LIGHT.zero))
    np.testing.assert_array_equal(pixels[1, 0], colours[254])
    np.testing.assert_array_equal(pixels[1, 1], colours[127 + 64])
    np.testing.assert_array_equal(pixels[1, 2], colours[254])


@given(st.floats(-3, 3), st.floats(0.1, 3))
def test_the_colour_of_a_value_is_right_to_half_a_step(value: float, top: float) -> None:
    index = int(indices(np.array([[value]]), top)[0, 0])
    assert abs((index - 127) / 127 * top - np.clip(value, -top, top)) <= top / 254 * 1.0001


def test_grey_and_photo() -> None:
    np.testing.assert_array_equal(opened(grey_png(np.array([[0.0, 1.0]])))[:, :, 0], [[0, 255]])
    photo = np.random.default_rng(0).random((4, 5, 3)).astype(np.float32)
    np.testing.assert_allclose(opened(photo_png(photo)), photo * 255, atol=0.51)
    np.testing.assert_allclose(opened(photo_png(photo[:, :, :1]))[:, :, 1], photo[:, :, 0] * 255, atol=0.51)


def test_bars_are_as_long_as_their_shares() -> None:
    pixels = opened(bars_png(np.array([0.25, 0.75, 0.0]), LIGHT, room=30))
    filled = (pixels[5::8] == rgb(LIGHT.bar)).all(axis=2).sum(axis=1)
    np.testing.assert_array_equal(filled, [30, 90, 1])  # a share of nothing keeps a line


@settings(deadline=None)
@given(st.integers(1, 40), st.integers(1, 40), st.integers(1, 12), st.integers(0, 99))
def test_reduced_keeps_the_strongest_of_each_block(rows: int, cols: int, longest: int, seed: int) -> None:
    maps = np.random.default_rng(seed).normal(size=(rows, cols, 2)).astype(np.float32)
    small = reduced(maps, longest)
    assert small.shape[:2] == reduced_shape(rows, cols, longest)
    assert max(small.shape[:2]) <= longest
    factor = max(-(-max(rows, cols) // longest), 1)
    for row in range(small.shape[0]):
        for col in range(small.shape[1]):
            block = maps[row * factor : (row + 1) * factor, col * factor : (col + 1) * factor, 0]
            assert abs(small[row, col, 0]) == np.abs(block).max()
            assert small[row, col, 0] in block


def test_a_long_vector_is_reduced_in_no_more_memory_than_it_takes() -> None:
    units = np.random.default_rng(0).normal(size=(1024 * 1024 * 3, 1, 1)).astype(np.float32)
    tracemalloc.start()
    small = reduced(units, 300)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert small.shape == (reduced_length(len(units), 300), 1, 1)
    assert peak < units.nbytes
    np.testing.assert_array_equal(np.abs(small[-1, 0, 0]), np.abs(units[(len(small) - 1) * 10486 :]).max())


@given(st.integers(1, 40), st.integers(1, 40), st.integers(1, 12), st.integers(0, 99))
def test_reduced_gives_what_padding_to_whole_blocks_gives(rows: int, cols: int, longest: int, seed: int) -> None:
    maps = np.random.default_rng(seed).choice([-2.0, -1.0, -0.5, 0.0, 0.5, 2.0, np.nan, np.inf], size=(rows, cols, 2))
    factor = -(-max(rows, cols) // longest)
    padded = np.pad(maps, ((0, -rows % factor), (0, -cols % factor), (0, 0)))
    blocks = padded.reshape(padded.shape[0] // factor, factor, -1, factor, 2)
    high, low = blocks.max(axis=(1, 3)), blocks.min(axis=(1, 3))
    np.testing.assert_array_equal(reduced(maps, longest), np.where(high >= -low, high, low))


@given(st.integers(1, 40), st.integers(1, 40), st.integers(1, 12), st.integers(0, 99))
def test_shrunk_gives_the_mean_of_each_block(rows: int, cols: int, longest: int, seed: int) -> None:
    pixels = np.random.default_rng(seed).random((rows, cols, 3))
    small, factor = shrunk(pixels, longest)
    assert factor == block_size(rows, cols, longest)
    assert small.shape[:2] == reduced_shape(rows, cols, longest)
    last = pixels[(small.shape[0] - 1) * factor :, (small.shape[1] - 1) * factor :]
    np.testing.assert_allclose(small[-1, -1], last.mean(axis=(0, 1)))


def test_limit_is_the_percentile_of_all_magnitudes() -> None:
    values = np.linspace(-1, 1, 2001, dtype=np.float32)
    assert limit([values[:1000], values[1000:]]) == pytest.approx(np.percentile(np.abs(values), 99.5), abs=2e-3)


def test_limit_of_nothing_but_zeros_and_of_rare_values() -> None:
    assert limit([np.zeros((5, 5), np.float32)]) == 1.0
    rare = np.zeros(10_000, np.float32)
    rare[7] = -3.0
    assert limit([rare]) == 3.0
    rare[8] = np.nan
    assert limit([rare]) == 3.0


def test_a_small_photo_is_close_to_what_it_shows() -> None:
    pixels = images.fit(images.samples.load("coffee"), 80, 80, "crop", 3).pixels
    kind, _, data = photo_small(pixels).partition(";base64,")
    shown = np.asarray(Image.open(io.BytesIO(base64.b64decode(data))).convert("RGB"), float) / 255
    assert kind == "data:image/webp"
    assert np.abs(shown - pixels).mean() < 0.03
