"""The first minute: one line of things to try that tick themselves off; the browser remembers that it was put away."""

from __future__ import annotations

import streamlit as st

from explorer.layers import Conv2D
from explorer.network.naming import names_of
from explorer.scene import Scene
from explorer.views.components.guide.guide import mount_guide
from explorer.views.shell.embed import embedded
from explorer.views.shell.pages import LEARN, to_learn
from explorer.views.shell.state import Session


def first_convolution(scene: Scene) -> int | None:
    """The index of the first convolution of the stack, None where there is none."""
    return next((i for i, layer in enumerate(scene.layers) if isinstance(layer, Conv2D)), None)


def strides(scene: Scene) -> tuple[str, bool] | None:
    """What to try with the first convolution: its name, and whether it was done.

    None where there is no convolution, or where the network came with a larger step already.
    """
    index = first_convolution(scene)
    if index is None:
        return None
    layer = scene.layers[index]
    assert isinstance(layer, Conv2D)
    larger = layer.strides != (1, 1)
    return None if larger and scene.preset else (names_of(scene.layers)[index], larger)


def guide(current: Session) -> None:
    """The line, in the header beside the navigation, where it moves nothing when it goes."""
    if embedded():
        return
    with st.container(key="guide"):
        gone_to = mount_guide(strides(current.scene), LEARN, _open_form)
    if gone_to == LEARN:
        to_learn()


def _open_form() -> None:
    """Open the form of the first convolution in the sidebar."""
    current: Session = st.session_state["session"]
    index = first_convolution(current.scene)
    if index is not None:
        current.open_id = current.now.ids[index]
