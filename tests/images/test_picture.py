"""Picture: its pixels, its digest, its notes."""

from __future__ import annotations

import dataclasses
from typing import Any

import numpy as np
import pytest
from PIL import Image

from explorer.errors import ImageError
from explorer.images import Picture, decode, digest, sentence
from tests.images.pictures import noise, save, unit


def test_picture_is_float32_read_only_and_frozen() -> None:
    got = decode(save(Image.fromarray(noise()), "PNG"))
    assert got.pixels.dtype == np.float32
    assert got.pixels.shape == (30, 40, 3)
    assert got.pixels.flags.c_contiguous
    assert got.pixels.base is None
    with pytest.raises(ValueError, match="read-only"):
        got.pixels[0, 0, 0] = 0
    with pytest.raises(dataclasses.FrozenInstanceError):
        got.notes = ()  # type: ignore[misc]


def test_a_picture_made_by_hand_is_safe_from_its_array() -> None:
    pixels = unit(noise())
    made = Picture(pixels)
    pixels[:] = 0
    np.testing.assert_array_equal(made.pixels, unit(noise()))
    assert not made.pixels.flags.writeable


def test_digest_changes_with_one_value_anywhere() -> None:
    base = np.random.default_rng(1).random((600, 600, 3), dtype=np.float32)
    assert base.size > 500_000  # above this st.cache_data looks at a sample only
    digests = {digest(base)}
    for at in np.random.default_rng(2).integers(0, base.size, 20):
        changed = base.copy()
        changed.flat[at] += np.float32(0.25)
        digests.add(digest(changed))
    assert len(digests) == 21


def test_digest_knows_shape_and_dtype_but_not_memory_order() -> None:
    base = np.arange(24, dtype=np.float32).reshape(2, 3, 4)
    zeros = np.zeros(4, np.float32)
    assert len(digest(base)) == 64
    assert digest(base) == digest(base.copy()) == digest(np.asfortranarray(base))
    assert digest(base) != digest(base.reshape(3, 2, 4))
    assert digest(zeros) != digest(zeros.view(np.int32))


def test_sentence() -> None:
    assert sentence(()) == ""
    assert sentence(["made grey"]) == "Made grey."
    assert sentence(("turned by EXIF", "CMYK converted to RGB", "resized to 64 × 64")) == (
        "Turned by EXIF, CMYK converted to RGB, resized to 64 × 64."
    )
    assert sentence(("CMYK converted to RGB",)) == "CMYK converted to RGB."


# -- arrays from outside ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("pixels", "text"),
    [
        (
            np.full((2, 3, 3), 200, np.uint8),
            "The pixels are numbers of type uint8; a picture holds float32, 0 to 1. "
            "Divide pixels of 0 to 255: pixels / np.float32(255).",
        ),
        (np.zeros((2, 3), np.float32), "The pixels have shape (2, 3). Use an array (rows, columns, channels)."),
        ([[0.5]], "A list was given for the pixels. Use an array (rows, columns, channels)."),
    ],
    ids=["uint8", "two axes", "list"],
)
def test_pixels_that_no_picture_holds(pixels: Any, text: str) -> None:
    with pytest.raises(ImageError) as caught:
        Picture(pixels)
    assert str(caught.value) == text


def test_a_picture_of_a_read_only_view_does_not_change_with_its_memory() -> None:
    pixels = np.zeros((2, 3, 3), np.float32)
    view = pixels[:]
    view.flags.writeable = False
    picture = Picture(view)
    pixels[...] = 1
    np.testing.assert_array_equal(picture.pixels, 0)
