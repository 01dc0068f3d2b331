"""The sidebar's network panel: choice of a preset, undo and redo, the layers as a list or as text, totals and weights."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from explorer import presets
from explorer.errors import ExplorerError
from explorer.network import Step
from explorer.views.opening.asking import ask_to_open
from explorer.views.shell.room import sidebar_may_be_open
from explorer.views.shell.state import Session
from explorer.views.sidebar import edits
from explorer.views.sidebar.building.menu import building
from explorer.views.sidebar.fitting import fitting_steps
from explorer.views.sidebar.input_row import input_row
from explorer.views.sidebar.layer_rows import layer_rows
from explorer.views.sidebar.outputs.class_form import class_form
from explorer.views.sidebar.text.panel import as_text, text_panel
from explorer.views.sidebar.weights import weights_panel


def network_panel(current: Session) -> None:
    """The whole sidebar of the Explore, Architecture and Gallery pages; while it is folded, only what has keys of its own.

    Its rows are a sixth of the processor time of a page. The run that lays the page out for an open sidebar brings them.
    """
    with st.container(key="network", gap="small"):
        st.title("CNN Explorer", anchor=False)
        if not sidebar_may_be_open():
            _history(current)
            return
        _preset(current)
        _history(current)
        steps, error = fitting_steps(current.scene)
        if as_text():
            text_panel(current)
        else:
            _layers(current, steps, error)
        _totals(steps, error)
        weights_panel(current)
        class_form(current)


def _layers(current: Session, steps: dict[str, Step], error: ExplorerError | None) -> None:
    """The list of layers with its forms, and the menu that adds to it."""
    with st.container(key="rows", gap=None):
        input_row(current)
        layer_rows(current, current.scene.layers, "", steps, error)
        if not current.now.ids:
            st.caption("Your image leaves as it came in. Add a convolution.")
        building(current)


def _preset(current: Session) -> None:
    titles = {name: presets.load(name).title for name in presets.NAMES}
    st.session_state["preset"] = current.scene.preset if current.scene.preset in titles else None

    def pick() -> None:
        name = st.session_state["preset"]
        if name:
            scene = presets.load(name).scene()
            if current.scene.image.own:
                scene = replace(scene, image=current.scene.image)
            edits.start_from(current, scene)

    st.selectbox(
        "Network",
        list(titles),
        format_func=titles.__getitem__,
        key="preset",
        on_change=pick,
        placeholder="Your own network",
        help="Start from a known network. Undo brings back what you have now.",
    )
    st.button(
        "Open your own network",
        icon=":material/folder_open:",
        key="open_network",
        on_click=ask_to_open,
        width="stretch",
        help="Opens an ONNX or .cnn.json file, or layers as text or as code of Keras or PyTorch.",
    )


def _history(current: Session) -> None:
    with st.container(horizontal=True, gap="small", key="history"):
        st.button(
            "Undo",
            icon=":material/undo:",
            key="undo",
            disabled=not current.past,
            on_click=current.undo,
            shortcut="Mod+Z",
            width="stretch",
        )
        st.button(
            "Redo",
            icon=":material/redo:",
            key="redo",
            disabled=not current.future,
            on_click=current.redo,
            shortcut="Mod+Shift+Z",
            width="stretch",
        )


def _totals(steps: dict[str, Step], error: ExplorerError | None) -> None:
    if error is None:
        count = sum(step.param_count for step in steps.values())
        layers = len(steps) - 1
        st.caption(f"{layers} layer{'s' if layers != 1 else ''}, {count:,} parameters")
