"""Dialogs that a button opens: the runs of the next moments open it again, because each may be cut off by another."""

from __future__ import annotations

import time

import streamlit as st

OPENING_SECONDS = 3.0
"""How long after the click a run of the page opens the dialog again: a run that cuts off another closes what that opened."""


def ask(key: str) -> None:
    """The dialog of this key of the session was asked for just now."""
    st.session_state[key] = time.monotonic()


def is_asked(key: str) -> bool:
    """Whether the dialog of this key opens."""
    return opening(st.session_state.get(key), time.monotonic())


def opening(clicked: float | None, now: float) -> bool:
    """Whether a dialog opens: in the runs shortly after the click."""
    return clicked is not None and now - clicked < OPENING_SECONDS
