"""The fields of the training's form: set from the setup before they are drawn, and committed to it when they change."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import streamlit as st

from explorer.errors import ExplorerError
from explorer.views.train.desk import Desk
from explorer.views.train.setup import Setup


def commit(found: Desk, change: Callable[[Setup], Setup]) -> None:
    """Change the setup, unless a training has begun. What is wrong with a value is said, and the old one stays."""
    if found.started:
        return
    try:
        found.setup = change(found.setup)
        found.clear()
    except ExplorerError as error:
        found.problem = str(error)


def choose(found: Desk, name: str, change: Callable[[Any], Callable[[Setup], Setup]]) -> Callable[[], None]:
    """What a field's change does: `change` makes of its value what is to be made of the setup."""

    def changed() -> None:
        value = st.session_state.get(f"train_{name}")
        if value is not None:
            commit(found, change(value))

    return changed


def recipe_field(found: Desk, name: str) -> Callable[[], None]:
    """The same for a field of the recipe."""
    return choose(found, name, lambda value: lambda setup: setup.with_recipe(**{name: value}))


def number(found: Desk, name: str, label: str, value: float, help: str) -> None:
    """A number of the recipe. Of a wrong one the reason is said, and the old one stays."""
    whole = isinstance(value, int)
    st.session_state[f"train_{name}"] = value
    st.number_input(
        label,
        key=f"train_{name}",
        step=1 if whole else max(value / 2, 1e-4),
        format="%d" if whole else "%.4g",
        disabled=found.started,
        help=help,
        on_change=recipe_field(found, name),
    )
