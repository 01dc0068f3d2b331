"""The dialog "Open a network": a file or a text becomes the network on the screen."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from explorer.views.opening import reading
from explorer.views.opening.asking import FILE, OPENING, TEXT, WAY
from explorer.views.opening.file_way import OPENED, file_way
from explorer.views.opening.text_way import text_way
from explorer.views.shell.pages import to_explore
from explorer.views.shell.state import Session

WAYS: dict[str, tuple[str, Callable[[Session], None]]] = {
    FILE: ("File", file_way),
    TEXT: ("Text or code", text_way),
}
"""Title and function of each way, by its name."""


def open_dialog(current: Session) -> None:
    """The dialog, if it was asked for."""
    if st.session_state.pop(OPENING, False):
        _dialog(current)


@st.dialog("Open a network", width="medium", on_dismiss=reading.forget)
def _dialog(current: Session) -> None:
    if st.session_state.pop(OPENED, False):
        if current.page == "Explore":
            st.rerun()
        to_explore()
    with st.container(key="open_network_dialog", gap="small"):
        way = st.segmented_control(
            "How",
            list(WAYS),
            required=True,
            format_func=lambda name: WAYS[name][0],
            key=WAY,
            label_visibility="collapsed",
        )
        WAYS[way or FILE][1](current)
        st.caption("Undo brings back what you have now.")
