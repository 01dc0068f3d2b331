"""Registering a component: its folder holds its Python, its JavaScript (<name>.js and what that imports) and its CSS."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import streamlit as st

from explorer.views.components.modules import FOLDER, loader

Component = Callable[..., Any]
"""What Streamlit makes of it: called with `key`, `data` and `on_<name>_change`, it puts the component on the page."""


def register(name: str) -> Component:
    """The component in the folder `name`. Its styles are those of the page: Plotly's events fail inside a shadow root."""
    css = FOLDER / name / f"{name}.css"
    return st.components.v2.component(
        f"cnn_{name}",
        js=loader(name),
        css=css.read_text(encoding="utf-8") if css.is_file() else None,
        isolate_styles=False,
    )


def message(key: str, name: str) -> Any:
    """What the component mounted as `key` said last under `name`; None if nothing. Anybody can send anything."""
    return getattr(st.session_state.get(key), name, None)
