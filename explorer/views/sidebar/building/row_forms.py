"""The two small forms that the menu of a row opens below it: another name, and repeating layers."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from explorer.errors import SettingError
from explorer.layers.stack import split_path
from explorer.network.naming import MAX_NAME
from explorer.views.shell.state import Session
from explorer.views.sidebar.building import arranging
from explorer.views.sidebar.building.places import stack_of
from explorer.views.sidebar.row_frame import RENAME, REPEAT, asked_for, done_asking


def row_forms(current: Session, row_id: str, path: str) -> None:
    """The form that the row's menu has asked for, if any."""
    asked = asked_for(row_id)
    if asked == RENAME:
        _rename(current, row_id, path)
    elif asked == REPEAT:
        _repeat(current, row_id, path)


def _rename(current: Session, row_id: str, path: str) -> None:
    name = current.scene.layer_names[path].rpartition(".")[2]
    with st.container(key=f"form_name_{row_id}", gap="small"), st.form(f"name_{row_id}", border=False):
        typed = st.text_input(
            "Name",
            name,
            max_chars=MAX_NAME,
            key=f"name_of_{row_id}",
            help="Set a name: a letter, then letters, digits, _ or -. Left empty, the layer gets its usual name.",
        )
        left, right = st.columns(2)
        if left.form_submit_button("Rename", type="primary", width="stretch"):
            _try(current, row_id, lambda: arranging.rename(current, path, typed))
        if right.form_submit_button("Cancel", width="stretch"):
            done_asking()
            st.rerun()


def _repeat(current: Session, row_id: str, path: str) -> None:
    prefix, index = split_path(path)
    names = current.scene.layer_names
    ends = [f"{prefix}{place}" for place in range(index, len(stack_of(current.scene, prefix)))]
    with st.container(key=f"form_repeat_{row_id}", gap="small"), st.form(f"repeat_{row_id}", border=False):
        last = st.selectbox(
            f"From {names[path].rpartition('.')[2]} to",
            ends,
            format_func=lambda each: names[each].rpartition(".")[2],
            key=f"repeat_to_{row_id}",
        )
        times = st.number_input("Times in total", 2, arranging.MAX_TIMES, key=f"times_{row_id}")
        left, right = st.columns(2)
        if left.form_submit_button("Repeat", type="primary", width="stretch"):
            count = split_path(str(last))[1] - index + 1
            _try(current, row_id, lambda: arranging.repeat(current, path, count, int(times)))
        if right.form_submit_button("Cancel", width="stretch"):
            done_asking()
            st.rerun()


def _try(current: Session, row_id: str, edit: Callable[[], None]) -> None:
    """Carry out an edit and close the form, or show at the row why it is not possible; then run again, for the rows above."""
    try:
        edit()
        done_asking()
    except SettingError as error:
        current.problem = (row_id, str(error))
    st.rerun()
