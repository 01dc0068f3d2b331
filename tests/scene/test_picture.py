"""The picture of a scene's image choice."""

from __future__ import annotations

import numpy as np
import pytest

from explorer.errors import ImageError
from explorer.images import drawing, fit, samples
from explorer.images.crop import Crop
from explorer.scene import ImageChoice
from explorer.scene.picture import picture_of
from explorer.views.image.pictures import fitted

CHOICES = (
    ImageChoice("cat"),
    ImageChoice("coffee", fit="pad"),
    ImageChoice("rocket", fit="stretch"),
    ImageChoice("impulse"),
    ImageChoice("", drawing="0f" * (28 * 14)),
)


@pytest.mark.parametrize("choice", CHOICES, ids=repr)
@pytest.mark.parametrize("shape", [(20, 30, 3), (28, 28, 1)])
def test_it_is_the_picture_that_the_app_shows(choice: ImageChoice, shape: tuple[int, int, int]) -> None:
    np.testing.assert_array_equal(picture_of(choice, shape).pixels, fitted(choice, shape).pixels)


def test_a_part_of_a_sample() -> None:
    part = Crop(10, 20, 100, 120)
    choice = ImageChoice("impulse", part=part)
    wanted = fit(samples.load("impulse"), 8, 8, "crop", 3, part)
    np.testing.assert_array_equal(picture_of(choice, (8, 8, 3)).pixels, wanted.pixels)


def test_a_drawing_is_drawn() -> None:
    levels = "0f" * (28 * 14)
    np.testing.assert_array_equal(
        picture_of(ImageChoice("", drawing=levels), (28, 28, 3)).pixels, drawing.picture(levels).pixels
    )


def test_an_uploaded_photo_is_not_in_a_link() -> None:
    with pytest.raises(ImageError, match="was uploaded and is not part of the link"):
        picture_of(ImageChoice("", "0" * 24), (8, 8, 3))
