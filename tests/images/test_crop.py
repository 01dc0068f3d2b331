"""Parts of an image: what is shown comes from the chosen px and from nowhere else."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from explorer.errors import ImageError
from explorer.images import FITS, Picture, fit, sentence
from explorer.images.crop import Crop, moved_inside

ROWS, COLS = 23, 31


def noise(rows: int = ROWS, cols: int = COLS) -> Any:
    return np.random.default_rng(0).random((rows, cols, 3), np.float32)


@st.composite
def parts(draw: st.DrawFn, rows: int = ROWS, cols: int = COLS) -> Crop:
    top, left = draw(st.integers(0, rows - 1)), draw(st.integers(0, cols - 1))
    return Crop(top, left, draw(st.integers(1, rows - top)), draw(st.integers(1, cols - left)))


targets = st.tuples(st.integers(1, 40), st.integers(1, 40))


@settings(max_examples=80, deadline=None)
@given(part=parts(), target=targets, how=st.sampled_from(FITS), channels=st.sampled_from([1, 3]))
def test_a_part_is_the_image_that_was_cut_out_by_hand(
    part: Crop, target: tuple[int, int], how: str, channels: int
) -> None:
    pixels = noise()
    by_hand = pixels[part.top : part.top + part.height, part.left : part.left + part.width]
    np.testing.assert_array_equal(
        fit(Picture(pixels), *target, how, channels, part).pixels,
        fit(Picture(by_hand), *target, how, channels).pixels,
    )


@settings(max_examples=80, deadline=None)
@given(part=parts(), target=targets, how=st.sampled_from(FITS))
def test_nothing_outside_the_part_is_read(part: Crop, target: tuple[int, int], how: str) -> None:
    pixels = noise()
    poisoned = np.full_like(pixels, np.nan)
    part.cut(poisoned)[:] = part.cut(pixels)
    shown = fit(Picture(poisoned), *target, how, 3, part).pixels
    assert np.isfinite(shown).all()
    np.testing.assert_array_equal(shown, fit(Picture(pixels), *target, how, 3, part).pixels)


def test_a_part_of_the_wanted_size_passes_px_for_px() -> None:
    pixels = noise()
    got = fit(Picture(pixels), 5, 7, part=Crop(3, 11, 5, 7))
    np.testing.assert_array_equal(got.pixels, pixels[3:8, 11:18])
    assert got.notes == ("the part of rows 3–7, columns 11–17 of 31 × 23 px",)


def test_the_sentence_says_which_part_is_shown() -> None:
    picture = Picture(noise(80, 120), ("turned by EXIF",))
    shown = fit(picture, 28, 28, part=Crop(0, 19, 60, 60))
    expected = "Turned by EXIF, the square of rows 0–59, columns 19–78 of 120 × 80 px, resized to 28 × 28."
    assert sentence(shown.notes) == expected
    assert fit(picture, 1, 1, part=Crop(4, 9, 1, 1)).notes[1] == "the square of row 4, column 9 of 120 × 80 px"


@pytest.mark.parametrize("part", [Crop(ROWS - 1, 0, 2, 1), Crop(0, COLS, 1, 1), Crop(0, 0, ROWS + 1, COLS)])
def test_a_part_that_is_not_in_the_image_is_refused(part: Crop) -> None:
    with pytest.raises(ImageError) as caught:
        fit(Picture(noise()), 8, 8, part=part)
    assert caught.value.problem == (
        f"The chosen part ends at row {part.top + part.height - 1}, column {part.left + part.width - 1}, "
        f"but the image is {COLS} × {ROWS} px."
    )
    assert "whole image" in caught.value.remedy


@pytest.mark.parametrize("numbers", [(-1, 0, 2, 2), (0, 0, 0, 2), (0, 0, 2, 9000), (0, True, 2, 2), (0, 0.5, 2, 2)])
def test_numbers_that_no_rectangle_has(numbers: tuple[Any, ...]) -> None:
    with pytest.raises(ImageError, match="No part of an image has top, left, height, width"):
        Crop(*numbers)


whole = st.integers(0, 8000)


@given(part=st.builds(Crop, whole, whole, whole.map(lambda n: n + 1), whole.map(lambda n: n + 1)))
def test_a_part_can_be_brought_into_the_image(part: Crop) -> None:
    inside = moved_inside(part, ROWS, COLS)
    assert inside.cut(noise()).shape == (min(part.height, ROWS), min(part.width, COLS), 3)
    assert moved_inside(inside, ROWS, COLS) == inside


@given(part=parts())
def test_a_part_that_is_inside_stays_where_it_is(part: Crop) -> None:
    assert moved_inside(part, ROWS, COLS) == part
