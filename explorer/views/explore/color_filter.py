"""One filter that reads red, green and blue, as a small picture in color."""

from __future__ import annotations

from html import escape

import streamlit as st

from explorer.analysis.color_filters import color_picture
from explorer.figures.alternatives import color_words
from explorer.figures.maps import photo_png
from explorer.layers.base import Array
from explorer.network import Step
from explorer.views.explore.screen import Screen

SIDE = 72
"""Longest side of the picture, in px."""
COLOR_CAPTION = (
    "Grey is a weight of 0. More red than grey is a positive weight on red, less red a negative one; green and blue work the "
    "same way. Each filter's largest weight sets its scale."
)


def color_filter(weights: Array, channel: int) -> None:
    """The filter of `channel`, (rows, columns, 3), as a picture with its caption."""
    rows, cols, _ = weights.shape
    scale = SIDE / max(rows, cols)
    words = escape(f"{color_words(weights, channel)}, in total".capitalize())
    st.html(
        f'<figure class="cnn-color-filter"><img src="{photo_png(color_picture(weights))}" alt="{words}" '
        f'width="{round(cols * scale)}" height="{round(rows * scale)}">'
        f"<figcaption>The whole filter in colour. {COLOR_CAPTION}</figcaption></figure>"
    )


def kernel_of(screen: Screen, step: Step) -> Array:
    """The filters of `step`, (rows, columns, channels, filters)."""
    return step.layer.as_filters(screen.run.scene.weights.params(screen.run.network)[step.path]["kernel"])
