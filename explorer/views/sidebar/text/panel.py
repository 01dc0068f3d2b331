"""The text in the sidebar: the whole network in one field, which also takes layers of Keras and PyTorch."""

from __future__ import annotations

import streamlit as st

from explorer.errors import ExplorerError
from explorer.formats.text import read, text_of
from explorer.views.components.copy.copy import mount_copy
from explorer.views.share.notes import plain, tell
from explorer.views.shell.state import Session
from explorer.views.sidebar.text.matching import rewrite

PROBLEM_ID = "network_text"
"""Under this id the session keeps what is wrong with the text."""
_FIELD, _WRITTEN, _NOTES = "network_text", "network_text_written", "network_text_notes"
_LAYERS, _TEXT = "Layers", "Text"


def as_text() -> bool:
    """Whether the network stands in the sidebar as text; the control that chooses it is drawn here."""
    shown = bool(st.session_state.get("network_as_text", False))
    st.session_state["network_form"] = _TEXT if shown else _LAYERS

    def choose() -> None:
        st.session_state["network_as_text"] = st.session_state["network_form"] == _TEXT

    st.segmented_control(
        "Show the network as",
        [_LAYERS, _TEXT],
        key="network_form",
        on_change=choose,
        label_visibility="collapsed",
        width="stretch",
        help="Shows the network as text: one layer a line, to write, to copy, or to paste layers of Keras or PyTorch into.",
    )
    return shown


def text_panel(current: Session) -> None:
    """The field with the text, what is wrong with it, and what was taken for granted when it was read."""
    scene = current.scene
    written = text_of(scene.layers, scene.input_shape, scene.names)
    if st.session_state.get(_WRITTEN) != written or _FIELD not in st.session_state:
        st.session_state[_FIELD] = st.session_state[_WRITTEN] = written
    with st.container(key="network_as_text_panel", gap="small"):
        st.text_area(
            "Network as text",
            key=_FIELD,
            height=min(max(120, 24 * (written.count("\n") + 2)), 420),
            help="Write one layer a line, such as conv 32 3x3 stride 2 same, relu, maxpool 2. Layers of Keras or PyTorch, and "
            "what print(model) says, can be pasted as well: they are read, and never run.",
        )
        with st.container(horizontal=True, gap="small", key="network_text_buttons", vertical_alignment="center"):
            st.button(
                "Apply", key="network_text_apply", type="primary", on_click=_apply, args=(current,), width="stretch"
            )
            mount_copy("copy_network_text", "Text of the network", written, "Copy")
        if current.problem and current.problem[0] == PROBLEM_ID:
            tell(current.problem[1])
        for note in _notes(written):
            st.caption(plain(note))


def _apply(current: Session) -> None:
    typed = str(st.session_state.get(_FIELD, ""))
    try:
        found = read(typed, current.scene.input_shape)
        rewrite(current, found)
    except ExplorerError as error:  # the network on the screen stays as it is
        current.problem = (PROBLEM_ID, str(error))
        return
    if current.problem and current.problem[0] == PROBLEM_ID:
        current.problem = None
    scene = current.scene
    written = text_of(scene.layers, scene.input_shape, scene.names)
    st.session_state[_FIELD] = st.session_state[_WRITTEN] = written
    st.session_state[_NOTES] = (written, found.notes)


def _notes(written: str) -> tuple[str, ...]:
    """What was taken for granted when the present text was read."""
    of_text, notes = st.session_state.get(_NOTES, ("", ()))
    return tuple(notes) if of_text == written else ()
