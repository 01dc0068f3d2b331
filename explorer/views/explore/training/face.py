"""The switch between the maps before and after their activation, for every column of the overview."""

from __future__ import annotations

import streamlit as st

from explorer.layers.activation.activation import Activation
from explorer.network import Network
from explorer.views.shell.state import Session

PAGE_DUE = "page_due_after_strip"
"""Under this key a callback tells the strip, which is a fragment, that the page must show something else now."""


def face_switch(current: Session, network: Network, labeled: bool = False) -> None:
    """The switch, named after the network's first activation and with its name above it if `labeled`; nothing without one."""
    name = first_activation(network)
    if not name:
        return
    titles = {"before": "before", "after": f"after {name}"}
    st.session_state["face"] = current.scene.face

    def pick() -> None:
        current.set_face("before" if st.session_state["face"] == "before" else "after")
        st.session_state[PAGE_DUE] = True

    st.segmented_control(
        f"Maps before or after {name}",
        list(titles),
        format_func=titles.__getitem__,
        key="face",
        on_change=pick,
        required=True,
        label_visibility="visible" if labeled else "collapsed",
    )


def first_activation(network: Network) -> str:
    """The title of the first activation that is not the network's answer, such as "ReLU"; "" if there is none."""
    inner = (step.layer for step in network.steps if isinstance(step.layer, Activation))
    return next((layer.title for layer in inner if not layer.gives_probabilities), "")
