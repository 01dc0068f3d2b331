"""Asking for the dialogs "Open a network" and "Prepare the image" from elsewhere: the run that follows opens them."""

from __future__ import annotations

import streamlit as st

OPENING, WAY = "opening_network", "open_network_way"
"""Keys of the session: that the dialog is asked for, and which of its ways is chosen."""
FILE, TEXT = "file", "text"
PREPARING = "preparing_image"
"""Under this key the session keeps that the dialog "Prepare the image" is asked for."""


def ask_to_open(way: str = FILE) -> None:
    """Have the dialog opened at a way: FILE or TEXT."""
    st.session_state[OPENING] = True
    st.session_state[WAY] = way


def ask_to_prepare() -> None:
    """Have the dialog opened that puts layers between the image and the network."""
    st.session_state[PREPARING] = True
