"""The image of a run at its own resolution, for pictures that lie over it or beside it."""

from __future__ import annotations

import streamlit as st

from explorer.figures.influence.photo import OwnPhoto, own_photo
from explorer.images import samples
from explorer.images.placement import place
from explorer.layers.base import Shape
from explorer.scene import ImageChoice
from explorer.views.image.pictures import check, fitted, source


def photo_of(choice: ImageChoice, shape: Shape, side: int) -> OwnPhoto:
    """The chosen image as it was given, and where the input of `shape` lies on it; it will be drawn at most `side` px large.

    Raises ImageError if the session may not see it.
    """
    check(choice)
    return _photo(f"{choice!r} {shape!r} {side}", choice, shape, side)


@st.cache_resource(max_entries=32, show_spinner=False)
def _photo(key: str, _choice: ImageChoice, _shape: Shape, side: int) -> OwnPhoto:
    rows, cols = _shape[:2]
    # A test pattern is made at the size of the input; a part of one is cut from its usual size.
    made = _choice.sample and _choice.part is None and samples.pattern_at(_choice.sample, rows, cols)
    pixels = (fitted(_choice, _shape) if made else source(_choice)).pixels
    placement = place(pixels.shape[0], pixels.shape[1], rows, cols, _choice.fit, _choice.part)
    return own_photo(pixels, placement, _shape, side)
