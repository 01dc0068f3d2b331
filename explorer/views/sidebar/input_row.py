"""The first row of the layer list: size and channels of the network's input, and how the image is fitted to it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import streamlit as st

from explorer.errors import SettingError
from explorer.images import FITS
from explorer.views.opening.asking import ask_to_prepare
from explorer.views.shell.state import Session
from explorer.views.sidebar import edits
from explorer.views.sidebar.row_frame import INPUT_ID, row_error, row_frame
from explorer.words.glossary import tip


def input_row(current: Session) -> None:
    """The row of the input, with its form if that is open."""
    shape = "×".join(map(str, current.scene.input_shape))
    row_frame(current, INPUT_ID, f"**input** :gray[{shape}]", "")
    if current.open_id == INPUT_ID:
        with st.container(key="form_input"):
            _form(current)
    row_error(current, INPUT_ID)


def _form(current: Session) -> None:
    rows, cols, channels = current.scene.input_shape
    left, right = st.columns(2)
    for column, key, label, value in ((left, "input_rows", "Rows", rows), (right, "input_cols", "Columns", cols)):
        st.session_state[key] = value
        column.number_input(
            label,
            key=key,
            step=1,
            on_change=_resize,
            args=(current,),
            help="Brings your image to this size, in px.",
        )
    st.session_state["input_channels"] = channels
    st.segmented_control(
        "Channels",
        [3, 1],
        format_func={3: "colour (3)", 1: "grey (1)"}.__getitem__,
        key="input_channels",
        on_change=_resize,
        args=(current,),
        width="stretch",
        help=tip("channel"),
    )
    st.session_state["input_fit"] = current.scene.image.fit
    st.segmented_control(
        "Fit",
        FITS,
        key="input_fit",
        on_change=_refit,
        args=(current,),
        width="stretch",
        help=tip("fit"),
    )
    st.button(
        "Prepare the image",
        icon=":material/tune:",
        key="prepare_image",
        on_click=ask_to_prepare,
        width="stretch",
        help="Puts layers in front of the network that bring the image to the range and the order of colours that it expects.",
    )


def _resize(current: Session) -> None:
    values: Any = [st.session_state[f"input_{name}"] for name in ("rows", "cols", "channels")]
    shape = (values[0], values[1], values[2] or current.scene.input_shape[2])
    try:
        edits.resize(current, shape)
    except SettingError as error:
        current.problem = (INPUT_ID, str(error))


def _refit(current: Session) -> None:
    fit = st.session_state["input_fit"]
    if fit:
        current.commit(replace(current.scene, image=replace(current.scene.image, fit=fit)))
