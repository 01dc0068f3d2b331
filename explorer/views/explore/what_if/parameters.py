"""The part "Parameters": the numbers that a layer has for each of its maps, such as means and slopes, to read and to edit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import streamlit as st

from explorer.errors import WeightsError
from explorer.figures.theme import number
from explorer.layers.base import Array, as_map
from explorer.layers.sliding import Convolving
from explorer.network import Cell, Step
from explorer.views.explore.screen import Screen
from explorer.views.explore.what_if.kernel import link_length
from explorer.views.shell.state import Session, session
from explorer.views.sidebar.edits import commit_told
from explorer.weights import edit
from explorer.words.glossary import tips

WORDS: Mapping[str, str] = {"moving_mean": "mean", "moving_variance": "variance", "alpha": "slope"}
"""What parameters are called whose Keras names are not words."""


def word_of(name: str) -> str:
    """What a parameter is called on the screen."""
    return WORDS.get(name, name.replace("_", " "))


def per_map(step: Step) -> tuple[str, ...]:
    """The parameters of a step with one number for each of its maps, or units; filters have parts of their own."""
    if isinstance(step.layer, Convolving):
        return ()
    each = (as_map(step.output_shape)[2],)
    return tuple(name for name, shape in step.param_shapes.items() if shape == each)


def parameters_part(screen: Screen, step: Step, cell: Cell) -> None:
    """The table of the numbers of `step`, to type into; the maps follow every edit."""
    names = per_map(step)
    params = screen.run.scene.weights.params(screen.run.network)[step.path]
    unit = "unit" if len(step.output_shape) == 1 else "map"
    columns: dict[str, list[Any]] = {unit: list(range(as_map(step.output_shape)[2]))}
    columns |= {word_of(name): list(edit.values_of(np.asarray(params[name]))) for name in names}
    st.markdown(
        f"**Parameters of {step.name}**: what if they were different? The maps follow at once. "
        f"{_selected(params, names, unit, cell)}",
        help=tips("weight"),
    )
    edited = screen.run.scene.weights.numbers_of(step)
    key = f"whatif_parameters_{step.path}_{abs(hash(str(columns)))}"
    config: dict[str, Any] = {name: st.column_config.NumberColumn(name, format="%.4g", step=1e-6) for name in columns}
    config[unit] = st.column_config.NumberColumn(unit, format="%d", disabled=True, pinned=True, width=72)

    def typed() -> None:
        rows: Mapping[int, Mapping[str, Any]] = st.session_state[key]["edited_rows"]
        by_word = {word_of(name): name for name in names}
        put_numbers(
            session(),
            step,
            [
                (by_word[word], int(row), float(value))
                for row, changed in rows.items()
                for word, value in changed.items()
                if word in by_word and value is not None
            ],
        )

    st.data_editor(
        columns,
        key=key,
        column_config=config,
        hide_index=True,
        num_rows="fixed",
        on_change=typed,
        width=72 + 120 * len(names),
        height=min(36 * (len(columns[unit]) + 1), 330),
    )
    st.caption("Double-click a number and type another one.")
    st.button("Reset", key="whatif_parameters_reset", disabled=not edited, on_click=reset_numbers, args=(step,))
    link_length()


def _selected(params: Mapping[str, Array], names: Sequence[str], unit: str, cell: Cell) -> str:
    """The numbers of the selected map, in a sentence."""
    numbers = ", ".join(f"{word_of(name)} {number(float(params[name][cell.channel]))}" for name in names)
    return f"Of {unit} {cell.channel}: {numbers}."


def put_numbers(current: Session, step: Step, typed: Sequence[tuple[str, int, float]]) -> None:
    """Commit edited numbers, (parameter, map, number) each, as one step of undo; a notice says why one cannot be."""
    weights = current.scene.weights
    try:
        for name, channel, value in typed:
            if value < 0 and name in step.layer.non_negative:
                raise WeightsError(f"The {word_of(name)} cannot be {value:g}: it is never below 0.", "Type 0 or more.")
            (rounded,) = edit.values_of(np.array([value]))
            weights = weights.with_number(step.path, name, channel, rounded)
    except WeightsError as error:
        current.notice = str(error)
        return
    if not typed:
        return
    name, channel, value = typed[-1]
    many = f"{len(typed)} numbers" if len(typed) > 1 else f"{word_of(name).capitalize()} {channel}"
    done = "edited" if len(typed) > 1 else f"is {number(value)} now"
    _commit(current, replace(current.scene, weights=weights), f"**{many} of {step.name}** {done}")


def reset_numbers(step: Step) -> None:
    """Take back all edits of the numbers of a step."""
    current = session()
    weights = current.scene.weights
    kept = tuple(each for each in weights.numbers if each.path != step.path)
    _commit(
        current, replace(current.scene, weights=replace(weights, numbers=kept)), f"**{step.name}** as before its edits"
    )


def _commit(current: Session, scene: Any, words: str) -> None:
    commit_told(current, scene, current.now.ids, words)
    st.session_state["whole_page"] = True  # the tab is a fragment: the maps must follow too
