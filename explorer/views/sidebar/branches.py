"""The branches of a composite in the layer list: a heading per branch, its rows, and a menu that adds a layer to it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import streamlit as st

from explorer.errors import SettingError
from explorer.layers import Composite, Parallel
from explorer.layers.stack import MAX_BRANCHES, Layers, stack_path
from explorer.views.shell.state import Session
from explorer.views.sidebar import edits
from explorer.views.sidebar.building.menu import open_menu

MIN_BRANCHES = 2


@dataclass(frozen=True)
class CompositeRow:
    """A composite in the list: the layer, its path, and the id of its row."""

    layer: Composite
    path: str
    id: str


def branches(current: Session, row: CompositeRow, rows: Callable[[Layers, str], None]) -> None:
    """The branches of a composite; `rows(layers, prefix)` shows the layers of one of them."""
    layer = row.layer
    with st.container(key=f"inside_{row.id}", gap=None):
        for branch, stack in enumerate(layer.branches):
            prefix = stack_path(row.path, branch)
            _heading(current, row, branch)
            rows(stack, prefix)
            st.button(
                "Add here",
                icon=":material/add:",
                key=f"add_{row.id}_{branch}",
                type="tertiary",
                on_click=open_menu,
                args=(f"{prefix}{len(stack)}",),
            )
        if isinstance(layer, Parallel) and len(layer.stacks) < MAX_BRANCHES:
            st.button(
                "Add a branch",
                icon=":material/call_split:",
                key=f"branch_{row.id}",
                type="tertiary",
                on_click=_try,
                args=(current, row.id, edits.add_branch, current, row.path),
            )


def _heading(current: Session, row: CompositeRow, branch: int) -> None:
    """The name of a branch; one of several alike can be removed while more than two are there."""
    layer = row.layer
    with st.container(horizontal=True, gap=None, key=f"lane_{row.id}_{branch}", vertical_alignment="center"):
        st.caption(_branch_label(layer, branch), width="stretch")
        if isinstance(layer, Parallel) and len(layer.stacks) > MIN_BRANCHES:
            st.button(
                f"Remove branch {layer.branch_names[branch]}",
                icon=":material/close:",
                key=f"unbranch_{row.id}_{branch}",
                type="tertiary",
                help=f"Removes branch {layer.branch_names[branch]} and its layers.",
                on_click=_try,
                args=(current, row.id, edits.remove_branch, current, row.path, branch),
            )


def _branch_label(layer: Composite, branch: int) -> str:
    empty = "" if layer.branches[branch] else ": passes the input on"
    if isinstance(layer, Parallel):
        return f"branch {layer.branch_names[branch]}{empty}"
    return f"{layer.branch_names[branch] or 'layers'}{empty}"


def _try(current: Session, row_id: str, edit: Callable[..., None], *arguments: object) -> None:
    """Carry out an edit, or show at the row why it is not possible."""
    try:
        edit(*arguments)
    except SettingError as error:
        current.problem = (row_id, str(error))
