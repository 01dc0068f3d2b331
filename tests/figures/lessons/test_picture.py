"""The pictures of the lessons in the contents are drawn from the lessons' figures."""

from __future__ import annotations

import base64
import io
from xml.etree import ElementTree

import numpy as np
import pytest
from PIL import Image

from explorer.figures.lessons.picture import HIGH, WIDE, picture
from explorer.figures.maps import photo_png
from explorer.figures.theme import DARK, LIGHT, rgb
from explorer.lessons import LESSONS, Lesson
from explorer.lessons.shown import Bars, Filters, Grid, Grids, Mark, TextTable
from explorer.lessons.tools import sample
from explorer.scene import ImageChoice

SVG = "{http://www.w3.org/2000/svg}"


def of(lesson: Lesson, theme=LIGHT) -> str:  # type: ignore[no-untyped-def]
    return picture(lesson.study(lesson.given(lesson.defaults, sample, ImageChoice("cat"))).figures, theme)


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.slug)
def test_every_lesson_has_a_picture_in_both_themes(lesson: Lesson) -> None:
    for theme in (LIGHT, DARK):
        drawn = of(lesson, theme)
        root = ElementTree.fromstring(drawn)
        assert (root.get("width"), root.get("height")) == (str(WIDE), str(HIGH))
        assert len(root) >= 1
        assert "nan" not in drawn
        for box in root.iter(f"{SVG}image"):
            left, top, wide, high = (float(box.get(name, "nan")) for name in ("x", "y", "width", "height"))
            assert left >= 0
            assert top >= 0
            assert left + wide <= WIDE + 0.1
            assert top + high <= HIGH + 0.1


def test_no_two_lessons_have_the_same_picture() -> None:
    assert len({of(lesson) for lesson in LESSONS}) == len(LESSONS)


def test_a_grid_has_its_own_colors_and_its_mark() -> None:
    values = np.array([[-1.0, 0.0], [1.0, np.nan]])
    root = ElementTree.fromstring(picture({"one": Grids((Grid("", values, "map", (Mark(0, 0, 1, 1),)),), "A.")}, LIGHT))
    (image,) = root.iter(f"{SVG}image")
    pixels = np.asarray(Image.open(io.BytesIO(base64.b64decode(image.get("href", "").split(",")[1]))).convert("RGB"))
    want = [[LIGHT.diverging[0], LIGHT.zero], [LIGHT.diverging[4], LIGHT.page]]
    assert pixels.tolist() == [[list(rgb(color)) for color in line] for line in want]
    outlines = list(root.iter(f"{SVG}rect"))
    assert float(outlines[0].get("x", "nan")) == pytest.approx(
        float(image.get("x", "nan")) + float(image.get("width", 0)) / 2, abs=0.1
    )


def test_bars_are_as_long_as_their_values_and_a_table_waits_for_a_figure() -> None:
    table, bars = TextTable(("a", "b"), (("1", "2"),), "A table."), Bars(("x", "y"), (4.0, 1.0), ("4", "1"), "Bars.")
    boxes = list(ElementTree.fromstring(picture({"table": table, "bars": bars}, LIGHT)).iter(f"{SVG}rect"))
    long, short = (float(box.get("width", "nan")) for box in boxes)
    assert long == pytest.approx(4 * short, rel=0.01)
    assert len(list(ElementTree.fromstring(picture({"table": table}, LIGHT)).iter(f"{SVG}rect"))) == 4


def test_the_filters_that_are_shown_are_those_with_the_largest_weights() -> None:
    """The others are all but gray beside them."""
    kernel = np.full((3, 3, 3, 8), 0.01)
    kernel[..., [1, 2, 3, 5, 6, 7]] = 1.0
    root = ElementTree.fromstring(picture({"filters": Filters(kernel, "A.")}, LIGHT))
    sources = [image.get("href", "") for image in root.iter(f"{SVG}image")]
    assert len(sources) == 6
    assert set(sources) == {photo_png(0.5 + kernel[..., 1] / 2)}
