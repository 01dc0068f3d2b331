"""The preview of a scene: its parts are where they belong, and show the numbers that they stand for."""

from __future__ import annotations

import io

import numpy as np
import pytest
from PIL import Image

from explorer.figures.links.preview import CARD, FORMATS, LINK, MOST_MAPS, Format, Shown, preview
from explorer.figures.maps import indices
from explorer.figures.theme import DARK, LIGHT, THEMES, Theme, palette, rgb
from explorer.layers.base import Array

RED = np.tile(np.array([1.0, 0.0, 0.0]), (8, 8, 1))


def drawn(shown: Shown, theme: Theme = LIGHT, size: Format = LINK) -> Array:
    return np.asarray(Image.open(io.BytesIO(preview(shown, theme, size))).convert("RGB"))


def maps(count: int, rows: int = 4, cols: int = 4) -> Array:
    """Map k is k + 1 everywhere, so that each has a colour of its own."""
    return np.ones((rows, cols, 1)) * (np.arange(count) + 1.0)


def area(picture: Array, color: tuple[int, int, int]) -> int:
    return int((picture == color).all(axis=2).sum())


def color_of(value: float, top: float, theme: Theme = LIGHT) -> tuple[int, int, int]:
    red, green, blue = palette(theme)[int(indices(np.array([[value]]), top)[0, 0])].tolist()
    return red, green, blue


@pytest.mark.parametrize("size", FORMATS.values(), ids=list(FORMATS))
@pytest.mark.parametrize("theme", THEMES.values(), ids=list(THEMES))
def test_it_has_the_size_that_is_asked_for_on_the_page(theme: Theme, size: Format) -> None:
    picture = drawn(Shown(RED, maps(3), 0, 3.0), theme, size)
    assert picture.shape == (size.height, size.width, 3)
    reddish = (picture[:, :, 0] > 200) & (picture[:, :, 1:].max(axis=2) < 60)
    assert reddish.sum() > 0.15 * size.width * size.height, "the photo is large"
    assert np.abs(picture[-1, -1].astype(int) - rgb(theme.page)).max() <= 4


def test_every_map_is_drawn_in_its_colour() -> None:
    picture = drawn(Shown(RED, maps(6), -1, 6.0))
    areas = [area(picture, color_of(value, 6.0)) for value in range(1, 7)]
    assert min(areas) == max(areas) > 40 * 40


def test_cells_keep_their_places() -> None:
    values = np.zeros((2, 2, 1))
    values[1, 0] = -1.0
    picture = drawn(Shown(RED, values, -1, 1.0), size=LINK)
    rows, cols = np.nonzero((picture == color_of(-1, 1.0)).all(axis=2))
    zeros_rows, zeros_cols = np.nonzero((picture == color_of(0, 1.0)).all(axis=2))
    assert rows.min() > zeros_rows.min()
    assert cols.max() < zeros_cols.max()
    assert len(rows) * 3 == pytest.approx(len(zeros_rows), rel=0.02)


def test_the_selected_map_is_outlined_and_among_many_shown() -> None:
    shown = drawn(Shown(RED, maps(40), 37, 40.0), DARK, LINK)
    assert area(shown, rgb(DARK.bar)) > 200
    assert area(shown, color_of(38, 40.0, DARK)) > 0
    assert area(shown, color_of(1, 40.0, DARK)) == 0, "only a page of them is drawn"
    assert MOST_MAPS == 12
    assert area(drawn(Shown(RED, maps(3), -1, 8.0), DARK, LINK), rgb(DARK.bar)) == 0


@pytest.mark.parametrize("shape", [(1, 900, 3), (900, 1, 3), (3, 3, 1), (2000, 1500, 3)])
def test_a_photo_of_any_shape_stays_inside(shape: tuple[int, int, int]) -> None:
    for values in (None, maps(2, 300, 2), maps(1, 1, 1), maps(500)):
        assert drawn(Shown(np.full(shape, 0.5), values, 1, 2.0), size=CARD).shape[:2] == (CARD.height, CARD.width)


def test_numbers_that_are_none_have_the_colour_of_zero() -> None:
    picture = drawn(Shown(RED, np.full((2, 2, 1), np.nan), -1, 1.0))
    assert area(picture, color_of(0, 1.0)) > 1000
