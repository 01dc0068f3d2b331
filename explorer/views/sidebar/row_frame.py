"""What every row of the layer list has: a button that opens its form, a menu of actions, and an error message."""

from __future__ import annotations

import streamlit as st

from explorer.errors import SettingError
from explorer.layers.stack import split_path
from explorer.views.share.notes import tell
from explorer.views.shell.state import Session
from explorer.views.sidebar import edits
from explorer.views.sidebar.building.menu import open_menu
from explorer.views.sidebar.following import cell_of_layer

INPUT_ID = "input"
"""The row of the network's input has this id; those of layers have ids of the session."""
RENAME, REPEAT = "Rename", "Repeat"


def row_frame(current: Session, row_id: str, label: str, path: str) -> None:
    """One row: its button and its menu. `path` is that of its layer, "" for the input."""
    with st.container(horizontal=True, gap=None, key=f"row_{row_id}", vertical_alignment="center"):
        st.button(
            label,
            key=f"open_{row_id}",
            type="tertiary",
            on_click=_toggle,
            args=(current, row_id, path),
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
        tell(current.problem[1])


def asked_for(row_id: str) -> str:
    """Which small form of the row its menu has opened: RENAME, REPEAT or ""."""
    asked = st.session_state.get("row_asked", ("", ""))
    return str(asked[1]) if asked[0] == row_id else ""


def done_asking() -> None:
    """Close the small form of a row."""
    st.session_state.pop("row_asked", None)


def _toggle(current: Session, row_id: str, path: str) -> None:
    """Open the form of a row and select its layer, or close it: the form of the block that holds it opens."""
    if current.open_id != row_id:
        current.open_id = row_id
        _select(current, path)
        return
    composite = path.rpartition(".b")[0]
    current.open_id = dict(current.now.paths).get(composite, "")


def _select(current: Session, path: str) -> None:
    """Select the layer's cell at the selected place of the image, so that the overview opens its stage."""
    if current.shown.layers != current.scene.layers or current.shown.settled_cell().path == path:
        return  # while the network does not fit, another one is shown
    if path in {step.path for step in current.shown.network.steps}:
        current.select(cell_of_layer(current, path))


def _actions(row_id: str) -> list[str]:
    if row_id == INPUT_ID:
        return ["Insert below"]
    return ["Insert below", "Move up", "Move down", RENAME, "Duplicate", REPEAT, "Remove"]


def _act(current: Session, row_id: str, path: str) -> None:
    chosen = st.session_state[f"menu_{row_id}"]
    of_layer = {
        "Move up": lambda: edits.move(current, path, -1),
        "Move down": lambda: edits.move(current, path, 1),
        "Duplicate": lambda: edits.duplicate(current, path),
        "Remove": lambda: edits.remove(current, path),
    }
    prefix, index = split_path(path) if path else ("", -1)
    done_asking()
    try:
        if chosen in of_layer:
            of_layer[chosen]()
        elif chosen == "Insert below":
            open_menu(f"{prefix}{index + 1}")
        elif chosen in (RENAME, REPEAT):
            st.session_state["row_asked"] = (row_id, chosen)
    except SettingError as error:  # too many layers, or composites nested too deep
        current.problem = (row_id, str(error))
