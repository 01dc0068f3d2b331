"""What the network says of the image: its likeliest classes, and a network that knows more for photos that it does not know."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from explorer.analysis.answer import LikelyClass, likeliest
from explorer.analysis.influence import classifies
from explorer.analysis.random_layers import random_share
from explorer.figures.overview.figure import percent
from explorer.network import Cell
from explorer.views.components.answer.answer import mount_answer
from explorer.views.explore.runs import Run
from explorer.views.explore.sees.influence import CLASS, THIS_CELL
from explorer.views.shell.state import Session
from explorer.words.class_names import short_class


def answer_panel(current: Session, run: Run) -> None:
    """The panel of a phone, whose overview has no room for the answer; if there is none because weights are random, why."""
    if not (classes := answer_of(run)):
        if words := unnamed_words(run):
            st.caption(words)
        return
    with st.container(key="answer", gap="xsmall"):
        mount_answer(
            "likeliest",
            f"Most likely of {run.network.output_shape[-1]:,} classes",
            [_bar(each) for each in classes],
            lambda request: _asked(current, request),
        )


def answer_of(run: Run) -> tuple[LikelyClass, ...]:
    """The likeliest classes of a run; none unless its network gives probabilities of classes with names."""
    return likeliest(run.network, run.scene.weights, run.acts, given=run.scene.classes)


def unnamed_words(run: Run) -> str:
    """Why the classes of a classifier have no names, if that is because weights are random; else ""."""
    if not run.network.steps[-1].layer.gives_probabilities:
        return ""
    words = random_share(run.network, run.scene.weights).words
    return f"Its classes have no names: {words}." if words else ""


def _bar(likely: LikelyClass) -> dict[str, Any]:
    share = likely.probability
    return {
        "unit": likely.unit,
        "name": likely.name,
        "short": short_class(likely.name),
        "share": min(max(share, 0.0), 1.0),
        "percent": percent(share),
        "exact": f"{share:.9g}",
    }


def _asked(current: Session, request: Mapping[str, Any]) -> None:
    """Answer the question that a bar or a button of the panel asks."""
    ask_about(current, request.get("unit"), str(request.get("what")))


def ask_about(current: Session, unit: object, what: str) -> None:
    """Open the class map of a class, or ("depends") the influence of the pixels on its score.

    Ignored if `unit` is no class of this network: it may come from a client, which can send anything.
    """
    network = current.shown.network
    if not classifies(network) or type(unit) is not int or not 0 <= unit < network.output_shape[-1]:
        return
    if what == "depends":
        current.select(Cell(network.steps[-1].path, 0, 0, unit))
        st.session_state["influence_of"] = THIS_CELL
    else:
        st.session_state["influence_of"] = CLASS
        st.session_state["class_map_of"] = unit
    current.set_tool("receptive-field/influence")
