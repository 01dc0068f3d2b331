"""Limits agree: what one place offers no other place refuses, and what is refused is refused in the same words."""

from __future__ import annotations

import io
import math

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from PIL import Image

from explorer import Conv2D, DepthwiseConv2D, Network, images, limits
from explorer.errors import ExplorerError, ImageError, SettingError
from explorer.images import samples
from explorer.settings import settings_of
from explorer.views.explore.runs import BUDGET

PICTURE = images.Picture(np.zeros((2, 3, 3), np.float32))
SIDES = st.one_of(st.integers(-2, 20), st.integers(limits.IMAGE_SIDE - 2, limits.IMAGE_SIDE + 2), st.integers(0, 10**6))


def refusal(error: ExplorerError | None) -> str:
    return "" if error is None else str(error)


def planned(rows: int, cols: int, channels: int = 3) -> str:
    """Why planning refuses an image of this size, or "": what the form says, which plans what was typed."""
    try:
        network = Network((), (rows, cols, channels))
    except SettingError as error:
        return str(error)
    BUDGET.check(network)
    return ""


def fitted(rows: int, cols: int) -> str:
    """Why fitting refuses to bring a picture to this size, or ""."""
    try:
        images.check_target_size(rows, cols)
    except ImageError as error:
        return str(error)
    return ""


@given(SIDES, SIDES)
@example(limits.IMAGE_SIDE, limits.IMAGE_SIDE)
@example(limits.FILE_SIDE, 10)
def test_every_size_can_be_planned_and_fitted_or_is_refused_in_the_same_words(rows: int, cols: int) -> None:
    assert planned(rows, cols) == planned(rows, cols, 1) == fitted(rows, cols)


def test_the_largest_image_of_the_form_is_fitted() -> None:
    side = limits.IMAGE_SIDE
    assert images.fit(PICTURE, side, side, "stretch", 1).pixels.shape == (side, side, 1)
    assert images.fit(PICTURE, side, 1).pixels.shape == (side, 1, 3)
    wanted = "The input has 4097 rows. Use a whole number, 1 to 4,096."
    for refused in (lambda: images.fit(PICTURE, side + 1, 1), lambda: samples.pattern_at("ramp", side + 1, 1)):
        with pytest.raises(ImageError) as caught:
            refused()
        assert str(caught.value) == wanted


def test_a_file_that_is_too_large_is_refused_with_the_largest_square_that_is_not() -> None:
    side = math.isqrt(limits.FILE_PIXELS)
    data = io.BytesIO()
    Image.new("1", (side + 1, side + 1)).save(data, "PNG")
    with pytest.raises(ImageError) as caught:
        images.decode(data.getvalue())
    assert caught.value.remedy == f"Resize it to at most {side} × {side} px."
    assert limits.IMAGE_SIDE <= limits.FILE_SIDE <= limits.MAP_SIDE


def test_filters_groups_and_channels_have_one_limit() -> None:
    most = {s.name: s.type.high for s in settings_of(Conv2D) if s.name in ("filters", "groups")}  # type: ignore[attr-defined]
    assert set(most.values()) == {limits.CHANNELS}
    wide = Network((DepthwiseConv2D(kernel_size=1),), (1, 1, limits.CHANNELS))
    assert wide.output_shape == (1, 1, limits.CHANNELS)
    assert limits.JOINED_CHANNELS == limits.BRANCHES * limits.CHANNELS
