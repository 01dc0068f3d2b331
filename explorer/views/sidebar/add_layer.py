"""The controls that add a layer: two menus below the list, buttons for an empty network, and where a new layer goes."""

from __future__ import annotations

import streamlit as st

from explorer.layers import EVERYDAY, KIND_BY_NAME, KINDS, Conv2D, Flatten, Layer, MaxPool2D, Shape
from explorer.layers.stack import split_path
from explorer.scene import Scene
from explorer.views.shell.state import Session
from explorer.views.sidebar import edits
from explorer.views.sidebar.fitting import fitting_steps

FAMILIES = ("Convolution", "Pooling", "Activation", "Normalisation", "Size", "Dense", "Block")
"""The order in which the menu of other kinds lists the families."""


def add_menus(current: Session) -> None:
    """A menu of the everyday kinds, and a searchable list of all others."""
    everyday = [kind.title for kind in EVERYDAY]
    others = sorted((kind for kind in KINDS if kind not in EVERYDAY), key=lambda kind: FAMILIES.index(kind.family))

    def add() -> None:
        insert_kind(current, str(len(current.scene.layers)), st.session_state["add"])

    def add_other() -> None:
        kind = st.session_state["add_other"]
        if kind is not None:
            insert_kind(current, _path_below_open_form(current), KIND_BY_NAME[kind].title)
        st.session_state["add_other"] = None

    st.menu_button("Add a layer", everyday, icon=":material/add:", key="add", on_click=add, width="stretch")
    st.selectbox(
        "Other kinds of layers",
        [kind.kind for kind in others],
        index=None,
        format_func=lambda name: f"{KIND_BY_NAME[name].family}: {KIND_BY_NAME[name].title}",
        key="add_other",
        on_change=add_other,
        placeholder=f"{len(others)} more kinds",
        label_visibility="collapsed",
        help="Goes below the layer whose form is open, or to the end.",
    )


def first_layer(current: Session, key: str) -> None:
    """Buttons that add the first layer to an empty network; `key` begins their widget keys."""
    st.caption("Your image leaves as it came in. Add a convolution.")
    for kind in (Conv2D, MaxPool2D, Flatten):
        st.button(
            f"Add {kind.title.lower()}",
            key=f"{key}_{kind.kind}",
            on_click=_add_first,
            args=(current, kind),
            width="stretch",
        )


def _add_first(current: Session, kind: type[Layer]) -> None:
    insert_kind(current, "0", kind.title)


def insert_kind(current: Session, path: str, title: str) -> None:
    """Insert a layer of the kind with this title so that its path is `path`. Raises SettingError if it cannot be there."""
    kind = next(kind for kind in KINDS if kind.title == title)
    edits.insert(current, path, kind.starter(shape_at(current.scene, path)))


def shape_at(scene: Scene, path: str) -> Shape:
    """The input shape of a layer inserted at `path`; of layers that do not fit, the shape above them is taken."""
    steps, _ = fitting_steps(scene)
    prefix, index = split_path(path)
    composite = prefix.rpartition(".b")[0]
    for above in reversed(range(index)):
        if f"{prefix}{above}" in steps:
            return steps[f"{prefix}{above}"].output_shape
    return shape_at(scene, composite) if prefix else scene.input_shape


def _path_below_open_form(current: Session) -> str:
    """The path below the layer whose form is open, or the one at the end."""
    path = next((path for path, layer_id in current.now.paths if layer_id == current.open_id), "")
    if not path:
        return str(len(current.scene.layers))
    prefix, index = split_path(path)
    return f"{prefix}{index + 1}"
