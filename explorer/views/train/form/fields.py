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


def number(
    found: Desk, name: str, label: str, value: float, help: str, changed: Callable[[], None] | None = None
) -> None:
    """A number, of the recipe unless `changed` commits it. Of a wrong one the reason is said, and the old one stays."""
    whole = isinstance(value, int)
    st.session_state[f"train_{name}"] = value
    st.number_input(
        label,
        key=f"train_{name}",
        step=1 if whole else step_of(value),
        format="%d" if whole else "%.5g",
        disabled=found.started,
        help=help,
        on_change=changed or recipe_field(found, name),
    )


def step_of(value: float) -> float:
    """How far one press of plus or minus goes: half of the number, of shares above a half, half of what is left to 1."""
    away = 1 - value if 0.5 < value < 1 else value
    return round(away / 2, 15) or 1e-4
