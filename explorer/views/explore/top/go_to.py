"""The field that goes to a cell by its name and numbers: "conv3_2 17 4 9"."""

from __future__ import annotations

import streamlit as st

from explorer.errors import SettingError
from explorer.network import Network
from explorer.network.address import cell_at
from explorer.views.share.notes import tell
from explorer.views.shell.state import Session
from explorer.views.sidebar.following import cell_of_layer


def go_to_field(current: Session) -> None:
    """The field, and below it what is wrong with what was typed."""
    example = _example(current.shown.network)

    def go() -> None:
        typed = str(st.session_state["go_to"] or "")
        st.session_state.pop("went_wrong", None)
        if not typed.strip():
            return
        try:
            current.select(cell_at(current.shown.network, typed, lambda step: cell_of_layer(current, step.path)))
            st.session_state["go_to"] = ""
        except SettingError as error:
            st.session_state["went_wrong"] = str(error)

    st.text_input(
        "Go to a cell",
        key="go_to",
        max_chars=100,
        placeholder=example,
        help=f"Opens the cell at a layer, row, column and map, such as {example}. Rows, columns and maps count from 0. "
        "What you leave out stays: the place of the image, and the map.",
        on_change=go,
    )
    if "went_wrong" in st.session_state:
        tell(st.session_state["went_wrong"])


def _example(network: Network) -> str:
    learned = (step for step in network.steps if step.param_shapes)
    step = next(learned, network.steps[-1])
    return f"{step.name} 8 11 3" if len(step.output_shape) == 3 and _has(step.output_shape) else step.name


def _has(shape: tuple[int, ...]) -> bool:
    """Whether maps of this shape have row 8, column 11 and map 3."""
    return all(length > number for length, number in zip(shape, (8, 11, 3), strict=True))
