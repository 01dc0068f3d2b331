"""The section "Names of classes" of the sidebar: names for the outputs, pasted or from a file."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import streamlit as st

from explorer.errors import ExplorerError, SettingError
from explorer.formats.classes import class_names
from explorer.scene import Scene
from explorer.views.opening.words import class_words, output_words
from explorer.views.share.notes import plain, tell
from explorer.views.shell.state import Session
from explorer.views.sidebar.following import network_of

PROBLEM_ID = "classes"
"""Under this id the session keeps what is wrong with the names."""
FIELD, FILE = "classes_text", "classes_file"
_WRITTEN, _ROUND = "classes_written", "classes_file_round"
"""The names that the field was filled with, and how many files were read: the next one gets an uploader of its own."""
_MEGABYTES = 3
"""Size of a file of names, at most; how many characters it may have, its reader says."""
_EXAMPLE = "cat\ndog\nbird"


def class_form(current: Session) -> None:
    """The field, the uploader, and the buttons; where names cannot be given, why."""
    with st.expander("Names of classes"), st.container(key="classes_form", gap="small"):
        network = network_of(current.scene)
        if network is None:
            st.caption("The layers do not fit together yet. Repair the network first.")
            return
        if len(network.output_shape) != 1:
            st.caption(
                "Names are for networks that give one number for each class. This one gives "
                f"{output_words(network.output_shape)}."
            )
            return
        _fields(current, network.output_shape[0])


def _fields(current: Session, count: int) -> None:
    scene = current.scene
    st.caption(plain(given_words(scene, count)))
    if st.session_state.get(_WRITTEN) != scene.classes or FIELD not in st.session_state:
        st.session_state[FIELD], st.session_state[_WRITTEN] = as_text(scene.classes), scene.classes
    st.text_area(
        "One name a line",
        key=FIELD,
        height=160,
        placeholder=_EXAMPLE,
        help="Write the name of output 0 first. Lists with commas, JSON and tables with numbers can be pasted as well.",
    )
    key = f"{FILE}_{st.session_state.get(_ROUND, 0)}"
    st.file_uploader(
        "Or a file with the names",
        type=["txt", "json", "csv"],
        max_upload_size=_MEGABYTES,
        key=key,
        on_change=_read,
        args=(current, key),
        help="Puts its names into the field above.",
    )
    if current.problem and current.problem[0] == PROBLEM_ID:
        tell(current.problem[1])
    with st.container(horizontal=True, gap="small"):
        st.button("Apply", key="apply_classes", type="primary", on_click=_apply, args=(current, count), width="stretch")
        st.button(
            "Remove",
            key="remove_classes",
            disabled=not scene.classes,
            on_click=_remove,
            args=(current,),
            width="stretch",
        )


def given_words(scene: Scene, count: int) -> str:
    """Which names the `count` outputs have, and whose they are."""
    if scene.classes and len(scene.classes) != count:
        return f"{numbered(len(scene.classes), 'name')} came with the network, which has {numbered(count, 'output')}."
    if scene.classes:
        return class_words(scene.classes)
    card = scene.weights.card
    if card is not None and len(card.classes) == count:
        return "The trained weights bring names. Those that you give take their place."
    return f"The network has {numbered(count, 'output')}, which have numbers only."


def numbered(count: int, noun: str) -> str:
    """ "1 name", "1,000 names"."""
    return f"{count:,} {noun}{'s' * (count != 1)}"


def as_text(names: tuple[str, ...]) -> str:
    """The names as a text that is read as the same names: one a line, where that is possible."""
    if not names:
        return ""
    lines = "\n".join(names)
    try:
        if class_names(lines) == names:
            return lines
    except SettingError:  # names such as "[a" begin like JSON
        pass
    return json.dumps(names, ensure_ascii=False, indent=0)


def _read(current: Session, key: str) -> None:
    """Fill the field with the names of the file; the file itself is let go."""
    file: Any = st.session_state.get(key)
    if file is None:
        return
    st.session_state[_ROUND] = st.session_state.get(_ROUND, 0) + 1
    try:
        st.session_state[FIELD] = as_text(class_names(file.getvalue()))
    except ExplorerError as error:
        current.problem = (PROBLEM_ID, str(error))
        return
    _forget_problem(current)


def _apply(current: Session, count: int) -> None:
    """Give the names to the outputs, as one step of undo; what is wrong with them is told beside the field."""
    try:
        names = class_names(str(st.session_state.get(FIELD, "")), count)
    except ExplorerError as error:
        current.problem = (PROBLEM_ID, str(error))
        return
    _give(current, names)


def _remove(current: Session) -> None:
    _give(current, ())


def _give(current: Session, names: tuple[str, ...]) -> None:
    _forget_problem(current)
    st.session_state[FIELD], st.session_state[_WRITTEN] = as_text(names), names
    current.commit(replace(current.scene, classes=names))


def _forget_problem(current: Session) -> None:
    if current.problem and current.problem[0] == PROBLEM_ID:
        current.problem = None
