"""The first script run of a visitor, in which the pictures go first and the rest of the page waits until they are drawn."""

from __future__ import annotations

import streamlit as st

from explorer.views.shared.busy import aside
from explorer.views.still.arrivals import COOKIE, arrivals

VISITED = "visited"
"""Under this key the session keeps that the script ran before."""
AWAITED = "awaited"
"""Under this key the session keeps that it has waited for its pictures, or need not."""


def is_first_run() -> bool:
    """Whether this is the visitor's first script run. Asked once a run; the next one, also after an interruption, is not."""
    if st.session_state.get(VISITED):
        st.session_state[AWAITED] = True
        return False
    st.session_state[VISITED] = True
    return True


def wait_until_drawn() -> None:
    """In the first run of a visitor whose page has a still: wait for the chart, or for something that the visitor does."""
    if st.session_state.get(AWAITED):
        return
    st.session_state[AWAITED] = True
    with aside():
        arrivals.wait(st.context.cookies.get(COOKIE), lambda: st.session_state.get(AWAITED))
