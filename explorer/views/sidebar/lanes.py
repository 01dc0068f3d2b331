"""The inside of a composite in the sidebar: a lane per branch, each with rows of its own and a menu to add to it."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from explorer.errors import SettingError
from explorer.layers import Composite, Concatenate
from explorer.layers.stack import MAX_BRANCHES, Layers, stack_path
from explorer.views.shell.state import Session
from explorer.views.sidebar import edits

LEAST_BRANCHES = 2


def lanes(
    current: Session,
    layer: Composite,
    path: str,
    layer_id: str,
    rows: Callable[[Layers, str], None],
    kinds: list[str],
    insert: Callable[[str, str], None],
) -> None:
    """What a composite holds. `rows` shows the layers of a stack, `insert` puts in one of `kinds` by its title."""
    with st.container(key=f"inside_{layer_id}", gap=None):
        for branch, stack in enumerate(layer.branches):
            prefix = stack_path(path, branch)
            _title(current, layer, path, layer_id, branch)
            rows(stack, prefix)
            _add(current, layer_id, branch, f"{prefix}{len(stack)}", kinds, insert)
        if isinstance(layer, Concatenate) and len(layer.stacks) < MAX_BRANCHES:
            st.button(
                "Add a branch",
                icon=":material/call_split:",
                key=f"branch_{layer_id}",
                type="tertiary",
                on_click=_try,
                args=(current, layer_id, edits.add_branch, path),
            )


def _title(current: Session, layer: Composite, path: str, layer_id: str, branch: int) -> None:
    """What the lane is; a branch of a concatenation can be taken out as long as two are left."""
    text = _words(layer, branch)
    with st.container(horizontal=True, gap=None, key=f"lane_{layer_id}_{branch}", vertical_alignment="center"):
        st.caption(text, width="stretch")
        if isinstance(layer, Concatenate) and len(layer.stacks) > LEAST_BRANCHES:
            st.button(
                f"Remove branch {layer.lanes[branch]}",
                icon=":material/close:",
                key=f"unbranch_{layer_id}_{branch}",
                type="tertiary",
                help=f"Removes branch {layer.lanes[branch]} and its layers.",
                on_click=_try,
                args=(current, layer_id, edits.remove_branch, path, branch),
            )


def _words(layer: Composite, branch: int) -> str:
    empty = "" if layer.branches[branch] else ": passes the input on"
    if isinstance(layer, Concatenate):
        return f"branch {layer.lanes[branch]}{empty}"
    return f"{layer.lanes[branch] or 'layers'}{empty}"


def _add(
    current: Session, layer_id: str, branch: int, path: str, kinds: list[str], insert: Callable[[str, str], None]
) -> None:
    key = f"add_{layer_id}_{branch}"

    def add() -> None:
        _try(current, layer_id, lambda _, title: insert(path, title), st.session_state[key])

    st.menu_button("Add here", kinds, icon=":material/add:", key=key, type="tertiary", on_click=add)


def _try(current: Session, layer_id: str, how: Callable[..., None], *what: object) -> None:
    """Carry out an edit, or say at the row why it cannot be."""
    try:
        how(current, *what)
    except SettingError as error:
        current.problem = (layer_id, str(error))
