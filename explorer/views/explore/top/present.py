"""Present mode on the Explore page: whether it is on, its bar, and the button that turns it on."""

from __future__ import annotations

import streamlit as st

from explorer.views.components.present.mode import presenting, turn_presenting
from explorer.views.components.present.present import mount_present
from explorer.views.share.walkthrough import follows_walk
from explorer.views.shell.embed import embedded


def present_bar() -> None:
    """The bar with the question, and the next step of a walkthrough; hidden while the mode is off."""
    if not embedded():
        with st.container(key="present"):
            mount_present(presenting(), follows_walk(), turn_presenting)


def present_button() -> None:
    """The button in the menu that turns the mode on."""
    st.button("Present", icon=":material/co_present:", key="start_presenting", on_click=turn_presenting, args=(True,))
