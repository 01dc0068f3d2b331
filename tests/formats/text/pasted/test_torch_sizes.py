"""Pasted layers of PyTorch that move cells or normalise maps give what PyTorch's documentation says, sum by sum."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.signal import correlate

import explorer
from explorer.errors import TextError
from explorer.formats.text import read
from explorer.layers.base import Array, Layer

RNG = np.random.default_rng(16)
MODES = {"ReflectionPad2d": "reflect", "ReplicationPad2d": "edge", "CircularPad2d": "wrap"}


def stack(code: str, shape: tuple[int, int, int]) -> tuple[Layer, ...]:
    return explorer.from_text(f"nn.Sequential({code})", shape).layers


def through(code: str, maps: Array) -> Array:
    """What pasted layers without weights make of maps (channels, rows, columns), as PyTorch holds them."""
    rows = np.ascontiguousarray(maps.transpose(1, 2, 0))
    x = rows[None]
    for layer in stack(code, rows.shape):
        x = layer.forward(x, {})
    out: Array = x[0].transpose(2, 0, 1)
    return out


@pytest.mark.parametrize("name", [*MODES, "ZeroPad2d", "ConstantPad2d"])
def test_borders_are_those_of_numpy_in_pytorchs_order(name: str) -> None:
    maps = RNG.normal(size=(3, 6, 7))
    value = 1.5 if name == "ConstantPad2d" else 0
    more = ", 1.5" if value else ""
    how: dict[str, Any] = {"mode": MODES[name]} if name in MODES else {"constant_values": value}
    # left, right, top, bottom
    np.testing.assert_array_equal(
        through(f"nn.{name}((1, 2, 3, 4){more})", maps), np.pad(maps, ((0, 0), (3, 4), (1, 2)), **how)
    )
    np.testing.assert_array_equal(through(f"nn.{name}(2{more})", maps), np.pad(maps, ((0, 0), (2, 2), (2, 2)), **how))


@pytest.mark.parametrize(("mode", "numpys"), [("reflect", "reflect"), ("replicate", "edge"), ("circular", "wrap")])
def test_a_convolution_with_another_padding_mode_reads_a_border(mode: str, numpys: Any) -> None:
    maps, kernel = RNG.normal(size=(2, 8, 9)), RNG.normal(size=(2, 4, 3))  # an even kernel: one more cell at the end
    code = f"nn.Conv2d(2, 1, (4, 3), padding='same', padding_mode='{mode}', bias=False)"
    border, convolution = stack(code, (8, 9, 2))
    x = border.forward(np.ascontiguousarray(maps.transpose(1, 2, 0))[None], {})
    found = convolution.forward(x, {"kernel": kernel.transpose(1, 2, 0)[..., None]})[0, :, :, 0]
    padded = np.pad(maps, ((0, 0), (1, 2), (1, 1)), mode=numpys)
    np.testing.assert_allclose(found, correlate(padded, kernel, mode="valid", method="direct")[0], atol=1e-12)


def test_pixels_and_channels_are_shuffled_as_pytorch_does() -> None:
    maps = RNG.normal(size=(12, 4, 6))
    wide = (
        maps.reshape(3, 2, 2, 4, 6).transpose(0, 3, 1, 4, 2).reshape(3, 8, 12)
    )  # out[c, 2h+i, 2w+j] = in[4c+2i+j, h, w]
    np.testing.assert_array_equal(through("nn.PixelShuffle(2)", maps), wide)
    np.testing.assert_array_equal(through("nn.PixelUnshuffle(2)", wide), maps)
    shuffled = maps.reshape(3, 4, 4, 6).swapaxes(0, 1).reshape(12, 4, 6)
    np.testing.assert_array_equal(through("nn.ChannelShuffle(3)", maps), shuffled)


def resized(maps: Array, size: tuple[int, int], weights: Callable[[int, int, int], dict[int, float]]) -> Array:
    """Maps of `size` rows and columns; `weights` gives what one output cell takes of how many cells, for so many outputs."""
    rows, cols = (
        np.array([[weights(at, length, count).get(cell, 0.0) for cell in range(length)] for at in range(count)])
        for length, count in zip(maps.shape[1:], size, strict=True)
    )
    out: Array = np.einsum("rh,chw,qw->crq", rows, maps, cols)
    return out


def blend(place: float, length: int) -> dict[int, float]:
    first = min(math.floor(place), length - 1)
    second, share = min(first + 1, length - 1), place - first
    return {first: 1.0} if first == second else {first: 1 - share, second: share}


SIZES = st.tuples(st.integers(1, 9), st.integers(1, 9))


@given(SIZES, SIZES)
@settings(max_examples=40, deadline=None)
def test_upsample_to_a_size_reads_the_cells_that_pytorch_reads(shape: tuple[int, int], size: tuple[int, int]) -> None:
    maps = np.random.default_rng(1).normal(size=(2, *shape))
    for more, weights in (
        ("", lambda at, length, count: {at * length // count: 1.0}),
        (", mode='nearest-exact'", lambda at, length, count: {(2 * at + 1) * length // (2 * count): 1.0}),
        (
            ", mode='bilinear', align_corners=False",
            lambda at, length, count: blend(max((at + 0.5) * length / count - 0.5, 0.0), length),
        ),
        (
            ", mode='bilinear', align_corners=True",
            lambda at, length, count: blend(at * (length - 1) / (count - 1) if count > 1 else 0.0, length),
        ),
    ):
        found = through(f"nn.Upsample({size}{more})", maps)
        np.testing.assert_allclose(found, resized(maps, size, weights), atol=1e-9, err_msg=more)


@pytest.mark.parametrize("factor", [0.5, 1.5, 2, 2.5, 40])
def test_upsample_by_a_factor_keeps_the_factor_where_no_whole_cells_come_out(factor: float) -> None:
    maps = RNG.normal(size=(2, 5, 7))
    size = (int(5 * factor), int(7 * factor))
    near = resized(maps, size, lambda at, length, count: {min(int(at / factor), length - 1): 1.0})
    soft = resized(maps, size, lambda at, length, count: blend(max((at + 0.5) / factor - 0.5, 0.0), length))
    np.testing.assert_array_equal(through(f"nn.Upsample(scale_factor={factor})", maps), near)
    code = f"nn.Upsample(scale_factor={factor}, mode='bilinear', align_corners=False)"
    np.testing.assert_allclose(through(code, maps), soft, atol=1e-9)


def test_a_layer_norm_without_weights_takes_the_whole_map() -> None:
    maps = RNG.normal(3, 2, size=(4, 5, 6))
    wanted = (maps - maps.mean()) / np.sqrt(maps.var() + 1e-5)
    np.testing.assert_allclose(through("nn.LayerNorm((4, 5, 6), elementwise_affine=False)", maps), wanted, atol=1e-12)


def test_functions_of_outputs_are_the_layers_of_their_names() -> None:
    code = """
class Net(nn.Module):
    def forward(self, x):
        x = F.pad(x, (1, 2, 3, 4), mode='replicate')
        x = F.pad(x, (0, 1))
        x = F.pixel_unshuffle(F.hardtanh(x, 0.0, 4.0), 3)
        x = F.interpolate(x, size=(4, 8), mode='bilinear', align_corners=True)
        return F.adaptive_max_pool2d(F.pad(x, (1, 1, 1, 1), value=2), (2, None))
"""
    text = explorer.to_text(explorer.from_text(code, (8, 8, 2)))
    assert text == (
        "input 8x8x2\npadding2d ((3, 4), (1, 2)) mode=edge\nzeropad ((0, 0), (0, 1))\nclip minimum=0 maximum=4\n"
        'space_to_depth 3 mode=CRD\nresize height=4 width=8 positions="align-corners"\npadding2d 1 mode=constant value=2\n'
        "adaptivemaxpool 2x10\n"
    )


def test_what_print_leaves_out_is_said() -> None:
    found = read("(0): Upsample(scale_factor=2.0, mode='bilinear')", (4, 4, 1))
    assert any("align_corners=False was taken for Upsample" in note for note in found.notes)
    assert found.layers == (explorer.UpSampling2D(interpolation="bilinear"),)


def test_sizes_and_places_that_pytorch_rounds_are_told() -> None:
    with pytest.raises(
        TextError, match=r"A scale_factor of 1\.16 makes 28 of 25 in PyTorch, which rounds 28\.99\d* down, and 29"
    ):
        read("nn.Upsample(scale_factor=1.16)", (25, 30, 1))
    for factor in range(1, 33):  # whole ones are never rounded to another cell
        places = np.floor(np.arange(256 * factor, dtype=np.float32) * np.float32(1 / factor))
        np.testing.assert_array_equal(places, np.repeat(np.arange(256), factor))
    [note] = read("input 2x2x1\nnn.Upsample((82, 40))").notes
    assert note.startswith(
        "Upsample: PyTorch rounds the places of its 82 rows, so that 1 of them may copy the cell before"
    )
    assert not read("input 4x4x1\nnn.Upsample((6, 14))").notes
