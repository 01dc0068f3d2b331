"""The entry point of the app: navigation between the pages, and what all of them share."""

from __future__ import annotations

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from explorer.views.architecture import page as architecture
from explorer.views.demo.following import follow_demo
from explorer.views.demo.opening import follow_file
from explorer.views.explore import page as explore
from explorer.views.gallery import page as gallery
from explorer.views.image.kept import keep, restore
from explorer.views.image.visitor_images import visitor_images
from explorer.views.learn import page as learn
from explorer.views.opening.dialog import open_dialog
from explorer.views.opening.prepare import prepare_dialog
from explorer.views.share.walkthrough import follow_walk
from explorer.views.shell.embed import STYLE, embedded
from explorer.views.shell.first_run import is_first_run
from explorer.views.shell.pages import ARCHITECTURE, EXPLORE, GALLERY, LEARN, page_at, register
from explorer.views.shell.room import is_narrow, watch_window
from explorer.views.shell.state import Session, follow_address, session
from explorer.views.shell.theme import current_theme
from explorer.views.sidebar.sidebar import sidebar
from explorer.views.styles import Styles
from explorer.views.train.desk import come_back

register({EXPLORE: explore.page, LEARN: learn.page, ARCHITECTURE: architecture.page, GALLERY: gallery.page})


def show() -> None:
    """Draw the page that the address names, with its sidebar."""
    first = is_first_run()
    st.html(Styles())
    current = session()
    problem = follow_demo(current)
    bare = embedded() or not current.viewing.allows("edit")
    page = st.navigation(
        [page_at(name) for name in (EXPLORE, LEARN, ARCHITECTURE, GALLERY)], position="hidden" if bare else "top"
    )
    st.html(_variables(page.title))
    watch_window()
    current.narrow = is_narrow()
    follow_address(current, page.title)
    current.notice = current.notice or problem  # the scene of the address takes earlier notices away
    follow_file(current)
    if page.title == "Explore":
        follow_walk(current)
    else:
        visitor_images().open = False
    tab = st.container(key="kept_frame")
    with tab:
        restore(current)
        come_back()
    _draw(current, page, bare, first)
    if not bare:
        open_dialog(current)
        prepare_dialog(current)
    with tab:
        keep(current)


def _draw(current: Session, page: StreamlitPage, bare: bool, first: bool) -> None:
    """The page, with its sidebar if the visitor may edit."""
    if embedded():
        st.html(STYLE)
        page.run()
    elif bare:
        page.run()
    elif not first:
        sidebar(current, page.title)
        page.run()
    else:  # the pictures are what a new visitor waits for; later what is gone from the page would stay longer
        page.run()
        sidebar(current, page.title)


def _variables(page: str) -> str:
    """What the style sheets are told: the theme's colours, and the words on the strip of a folded sidebar."""
    theme = current_theme()
    words = "The course" if page == "Learn" else "Edit network"
    values = {
        "page": theme.page,
        "ink": theme.ink,
        "accent": theme.bar,
        "line": theme.zero,
        "faint": theme.faint,
        "strip-words": f'"{words}"',
        "strip-ground": f"color-mix(in srgb, {theme.ink} 4%, {theme.page})",
    }
    return f"<style>:root {{ {' '.join(f'--cnn-{name}: {value};' for name, value in values.items())} }}</style>"
