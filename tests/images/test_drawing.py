"""Drawings: a text of digits that is a picture."""

from __future__ import annotations

import numpy as np
import pytest

from explorer import images
from explorer.errors import ImageError
from explorer.images import drawing
from explorer.scene import ImageChoice, Scene, link


def ring(side: int) -> str:
    """A soft ring as somebody might draw one."""
    at = np.arange(side) - (side - 1) / 2
    far = np.hypot(at[:, None], at[None, :])
    grey = np.clip(side / 12 - np.abs(far - side / 3) + 0.5, 0, 1)
    return "".join(f"{round(float(value) * 15):x}" for value in grey.ravel())


def test_each_digit_is_the_grey_of_one_px() -> None:
    levels = "0f8" + "0" * 781
    pixels = drawing.picture(levels).pixels
    assert pixels.shape == (28, 28, 3)
    np.testing.assert_array_equal(pixels[0, :4], np.float32([0, 15, 8, 0])[:, None].repeat(3, axis=1) / np.float32(15))
    assert not pixels[1:].any()
    assert not pixels.flags.writeable


@pytest.mark.parametrize("side", drawing.SIDES)
def test_a_drawing_of_the_networks_size_is_shown_px_for_px(side: int) -> None:
    levels = ring(side)
    shown = images.fit(drawing.picture(levels), side, side, channels=1)
    np.testing.assert_array_equal(np.rint(shown.pixels.ravel() * 15), [int(digit, 16) for digit in levels])
    assert shown.notes == (f"drawn on {side} × {side} px",)


@pytest.mark.parametrize(
    ("rows", "cols", "side"), [(28, 28, 28), (1, 1, 28), (28, 29, 64), (64, 64, 64), (224, 224, 64)]
)
def test_the_pad_is_as_fine_as_the_input_where_it_can(rows: int, cols: int, side: int) -> None:
    assert drawing.side_for(rows, cols) == side


@pytest.mark.parametrize("levels", ["", "0" * 783, "0" * 785, "g" + "0" * 783, "F" * 784, "０" * 784, "0" * 783 + "\n"])
def test_what_is_no_drawing_is_refused(levels: str) -> None:
    with pytest.raises(ImageError, match="This drawing cannot be read: it is not 28 × 28 or 64 × 64 digits"):
        drawing.picture(levels)


@pytest.mark.parametrize(("side", "most"), [(28, 500), (64, 1200)])
def test_a_drawing_fits_into_a_link(side: int, most: int) -> None:
    scene = Scene(image=ImageChoice("", "", "crop", None, ring(side)))
    assert len(link.encode(scene)) < most
    assert link.decode(link.encode(scene)) == scene


def test_even_noise_fits_into_a_link() -> None:
    digits = np.random.default_rng(0).integers(0, 16, 64 * 64)
    scene = Scene(image=ImageChoice(drawing="".join(f"{digit:x}" for digit in digits)))
    assert link.decode(link.encode(scene)) == scene
