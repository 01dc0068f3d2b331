"""Which of the two looks the visitor's page has."""

from __future__ import annotations

import streamlit as st

from explorer.figures.theme import LIGHT, THEMES, Theme


def look() -> Theme:
    """Light or dark, as Streamlit shows the page; light where it does not say."""
    return THEMES.get(str(st.context.theme.type), LIGHT)
