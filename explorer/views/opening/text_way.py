"""The way "Text or code" of the dialog: a network that is written or pasted."""

from __future__ import annotations

import streamlit as st

from explorer.errors import ExplorerError
from explorer.formats.text import read
from explorer.views.opening import starting
from explorer.views.opening.file_way import OPENED
from explorer.views.share.notes import tell
from explorer.views.shell.state import Session

_FIELD, _PROBLEM = "network_pasted", "network_pasted_problem"
_EXAMPLE = """input 28x28x1
conv 16 3x3
relu
maxpool 2
flatten
dense 10
softmax"""


def text_way(current: Session) -> None:
    """The field, what is wrong with its text, and the button that opens it."""
    st.text_area(
        "Layers as text, or as code of Keras or PyTorch",
        key=_FIELD,
        height=240,
        placeholder=_EXAMPLE,
        help="Write one layer a line. Code such as nn.Sequential(...) or keras.Sequential([...]), and what print(model) says, "
        "can be pasted as well: it is read, and never run.",
    )
    if problem := st.session_state.pop(_PROBLEM, ""):
        tell(problem)
    st.button("Open this network", key="open_network_text", type="primary", on_click=_open, args=(current,))
    st.caption("The weights are random at first. Those of a file can be loaded in the sidebar, under Weights.")


def _open(current: Session) -> None:
    try:
        starting.start(current, read(str(st.session_state.get(_FIELD, "")), current.scene.input_shape).network)
    except ExplorerError as error:
        st.session_state[_PROBLEM] = str(error)
        return
    st.session_state[OPENED] = True
    st.session_state.pop(_FIELD, None)
