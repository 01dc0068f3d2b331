"""The fields of the training's form: set from the setup before they are drawn, and committed to it when they change."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any, Literal

import streamlit as st

from explorer.errors import ExplorerError
from explorer.views.train.desk import Desk
from explorer.views.train.setup import Setup


def attempt(found: Desk, change: Callable[[], None]) -> None:
    """Change what a training is made from, unless one has begun. What is wrong is said, and the old state stays."""
    if found.started:
        return
    try:
        change()
        found.clear()
    except ExplorerError as error:
        found.problem = str(error)


def commit(found: Desk, change: Callable[[Setup], Setup]) -> None:
    """The same for the setup."""

    def changed() -> None:
        found.setup = change(found.setup)

    attempt(found, changed)


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


def part_field(found: Desk, part: Literal["optimizer", "augmentation"], name: str) -> Callable[[], None]:
    """The same for a setting of a part of the recipe."""

    def changing(value: Any) -> Callable[[Setup], Setup]:
        def change(setup: Setup) -> Setup:
            return setup.with_recipe(**{part: replace(getattr(setup.recipe, part), **{name: value})})

        return change

    return choose(found, name, changing)


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
