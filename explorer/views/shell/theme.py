"""The color theme of the visitor's page: light or dark."""

from __future__ import annotations

import streamlit as st

from explorer.figures.theme import LIGHT, THEMES, Theme


def current_theme() -> Theme:
    """The theme that Streamlit reports for the page; light where it reports none."""
    return THEMES.get(str(st.context.theme.type), LIGHT)
