"""Asking for the Share dialog from elsewhere on the page: the next run opens it."""

from __future__ import annotations

import streamlit as st

SHARING, WAY = "sharing", "share_way"
"""Keys of the session: that the dialog is asked for, and which of its ways is chosen."""
DONE = "demo_published"
"""Under this key the session keeps the addresses of the demo that was just published, while its dialog is open."""


def ask_to_share(way: str = "link") -> None:
    """Have the dialog opened at `way`: "link", "demo" or "file". What it showed before of a published demo is over."""
    st.session_state[SHARING] = True
    st.session_state[WAY] = way
    st.session_state.pop(DONE, None)
