"""The switch between the maps before and after the activation, for all layers of the overview at once."""

from __future__ import annotations

import streamlit as st

from explorer.layers.activation.activation import Activation
from explorer.network import Network
from explorer.views.shell.state import Session

_TURNED = "face_turned"
"""Under this key the callback tells the switch that the page must be drawn anew."""


def face_switch(current: Session) -> None:
    """The switch "before ReLU | after ReLU", named by the network's activation; nothing for a network that has none."""
    name = activation_name(current.shown.network)
    if not name:
        return
    if st.session_state.pop(_TURNED, False):
        st.rerun(scope="app")  # the strip that holds the switch may be a fragment
    st.session_state["face"] = current.scene.face

    def pick() -> None:
        current.set_face(str(st.session_state["face"] or "after"))
        st.session_state[_TURNED] = True

    st.segmented_control(
        "Maps of every layer",
        ("before", "after"),
        format_func=lambda face: f"{face} {name}",
        key="face",
        on_change=pick,
        required=True,
        label_visibility="collapsed",
        help="Which maps stand for a layer: those that enter its activation, or those that the next layer reads.",
    )


def activation_name(network: Network) -> str:
    """What the activations of a network are called together: "ReLU" if all are, "activation" for several kinds, "" for none."""
    titles = {step.layer.title for step in network.steps if isinstance(step.layer, Activation)}
    return titles.pop() if len(titles) == 1 else "activation" if titles else ""
