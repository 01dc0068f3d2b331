"""Whether the panel that trains the network is open, and who may open it."""

from __future__ import annotations

import streamlit as st

from explorer.views.compare.acts import compares
from explorer.views.shell.embed import embedded
from explorer.views.shell.state import Session

PAGE_DUE = "page_due_after_training"
"""Under this key a callback tells the panel, which is a fragment, that the page must show something else now."""


def may_train(current: Session) -> bool:
    """Whether this visitor may train: not in a frame of another page, nor where a demo's viewers may not edit."""
    return not embedded() and current.viewing.allows("edit")


def trains(current: Session) -> bool:
    """Whether the panel is open."""
    return may_train(current) and current.scene.training and not compares(current)


def toggle(current: Session) -> None:
    """Open the panel, or close it; what runs goes on."""
    current.open_training(not current.scene.training)


def page_changed() -> None:
    """Have the whole page drawn anew: the widgets of a fragment have only itself drawn."""
    st.session_state[PAGE_DUE] = True


def page_is_due() -> bool:
    """Whether that was asked for; it is asked once."""
    return bool(st.session_state.pop(PAGE_DUE, False))
