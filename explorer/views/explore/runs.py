"""Runs of scenes: budget, progress, stop, and the last good one when the present one cannot be."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, replace

import streamlit as st

from explorer.errors import CancelledError, ExplorerError, ShapeError
from explorer.images import Picture
from explorer.layers.base import Array
from explorer.network import Network
from explorer.network.naming import names_by_path
from explorer.running import Budget, Runner
from explorer.scene import Scene
from explorer.views.image.pictures import fitted
from explorer.views.shell.state import Session
from explorer.views.sidebar.fitting import fitting_steps

BUDGET = Budget(bytes=512_000_000, layer_bytes=1_000_000_000, macs=20_000_000_000)
SLOW_MACS = 1_000_000_000
"""A run of more multiply-adds than this can take long on a small or a busy machine: it shows its progress."""
TELL_EVERY = 0.15
"""Seconds between two words about it."""


@dataclass(frozen=True)
class Run:
    """One computed scene."""

    scene: Scene
    network: Network
    picture: Picture
    acts: Mapping[str, Array]


def computed(current: Session) -> tuple[Run, str] | None:
    """The present scene, computed; if that cannot be, the last good one stays and the reason is told."""
    note = ""
    try:
        run = _run(current, current.scene)
        current.shown = run.scene
        return run, note
    except ExplorerError as error:
        note = _reason(current, error)
    try:
        return _run(current, current.shown), note
    except ExplorerError as error:
        current.notice = str(error)
        return None


def misfit(scene: Scene) -> ShapeError | None:
    """What stops a stack that does not fit together, if that is what is wrong with it."""
    _, error = fitting_steps(scene)
    return error if isinstance(error, ShapeError) else None


def _reason(current: Session, error: ExplorerError) -> str:
    """What to say above the picture; why a layer does not fit is told with its repairs."""
    found = misfit(current.scene)
    if found is None:
        return str(error)
    name = names_by_path(current.scene.layers)[found.path]
    told = f"{name} does not fit: what you see is the last network that did."
    return told if current.narrow else f"{told} Its row in the list of layers says why, and has the repairs."


def _run(current: Session, scene: Scene) -> Run:
    network = scene.network
    scene = replace(scene, cell=scene.settled_cell())
    picture = fitted(scene.image, network.input_shape)
    return Run(scene, network, picture, _acts(current, network, scene, picture))


@st.cache_resource
def shared_runner() -> Runner:
    """One runner, and one memo, for all visitors."""
    return Runner()


def _acts(current: Session, network: Network, scene: Scene, picture: Picture) -> Mapping[str, Array]:
    engine = shared_runner()
    ahead = sum(step.macs for step in engine.missing(network, scene.weights, picture.pixels))
    if ahead < SLOW_MACS:
        return engine.run(network, scene.weights, picture.pixels, BUDGET)
    if current.cancelled:
        raise CancelledError("The run was stopped.", "Change something, or undo, to go on.")
    BUDGET.check(network)
    place = st.empty()
    with place.container(key="progress", horizontal=True, vertical_alignment="bottom"):
        bar = st.progress(0.0, "Computing the maps …")
        st.button("Stop", key="stop", on_click=_stop, args=(current,))

    told = 0.0

    def progress(done: int, total: int, name: str) -> None:
        nonlocal told
        if time.monotonic() - told < TELL_EVERY:  # the page draws each message: it would take the time of the layers
            return
        told = time.monotonic()
        bar.progress(done / total, f"Computing {name}, layer {done + 1} of {total}")

    try:
        return engine.run(network, scene.weights, picture.pixels, BUDGET, progress)
    finally:
        place.empty()


def _stop(current: Session) -> None:
    current.cancelled = True
