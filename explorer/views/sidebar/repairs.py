"""The fixes for a layer that does not fit, as buttons: at its row, and above the maps while the row is out of sight."""

from __future__ import annotations

import streamlit as st

from explorer.errors import ShapeError
from explorer.views.shell.state import Session
from explorer.views.sidebar import edits


def repairs(current: Session, error: ShapeError, key: str) -> None:
    """Why the layer does not fit, and the buttons below it; `key` is the container's."""
    with st.container(key=key, gap="small"):
        st.error(unbroken(error.problem))
        repair_buttons(current, error, f"{key}_buttons")


def repair_buttons(current: Session, error: ShapeError, key: str, side_by_side: bool = False) -> None:
    """A button for each change that was tried and works; `key` is the container's."""
    with st.container(key=key, horizontal=side_by_side, gap="small"):
        for index, fix in enumerate(error.fixes):
            st.button(
                unbroken(fix.label),
                key=f"{key}_{index}",
                on_click=edits.apply,
                args=(current, fix),
                width="content" if side_by_side else "stretch",
            )


def unbroken(text: str) -> str:
    """A text whose sizes, such as 1 × 1, stay on one line."""
    return text.replace(" × ", "\N{NO-BREAK SPACE}×\N{NO-BREAK SPACE}")
