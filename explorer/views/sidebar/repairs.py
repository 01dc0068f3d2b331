"""The fixes for a layer that does not fit, as buttons: at its row, and on a phone also above the maps."""

from __future__ import annotations

import streamlit as st

from explorer.errors import ShapeError
from explorer.views.shell.state import Session
from explorer.views.sidebar import edits


def repairs(current: Session, error: ShapeError, key: str) -> None:
    """Why the layer does not fit, and a button for each change that was tried and works; `key` is the container's."""
    with st.container(key=key):
        st.error(error.problem)
        for index, fix in enumerate(error.fixes):
            st.button(fix.label, key=f"{key}_{index}", on_click=edits.apply, args=(current, fix), width="stretch")
