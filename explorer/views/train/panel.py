"""The panel of a training beside the maps: its buttons, and below them one of its parts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import streamlit as st

from explorer.errors import ExplorerError
from explorer.views.components.learning.learning import mount_desk, mount_part
from explorer.views.components.payload import inks
from explorer.views.shell.state import Session
from explorer.views.train.desk import Desk, desk
from explorer.views.train.epochs import epochs
from explorer.views.train.form.page import form
from explorer.views.train.lens import lens
from explorer.views.train.live import feed
from explorer.views.train.live.look import Look
from explorer.views.train.obstacles import Obstacle, obstacle
from explorer.views.train.setup import OWN
from explorer.views.train.way import page_changed, page_is_due, toggle

PART = "train_part"
"""Under this key the session keeps which part is open."""


@st.fragment
def panel(current: Session, look: Look) -> None:
    """The whole panel. A fragment: what it does seldom changes the rest of the page, and then it says so."""
    if page_is_due():
        st.rerun(scope="app")
    found = desk()
    found.look = look
    with st.container(key="train_panel"):
        stopper = _obstacle(current, found)
        _head(current, found, look, stopper)
        if found.problem:
            st.error(found.problem)
            found.problem = ""
        part = st.session_state.setdefault(PART, "Set up")
        st.segmented_control(
            "Parts of the training", list(PARTS), key=PART, required=True, label_visibility="collapsed"
        )
        with st.container(key=f"train_{part.lower().replace(' ', '_')}", gap="small"):
            PARTS[part](current, found, look, stopper)


def _obstacle(current: Session, found: Desk) -> Obstacle | None:
    """What keeps the network from learning; None while a training has begun."""
    if found.started and found.trains(current.shown.network):
        return None
    try:
        data = found.learned_from(current.shown.network)
    except ExplorerError as error:
        return Obstacle(str(error))
    return None if data is None else obstacle(current, found.setup, data)


def _head(current: Session, found: Desk, look: Look, stopper: Obstacle | None) -> None:
    watching = found.trains(look.network)
    told = feed.state(found, {})
    mount_desk(
        {
            **feed.feed_data(found, watching, look.layout.key),
            "told": told,
            "blocked": stopper is not None or _nothing_to_learn_from(found),
            "before": "It has not learned anything yet.",
        },
        on_act=lambda act: _act(current, act),
        on_settled=_settled,
    )


def _nothing_to_learn_from(found: Desk) -> bool:
    return found.job is None and found.setup.data == OWN and bool(found.own.missing)


def _act(current: Session, act: str) -> None:
    """Do what a button says. A message can come from anybody: others than these do nothing."""
    found = desk()
    if not current.viewing.allows("edit"):
        return
    if act == "close":
        toggle(current)
        page_changed()
        return
    try:
        if act in ACTS:
            ACTS[act](current, found)
    except ExplorerError as error:
        found.problem = str(error)


def _start(current: Session, found: Desk) -> None:
    _begun(current, found).start()
    st.session_state[PART] = "Curves"
    page_changed()


def _one_step(current: Session, found: Desk) -> None:
    _begun(current, found).one_step()


def _one_epoch(current: Session, found: Desk) -> None:
    _begun(current, found).one_epoch()
    st.session_state[PART] = "Curves"


def _begun(current: Session, found: Desk) -> Any:
    """The job, for the network on the screen: a training of another network ends here."""
    if found.job is not None and not found.trains(current.scene.network):
        found.clear()
    found.epoch = None
    return found.begin(current.scene)


def _pause(current: Session, found: Desk) -> None:
    if found.job is not None:
        found.job.pause()


def _stop(current: Session, found: Desk) -> None:
    if found.job is not None:
        found.job.stop()


def _reset(current: Session, found: Desk) -> None:
    found.clear()
    st.session_state[PART] = "Set up"
    page_changed()


ACTS: dict[str, Callable[[Session, Desk], None]] = {
    "start": _start,
    "pause": _pause,
    "step": _one_step,
    "epoch": _one_epoch,
    "stop": _stop,
    "reset": _reset,
}


def _settled() -> None:
    """The training has come to rest, or an epoch is over: the rest of the page is to agree with the maps."""
    if not desk().view.active:
        page_changed()


def _curves(current: Session, found: Desk, look: Look, stopper: Obstacle | None) -> None:
    """Loss and accuracy, and the selected filter, as they change."""
    colors = {"inks": inks(look.theme)}
    mount_part("curve", colors)
    mount_part(
        "filter", {**colors, "rest": "Select a map of a convolution to watch its filter and the gradient of it."}
    )


def _layers(current: Session, found: Desk, look: Look, stopper: Obstacle | None) -> None:
    """How the numbers of every layer are spread, over time."""
    words = "Weights, gradients and activations of every layer appear here as the training goes on."
    mount_part("layers", {"inks": inks(look.theme), "rest": words})


PARTS: dict[str, Callable[[Session, Desk, Look, Obstacle | None], None]] = {
    "Set up": form,
    "Curves": _curves,
    "Layers": _layers,
    "One step": lens,
    "Epochs": epochs,
}
"""The parts, each with what draws it."""
