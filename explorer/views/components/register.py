"""Registration of components. A component's folder holds its Python, its JavaScript (<name>.js and imports) and its CSS."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import streamlit as st

from explorer.views.components.modules import FOLDER, loader

Component = Callable[..., Any]
"""A registered component: called with `key`, `data` and `on_<name>_change`, it mounts the component on the page."""


def register(name: str) -> Component:
    """Register the component in the folder `name`. Styles are not isolated: Plotly's events fail in a shadow root."""
    css = FOLDER / name / f"{name}.css"
    return st.components.v2.component(
        f"cnn_{name}",
        js=loader(name),
        css=css.read_text(encoding="utf-8") if css.is_file() else None,
        isolate_styles=False,
    )


def message(key: str, name: str) -> Any:
    """The last value `name` sent by the component mounted as `key`, or None. It must be checked: a client can send anything."""
    return getattr(st.session_state.get(key), name, None)
