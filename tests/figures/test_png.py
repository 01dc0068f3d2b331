from __future__ import annotations

import io

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from PIL import Image

import explorer
from explorer.figures.maps import indices
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


def test_the_maps_of_a_page_are_about_as_small_as_pillow_makes_them() -> None:
    preset = explorer.presets.load("flowers_vgg")
    network = preset.network
    image = explorer.images.picture_for(preset.image, network.input_shape).pixels[None]
    acts = explorer.run(network, preset.weights.params(network), image)
    ours, pillows = 0, 0
    for step in network.steps[1:8]:
        maps = acts[step.path][0]
        for channel in range(maps.shape[2]):
            picture = indices(maps[:, :, channel], float(np.abs(maps).max()))
            ours += len(palette_png(picture, PALETTE.tobytes()))
            pillows += len(pillows_png(picture))
    assert ours <= 1.03 * pillows


def pillows_png(picture: NDArray[np.uint8]) -> bytes:
    other = Image.fromarray(picture).convert("L")
    other.putpalette(PALETTE.tobytes())
    written = io.BytesIO()
    other.save(written, "PNG", compress_level=6)
    return written.getvalue()
