from __future__ import annotations

import io

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from explorer.figures.png import palette_png

PALETTE = np.random.default_rng(0).integers(0, 256, (255, 3), dtype=np.uint8)


@given(st.integers(1, 40), st.integers(1, 40), st.integers(0, 9))
def test_pillow_reads_what_was_written(rows: int, cols: int, seed: int) -> None:
    picture = np.random.default_rng(seed).integers(0, 255, (rows, cols), dtype=np.uint8)
    with Image.open(io.BytesIO(palette_png(picture, PALETTE.tobytes()))) as image:
        image.load()
        assert (image.format, image.mode, image.size) == ("PNG", "P", (cols, rows))
        np.testing.assert_array_equal(np.asarray(image), picture)
        np.testing.assert_array_equal(np.asarray(image.convert("RGB")), PALETTE[picture])


def test_a_view_of_a_larger_array_is_written_as_it_looks() -> None:
    whole = np.arange(48, dtype=np.uint8).reshape(6, 8)
    for view in (whole.T, whole[::2, ::3], whole[:, :1]):
        with Image.open(io.BytesIO(palette_png(view, PALETTE.tobytes()))) as image:
            np.testing.assert_array_equal(np.asarray(image), view)


def test_it_is_no_larger_than_pillows() -> None:
    picture = np.tile(np.arange(64, dtype=np.uint8), (64, 1))
    other = Image.fromarray(picture).convert("L")
    other.putpalette(PALETTE.tobytes())
    written = io.BytesIO()
    other.save(written, "PNG", compress_level=6)
    assert len(palette_png(picture, PALETTE.tobytes())) <= len(written.getvalue()) + 10
