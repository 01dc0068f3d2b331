"""Pictures brought to a size."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from explorer.errors import ImageError
from explorer.images import FITS, Picture, decode, fit
from explorer.images.fitting import fit_all
from tests.images.pictures import VALID, noise, picture, unit


@settings(max_examples=150, deadline=None)
@given(
    st.tuples(st.integers(1, 70), st.integers(1, 70)),
    st.tuples(st.integers(1, 70), st.integers(1, 70)),
    st.sampled_from(FITS),
    st.sampled_from([1, 3]),
)
def test_fit_gives_the_size_and_range(
    source: tuple[int, int], target: tuple[int, int], how: str, channels: int
) -> None:
    got = fit(picture(unit(noise(*source))), *target, how=how, channels=channels)
    assert got.pixels.shape == (*target, channels)
    assert got.pixels.dtype == np.float32
    assert got.pixels.flags.c_contiguous
    assert not got.pixels.flags.writeable
    assert got.pixels.min() >= 0
    assert got.pixels.max() <= 1


@pytest.mark.parametrize("channels", [1, 3])
@pytest.mark.parametrize("how", ["crop", "stretch"])
@pytest.mark.parametrize("target", [(7, 9), (64, 64), (224, 100), (1, 1)])
def test_constant_stays_constant(target: tuple[int, int], how: str, channels: int) -> None:
    got = fit(picture(np.full((50, 33, 3), 0.3)), *target, how=how, channels=channels)
    np.testing.assert_allclose(got.pixels, 0.3, rtol=0, atol=1e-6)


@pytest.mark.parametrize("how", FITS)
def test_same_size_passes_unchanged(how: str) -> None:
    source = decode(VALID["PNG"])
    assert fit(source, 12, 16, how=how) is source


def test_crop_is_centred() -> None:
    source = np.zeros((6, 10, 3))
    source[:, 2:8] = unit(noise(6, 6))
    got = fit(picture(source), 6, 6)
    np.testing.assert_array_equal(got.pixels, unit(noise(6, 6)))
    assert got.notes == ("cropped from 10 × 6 to 6 × 6",)
    tall = fit(picture(source.transpose(1, 0, 2)), 6, 6)
    np.testing.assert_array_equal(tall.pixels, unit(noise(6, 6)).transpose(1, 0, 2))


def test_crop_takes_the_wanted_aspect_ratio() -> None:
    got = fit(picture(unit(noise(600, 800))), 50, 100)
    assert got.notes == ("cropped from 800 × 600 to 800 × 400", "resized to 100 × 50")


def test_pad_keeps_the_aspect_ratio_and_is_centred_on_black() -> None:
    got = fit(picture(np.ones((60, 80, 3))), 64, 64, how="pad")
    np.testing.assert_array_equal(got.pixels[:8], 0)
    np.testing.assert_array_equal(got.pixels[56:], 0)
    np.testing.assert_allclose(got.pixels[8:56], 1, atol=1e-6)
    assert got.notes == ("resized to 64 × 48", "padded with black to 64 × 64")


def test_pad_of_the_inner_size_moves_no_value() -> None:
    got = fit(picture(unit(noise(6, 10))), 10, 10, how="pad")
    np.testing.assert_array_equal(got.pixels[2:8], unit(noise(6, 10)))
    assert got.notes == ("padded with black to 10 × 10",)


def test_stretch_keeps_the_corners() -> None:
    source = np.zeros((20, 40, 3))
    source[:10, :20] = 1
    got = fit(picture(source), 20, 20, how="stretch")
    np.testing.assert_allclose(got.pixels[:6, :6], 1, atol=1e-6)
    np.testing.assert_allclose(got.pixels[14:, 14:], 0, atol=1e-6)
    np.testing.assert_allclose(got.pixels.mean(), 0.25, atol=1e-3)
    assert got.notes == ("resized to 20 × 20",)


def test_enlarging_a_linear_ramp_keeps_it_linear() -> None:
    ramp = np.repeat(np.linspace(0, 1, 32)[None, :, None], 3, axis=2).repeat(32, axis=0)
    got = fit(picture(ramp), 64, 64).pixels[32, 8:-8, 0].astype(np.float64)
    np.testing.assert_allclose(np.diff(got, 2), 0, atol=2e-3)


def test_grey_is_luma() -> None:
    source = np.zeros((1, 3, 3))
    source[0, [0, 1, 2], [0, 1, 2]] = 1
    got = fit(picture(source), 1, 3, channels=1)
    np.testing.assert_allclose(got.pixels[0, :, 0], [0.299, 0.587, 0.114], atol=1e-7)
    assert got.notes == ("made grey",)


def test_grey_of_grey_is_the_same_values_without_a_note() -> None:
    source = np.repeat(unit(noise(channels=1)), 3, axis=2)
    got = fit(picture(source), 30, 40, channels=1)
    np.testing.assert_array_equal(got.pixels[..., 0], source[..., 0])
    assert got.notes == ()
    back = fit(got, 30, 40, channels=3)
    np.testing.assert_array_equal(back.pixels, source)
    assert back.notes == ("grey repeated in 3 channels",)


def test_notes_are_extended() -> None:
    source = Picture(unit(noise(600, 800)), ("turned by EXIF",))
    got = fit(source, 64, 64, channels=1)
    assert got.notes == (
        "turned by EXIF",
        "cropped from 800 × 600 to 600 × 600",
        "resized to 64 × 64",
        "made grey",
    )
    assert source.notes == ("turned by EXIF",)


def test_fit_does_not_touch_its_source() -> None:
    pixels = unit(noise())
    before = pixels.copy()
    got = fit(Picture(pixels), 30, 40, channels=1)
    pixels[:] = 0
    assert got.pixels.max() > 0
    np.testing.assert_array_equal(before, unit(noise()))


@pytest.mark.parametrize("channels", [0, 2, 4, -1])
def test_other_channel_counts(channels: int) -> None:
    with pytest.raises(ImageError) as caught:
        fit(decode(VALID["PNG"]), 8, 8, channels=channels)
    assert caught.value.problem == f"An image cannot be given {channels} channels."
    assert caught.value.remedy == "Use 1 (grey) or 3 (RGB)."


@pytest.mark.parametrize(
    ("size", "wrong"),
    [((0, 8), "0 rows"), ((8, -1), "-1 columns"), ((4097, 8), "4097 rows"), ((9, 8193), "8193 columns")],
)
def test_impossible_sizes(size: tuple[int, int], wrong: str) -> None:
    with pytest.raises(ImageError) as caught:
        fit(decode(VALID["PNG"]), *size)
    assert caught.value.problem == f"The input has {wrong}."
    assert caught.value.remedy == "Use a whole number, 1 to 4,096."


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        (
            {"picture": unit(noise())},
            "An array was given for the picture. Use images.decode(data) for a file, or images.Picture(pixels) for an "
            "array with values of 0 to 1.",
        ),
        (
            {"part": (0, 0, 4, 4)},
            "A tuple was given for the part. Use images.crop.Crop(top, left, height, width).",
        ),
    ],
)
def test_what_is_no_picture_and_what_is_no_part(given: dict[str, Any], sentence: str) -> None:
    with pytest.raises(ImageError) as told:
        fit(**{"picture": decode(VALID["PNG"]), "height": 4, "width": 4, **given})
    assert str(told.value) == sentence


def test_unknown_fit() -> None:
    with pytest.raises(ImageError) as caught:
        fit(decode(VALID["PNG"]), 8, 8, how="tile")
    assert caught.value.problem == "There is no way to fit called 'tile'."
    assert caught.value.remedy == "Use one of crop, pad, stretch."


@pytest.mark.parametrize("size", [(20, 24), (32, 32), (9, 40), (10, 12)])
@pytest.mark.parametrize("there", [1, 3])
@pytest.mark.parametrize("channels", [1, 3])
def test_many_are_fitted_as_each_one_is(size: tuple[int, int], there: int, channels: int) -> None:
    pixels = np.random.default_rng(1).random((5, 20, 24, there)).astype(np.float32)
    made = fit_all(pixels, *size, channels)
    for each, fitted in zip(pixels, made, strict=True):
        wanted = fit(Picture(each), *size, channels=channels).pixels
        np.testing.assert_allclose(fitted, wanted, rtol=0, atol=2e-7)
    assert fit_all(pixels[:0], *size, channels).shape == (0, *size, channels)
    with pytest.raises(ImageError):
        fit_all(pixels, *size, 2)
