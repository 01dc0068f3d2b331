"""What every row of the layer list has: a button that opens its form, a menu of actions, and an error message."""

from __future__ import annotations

import streamlit as st

from explorer.errors import SettingError
from explorer.layers import EVERYDAY
from explorer.layers.stack import split_path
from explorer.views.shell.state import Session
from explorer.views.sidebar import edits
from explorer.views.sidebar.add_layer import insert_kind

INPUT_ID = "input"
"""The row of the network's input has this id; those of layers have ids of the session."""


def row_frame(current: Session, row_id: str, label: str, path: str) -> None:
    """One row, 32 px high: its button and its menu. `path` is that of its layer, "" for the input."""
    with st.container(horizontal=True, gap=None, key=f"row_{row_id}", vertical_alignment="center"):
        st.button(
            label,
            key=f"open_{row_id}",
            type="tertiary",
            on_click=_toggle,
            args=(current, row_id),
            width="stretch",
        )
        st.menu_button(
            f"Actions for {label.split('**')[1]}",
            _actions(row_id),
            icon=":material/more_horiz:",
            key=f"menu_{row_id}",
            type="tertiary",
            on_click=_act,
            args=(current, row_id, path),
        )


def row_error(current: Session, row_id: str) -> None:
    """What was wrong with the last value typed in this row, if anything was."""
    if current.problem and current.problem[0] == row_id:
        st.error(current.problem[1])


def _toggle(current: Session, row_id: str) -> None:
    """Open the form of a row, or close it; the form of the composite that holds the layer opens instead."""
    if current.open_id != row_id:
        current.open_id = row_id
        return
    path = next((path for path, layer_id in current.now.paths if layer_id == row_id), "")
    composite = path.rpartition(".b")[0]
    current.open_id = dict(current.now.paths).get(composite, "")


def _actions(row_id: str) -> list[str]:
    of_layer = [] if row_id == INPUT_ID else ["Move up", "Move down", "Duplicate", "Remove"]
    return [*of_layer, *(f"Insert {kind.title} below" for kind in EVERYDAY)]


def _act(current: Session, row_id: str, path: str) -> None:
    chosen = st.session_state[f"menu_{row_id}"]
    of_layer = {
        "Move up": lambda: edits.move(current, path, -1),
        "Move down": lambda: edits.move(current, path, 1),
        "Duplicate": lambda: edits.duplicate(current, path),
        "Remove": lambda: edits.remove(current, path),
    }
    prefix, index = split_path(path) if path else ("", -1)
    try:
        if chosen in of_layer:
            of_layer[chosen]()
        for kind in EVERYDAY:
            if chosen == f"Insert {kind.title} below":
                insert_kind(current, f"{prefix}{index + 1}", kind.title)
    except SettingError as error:  # too many layers, or composites nested too deep
        current.problem = (row_id, str(error))
