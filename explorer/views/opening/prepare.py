"""The dialog "Prepare the image": layers between the image and a network that is on the screen."""

from __future__ import annotations

import streamlit as st

from explorer.errors import ExplorerError
from explorer.layers.base import Layer
from explorer.views.opening.asking import PREPARING
from explorer.views.opening.preparing import preparation_fields
from explorer.views.share.notes import tell
from explorer.views.shell.state import Session
from explorer.views.sidebar import edits

_DONE, _KEY = "image_prepared", "prepare_image"


def prepare_dialog(current: Session) -> None:
    """The dialog, if it was asked for."""
    if st.session_state.pop(PREPARING, False):
        _dialog(current)


@st.dialog("Prepare the image")
def _dialog(current: Session) -> None:
    if st.session_state.pop(_DONE, False):
        st.rerun()
    with st.container(key="prepare_dialog", gap="small"):
        prepare_form(current)


def prepare_form(current: Session) -> None:
    """The fields, which layers they make, and the button that puts these in front of the network."""
    st.markdown(
        "The image comes as numbers from 0 (black) to 1 (white). Layers can make of it what the network expects."
    )
    try:
        layers = preparation_fields(_KEY, current.scene.input_shape[2]).layers(current.scene.input_shape[2])
    except ExplorerError as error:
        tell(str(error))
        return
    if not layers:
        st.caption("That needs no layer.")
        return
    first = next(iter(current.scene.layers), None)
    if first is not None and first.prepares_input:
        st.caption(f"The network begins with {first.title} already. What you add here comes before it.")
    names = ", then ".join(layer.title for layer in layers)
    st.button(
        f"Put {names} in front",
        key="prepare_apply",
        type="primary",
        on_click=_apply,
        args=(current, layers),
    )


def _apply(current: Session, layers: tuple[Layer, ...]) -> None:
    edits.put_first(current, layers, "**image** prepared by layers in front of the network")
    st.session_state[_DONE] = True
