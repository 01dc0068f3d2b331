"""The menu at the end of the toolbar: what is needed less often than the buttons beside it."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import streamlit as st

from explorer.views.explore.top.present import present_button
from explorer.views.explore.training.about import about_button
from explorer.views.share.walkthrough import walk_button
from explorer.views.shell.state import Session
from explorer.views.shell.theme import current_theme


def more_menu(current: Session, images: Mapping[str, str], choose: Callable[[str], None]) -> None:
    """The menu. `images` are the names of further samples by title; `choose` gets the name of the one that is picked."""
    menu = st.popover("More", icon=":material/more_horiz:", key="more")
    with menu, st.container(key="more_items", width=300):
        _more_images(images, choose)
        with st.container(key="more_actions", gap="xsmall"):
            present_button()
            walk_button(current.scene)
            about_button(current, current_theme())


def _more_images(images: Mapping[str, str], choose: Callable[[str], None]) -> None:
    if not images:
        return
    st.session_state["more_images"] = None

    def pick() -> None:
        if title := st.session_state["more_images"]:
            choose(images[title])

    st.selectbox("More images", list(images), index=None, key="more_images", on_change=pick, placeholder="Choose one")
