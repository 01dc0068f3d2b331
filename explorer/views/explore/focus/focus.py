"""The part of the Explore page that answers the focus: a fragment, so that opening a map reruns nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from explorer.analysis.answer import class_names
from explorer.errors import ExplorerError
from explorer.figures.focus.build import focus as focus_record
from explorer.network import Cell, Network
from explorer.views.components.focus.focus import asked, mount_focus
from explorer.views.components.focus.packing import packed_record
from explorer.views.components.payload import inks
from explorer.views.explore.screen import Screen

QUESTION = "focus_asked"
"""Under this key the session keeps what the browser asks until it is answered."""


@st.fragment
def focus(screen: Screen) -> None:
    """Mount the focus; in a run in which the browser asks for a map, send how it is made."""
    question = st.session_state.get(QUESTION)
    answer = _answer(screen, question) if isinstance(question, Mapping) else {}
    mount_focus({"theme": {**inks(screen.theme), "name": screen.theme.name}, **answer}, _keep_question)
    st.session_state.pop(QUESTION, None)  # not before: a run that is cut short has answered nothing


def _keep_question() -> None:
    st.session_state[QUESTION] = asked()


def _answer(screen: Screen, question: Mapping[str, Any]) -> dict[str, Any]:
    """The record of the map that is asked for, or in words why there is none. Anybody can ask anything."""
    run, serial = screen.run, question.get("serial")
    answer: dict[str, Any] = {"serial": serial if isinstance(serial, int) else 0}
    cell = _cell(run.network, question)
    if cell is None:
        return {}
    try:
        record = focus_record(
            run.network,
            run.scene.weights.params(run.network),
            run.acts,
            cell,
            screen.scales.limit,
            class_names(run.network, run.scene.weights, run.scene.classes),
        )
    except ExplorerError as error:
        return {**answer, "problem": f"{error.problem} {error.remedy}"}
    return {**answer, "view": type(record).__name__, **packed_record(record)}


def _cell(network: Network, question: Mapping[str, Any]) -> Cell | None:
    try:
        row, col, channel = (int(question[name]) for name in ("row", "col", "channel"))
        cell = Cell(str(question["path"]), row, col, channel)
        network.check_cell(cell)
    except Exception:  # whatever it was, it was not a cell of this network
        return None
    return cell
