"""The image at its own resolution, and where cells lie on it."""

from __future__ import annotations

import base64
import io
from typing import Any

import numpy as np
import plotly.graph_objects as go
import pytest
from PIL import Image

from explorer import Cell, Conv2D, Dense, GlobalAveragePool2D, Network, ReLU, run
from explorer.analysis.influence import class_map
from explorer.figures.influence.class_photo import class_over_photo
from explorer.figures.influence.photo import OwnPhoto, cell_places, outlined_photo, own_photo, photo_figure
from explorer.figures.theme import THEMES
from explorer.images.crop import Crop
from explorer.images.placement import place
from explorer.reads import region
from tests.strategies import random_params

ROWS, COLS, SHAPE = 60, 120, (20, 20, 3)
PIXELS = np.random.default_rng(3).random((ROWS, COLS, 3), np.float32)
NETWORK = Network((Conv2D(2, 4, strides=4), ReLU(), GlobalAveragePool2D(), Dense(2)), SHAPE)
THEME = THEMES["light"]

# How the image is brought to 20 x 20 px, and the box of cell (row 1, column 3) of the convolution, whose 4 x 4 windows
# tile the input: rows 4-7 and columns 12-15 of the input. Left, top, right, bottom edge in px of the image.
FITS = (
    ("crop", None, (30 + 12 * 3, 12, 30 + 16 * 3, 24)),  # the middle 60 x 60 px; 3 px of the image a px of the input
    ("pad", None, (12 * 6, 4 * 6 - 30, 16 * 6, 8 * 6 - 30)),  # 6 px of the image a px, 5 rows of black above the image
    ("stretch", None, (12 * 6, 4 * 3, 16 * 6, 8 * 3)),
    ("crop", Crop(10, 50, 40, 40), (50 + 12 * 2, 10 + 4 * 2, 50 + 16 * 2, 10 + 8 * 2)),
    ("stretch", Crop(10, 20, 20, 100), (20 + 12 * 5, 10 + 4, 20 + 16 * 5, 10 + 8)),
    ("pad", Crop(0, 40, 60, 30), (40 + 12 * 3 - 15, 12, 40 + 16 * 3 - 15, 24)),
)
every_fit = pytest.mark.parametrize(("how", "part", "box"), FITS)


def photo(how: str, part: Crop | None = None, side: int = 264) -> OwnPhoto:
    return own_photo(PIXELS, place(ROWS, COLS, *SHAPE[:2], how, part), SHAPE, side)


def picture(shown: OwnPhoto) -> Any:
    return np.asarray(Image.open(io.BytesIO(base64.b64decode(shown.source.partition(",")[2]))))


@every_fit
def test_a_known_cell_lies_where_it_reads(how: str, part: Crop | None, box: tuple[float, ...]) -> None:
    places = cell_places(NETWORK.step("0"), photo(how, part))
    np.testing.assert_allclose(places.box(1, 3), box)


@every_fit
def test_the_outline_of_what_the_cell_reads_is_the_same_box(
    how: str, part: Crop | None, box: tuple[float, ...]
) -> None:
    seen = region(NETWORK, Cell("0", 1, 3, 0))
    for shape in outlined_photo(photo(how, part), seen, THEME, 264)["layout"]["shapes"]:
        np.testing.assert_allclose([shape[edge] + 0.5 for edge in ("x0", "y0", "x1", "y1")], box)


@every_fit
def test_the_drawn_class_map_has_its_cells_there(how: str, part: Crop | None, box: tuple[float, ...]) -> None:
    acts = run(NETWORK, params := random_params(NETWORK, dtype=np.float32), PIXELS[None, :20, :20])
    evidence = class_map(NETWORK, params, acts, 1)
    chart = class_over_photo(photo(how, part), evidence, NETWORK.step(evidence.path), THEME, 264)
    go.Figure(chart)
    heat = chart["data"][1]
    middle = heat["x0"] + 3 * heat["dx"] + 0.5, heat["y0"] + heat["dy"] + 0.5
    half = heat["dx"] / 2, heat["dy"] / 2
    drawn = (middle[0] - half[0], middle[1] - half[1], middle[0] + half[0], middle[1] + half[1])
    np.testing.assert_allclose(drawn, box)


@every_fit
def test_the_frame_is_the_whole_input(how: str, part: Crop | None, box: tuple[float, ...]) -> None:
    shown = photo(how, part)
    chart = photo_figure(shown, THEME, 264)
    (left, right), (bottom, top) = chart["layout"]["xaxis"]["range"], chart["layout"]["yaxis"]["range"]
    wide, high = box[2] - box[0], box[3] - box[1]  # a fifth of the input along either axis
    np.testing.assert_allclose([right - left, bottom - top], [5 * wide, 5 * high])
    np.testing.assert_allclose([left + 0.5, top + 0.5], [box[0] - 3 * wide, box[1] - high])
    size = chart["layout"]["width"], chart["layout"]["height"]
    assert max(size) == 264
    np.testing.assert_allclose(size[0] / size[1], wide / high, rtol=0.01)


def test_an_image_smaller_than_the_screen_keeps_every_px() -> None:
    shown = photo("stretch")
    np.testing.assert_array_equal(picture(shown), np.rint(PIXELS * 255).astype(np.uint8))
    np.testing.assert_array_equal(picture(photo("crop")), np.rint(PIXELS[:, 30:90] * 255).astype(np.uint8))


def test_a_larger_one_is_drawn_at_twice_the_px_of_the_screen() -> None:
    assert photo("stretch", side=40).size == (40, 80)
    assert photo("stretch", side=60).size == (60, 120)  # its own resolution, not more
    assert photo("pad", Crop(0, 40, 60, 30), side=20).size == (40, 20)
    image = photo_figure(photo("stretch", side=40), THEME, 40)["data"][0]
    np.testing.assert_allclose([image["x0"], image["dx"]], [0.25, 1.5])  # 3 px of the image are 2 of the picture
    assert picture(photo("stretch", side=40)).shape == (40, 80, 3)


def test_a_grey_image_is_drawn_grey() -> None:
    grey = own_photo(PIXELS[:, :, :1], place(ROWS, COLS, 20, 20), (20, 20, 1), 264)
    assert picture(grey).shape == (60, 60)
