"""The three pages, and what stands on each of them."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from explorer.views import architecture, explore, learn
from explorer.views.embed import STYLE, embedded
from explorer.views.look import look
from explorer.views.pages import ARCHITECTURE, EXPLORE, LEARN, page_of
from explorer.views.sidebar import sidebar
from explorer.views.state import follow_address, session
from explorer.views.walkthrough import follow_walk

PAGE = Path(__file__).parent / "static" / "page.html"


def show() -> None:
    """The page that the address asks for."""
    st.html(PAGE)
    theme = look()
    colours = {"page": theme.page, "ink": theme.ink, "accent": theme.bar, "line": theme.zero, "faint": theme.faint}
    st.html(f"<style>:root {{ {' '.join(f'--cnn-{name}: {colour};' for name, colour in colours.items())} }}</style>")
    page = st.navigation(
        [
            page_of(explore.page, EXPLORE),
            page_of(learn.page, LEARN),
            page_of(architecture.page, ARCHITECTURE),
        ],
        position="hidden" if embedded() else "top",
    )
    current = session()
    follow_address(current, page.title)
    if page.title == "Explore":
        follow_walk(current)
    if embedded():
        st.html(STYLE)
    else:
        sidebar(current, page.title)
    page.run()
