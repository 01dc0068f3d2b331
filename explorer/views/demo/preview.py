"""Looking at a demo as its viewers will, before it is published: their controls, and a way back to the form."""

from __future__ import annotations

from typing import Any

import streamlit as st

from explorer.scene.viewing import EVERYTHING, Viewing
from explorer.views.share.asking import ask_to_share
from explorer.views.shell.state import session

PREVIEW = "demo_preview"
"""Under this key the session keeps, during the preview, what was entered into the form, by the keys of its fields."""
FIELDS = "demo_field_"
"""What the keys of the form's fields begin with."""


def start_preview(viewing: Viewing) -> None:
    """Show the page as viewers will see it."""
    st.session_state[PREVIEW] = {
        key: value for key, value in st.session_state.items() if isinstance(key, str) and key.startswith(FIELDS)
    }
    current = session()
    current.permit(viewing, (current.scene,))


def previewing() -> bool:
    """Whether the page is shown as viewers will see it."""
    return PREVIEW in st.session_state


def preview_bar() -> None:
    """What this is, and the way back."""
    with st.container(key="demo", horizontal=True, vertical_alignment="center", gap="small"):
        st.markdown("**This is what viewers will see.** Nothing is published yet.", width="stretch")
        st.button("Back to publishing", key="demo_back", type="primary", on_click=_back)


def _back() -> None:
    entered: dict[str, Any] = st.session_state.pop(PREVIEW, {})
    for key, value in entered.items():  # Streamlit forgets fields that are not on the page
        st.session_state[key] = value
    session().permit(EVERYTHING, ())
    ask_to_share("demo")
