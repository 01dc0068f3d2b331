"""Asking for the dialog "Open a network" from elsewhere on the page: the run that follows opens it."""

from __future__ import annotations

import streamlit as st

OPENING, WAY = "opening_network", "open_network_way"
"""Keys of the session: that the dialog is asked for, and which of its ways is chosen."""
FILE, TEXT = "file", "text"


def ask_to_open(way: str = FILE) -> None:
    """Have the dialog opened at a way: FILE or TEXT."""
    st.session_state[OPENING] = True
    st.session_state[WAY] = way
