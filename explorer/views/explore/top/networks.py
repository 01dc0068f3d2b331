"""The name of the network in the toolbar: a menu of the networks to start from."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from explorer import presets
from explorer.views.compare.acts import compares
from explorer.views.opening.asking import ask_to_open
from explorer.views.shell.pages import to_gallery
from explorer.views.shell.state import Session
from explorer.views.sidebar import edits

ALL = "All networks, as pictures"
"""The last entry, which leads to the Gallery."""
OWN = "Open your own network"
"""The entry that opens the dialog for a file or a text."""


def networks_menu(current: Session) -> None:
    """The menu, named after the network on the screen."""
    titles = {presets.load(name).title: name for name in presets.NAMES}
    scene = current.scene
    title = presets.load(scene.preset).title if scene.preset in presets.NAMES else "Your own network"

    def pick() -> None:
        chosen = st.session_state["networks"]
        if chosen in titles:
            open_preset(current, titles[chosen])
        elif chosen == OWN:
            ask_to_open()
        else:
            st.session_state["to_gallery"] = True

    st.menu_button(title, [OWN, *titles, ALL], key="networks", on_click=pick)
    if st.session_state.pop("to_gallery", False):
        to_gallery()


def open_preset(current: Session, name: str) -> None:
    """Start from a preset, with the visitor's own image if there is one: one step of undo.

    What stands beside the present network stays there, and the image of both.
    """
    scene = presets.load(name).scene()
    if current.scene.image.own or compares(current):
        scene = replace(scene, image=current.scene.image)
    edits.start_from(current, replace(scene, compared=current.scene.compared))
