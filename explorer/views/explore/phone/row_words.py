"""On a phone, below the row of maps: their size and number, and the limits of their colors."""

from __future__ import annotations

from html import escape

import streamlit as st

from explorer.figures.overview.drawing.pictures import Pictures, legend_groups
from explorer.figures.overview.phone import row_words
from explorer.figures.overview.places import Layout
from explorer.figures.theme import Theme


def words_below_row(layout: Layout, pictures: Pictures, theme: Theme) -> None:
    """The line. The linker keeps its limit that of the chart's own legend, which changes while a training plays."""
    if line := line_below_row(layout, pictures, theme):
        with st.container(key="map_words"):
            st.html(line)


def line_below_row(layout: Layout, pictures: Pictures, theme: Theme) -> str:
    """The HTML of the line; "" where there is nothing to say."""
    if not (words := row_words(layout)):
        return ""
    limit = pictures.texts[0] if legend_groups(layout) else ""
    ramp = ", ".join(theme.diverging)
    bar = (
        f'<i style="background: linear-gradient(90deg, {ramp})"></i><b class="limit">{escape(limit)}</b>'
        if limit
        else ""
    )
    return f'<p class="cnn-row-words"><span>{escape(words)}</span>{bar}</p>'
