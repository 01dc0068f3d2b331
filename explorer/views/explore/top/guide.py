"""The first minute: one line of things to try that tick themselves off; the browser remembers that it was put away."""

from __future__ import annotations

import streamlit as st

from explorer.views.components.guide.guide import mount_guide
from explorer.views.shell.embed import embedded
from explorer.views.shell.pages import LEARN, to_learn


def guide() -> None:
    """The line, in the header beside the navigation, where it moves nothing when it goes."""
    if embedded():
        return
    with st.container(key="guide"):
        gone_to = mount_guide(LEARN)
    if gone_to == LEARN:
        to_learn()
