"""Whatever a caller may give as an image."""

from __future__ import annotations

import io

import numpy as np
import pytest
from PIL import Image

from explorer.errors import ImageError
from explorer.images import Picture, fit, picture_for, samples
from explorer.images.choosing import ImageLike

SHAPE = (6, 8, 3)


def test_a_sample_a_file_and_a_picture_are_fitted() -> None:
    pixels = np.random.default_rng(0).integers(0, 256, (12, 16, 3), np.uint8)
    stream = io.BytesIO()
    Image.fromarray(pixels).save(stream, "PNG")
    picture = Picture(np.asarray(pixels / 255, np.float32))
    np.testing.assert_array_equal(picture_for(stream.getvalue(), SHAPE).pixels, fit(picture, 6, 8).pixels)
    np.testing.assert_array_equal(picture_for(picture, SHAPE).pixels, fit(picture, 6, 8).pixels)
    np.testing.assert_array_equal(picture_for("cat", SHAPE).pixels, fit(samples.load("cat"), 6, 8).pixels)


def test_a_test_pattern_is_made_at_the_size_of_the_network() -> None:
    pixels = picture_for("impulse", (9, 9, 1)).pixels
    assert (pixels > 0).sum() == 1


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_pixels_stay_what_they_are_and_are_copied(dtype: type) -> None:
    pixels = np.random.default_rng(1).random(SHAPE).astype(dtype)
    picture = picture_for(pixels, SHAPE)
    np.testing.assert_array_equal(picture.pixels, pixels.astype(np.float32))
    np.testing.assert_array_equal(picture_for(pixels[None], SHAPE).pixels, picture.pixels)
    kept = picture.pixels.copy()
    pixels[:] = 0
    np.testing.assert_array_equal(picture.pixels, kept)


@pytest.mark.parametrize(
    ("image", "problem"),
    [
        (np.zeros((8, 6, 3)), "The image has shape (8, 6, 3); the network takes (6, 8, 3)."),
        (np.zeros((2, 6, 8, 3)), "The image has shape (2, 6, 8, 3); the network takes (6, 8, 3)."),
        (np.zeros(SHAPE, np.uint8), "The image holds uint8 values."),
        (np.full(SHAPE, 255.0), "The image has values outside 0 to 1."),
        (np.full(SHAPE, np.nan), "The image has values outside 0 to 1."),
        (np.zeros(SHAPE, complex), "The image holds complex128 values."),
        (b"no image", "The file (8 bytes) is not a readable PNG"),
        ("dog", "There is no sample image called 'dog'."),
    ],
)
def test_what_is_no_image_is_said_to_be_none(image: ImageLike, problem: str) -> None:
    with pytest.raises(ImageError) as error:
        picture_for(image, SHAPE)
    assert error.value.problem.startswith(problem)
    assert error.value.remedy
