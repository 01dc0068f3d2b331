"""Picture: its pixels, its digest, its notes."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from PIL import Image

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
