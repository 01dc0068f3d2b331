"""Running the network of a scene: budget, progress, the Stop button, and the last good run after an error."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache, cached_property

import streamlit as st

from explorer import limits, presets
from explorer.errors import CancelledError, ExplorerError, ShapeError
from explorer.images import Picture
from explorer.layers.base import Array
from explorer.network import Network
from explorer.running import Budget, Runner, runner
from explorer.scene import ImageChoice, Scene
from explorer.views.image.photos import missing_words, still_asked
from explorer.views.image.pictures import fitted, shown
from explorer.views.shell.state import Session
from explorer.views.sidebar.fitting import fitting_steps

BUDGET = Budget(
    bytes=limits.ACTIVATION_BYTES, layer_bytes=limits.LAYER_BYTES, macs=limits.RUN_MACS, seconds=limits.RUN_SECONDS
)
PROGRESS_SECONDS = 0.15
"""Time between two updates of the progress bar."""


@dataclass(frozen=True)
class Run:
    """A scene with its network, its fitted image, and the activations by path."""

    scene: Scene
    network: Network
    picture: Picture
    acts: Mapping[str, Array]

    @cached_property
    def key(self) -> str:
        """What all numbers of the run depend on. Kept, because a page asks for it nine times and making it takes 2 ms."""
        return runner.run_key(self.network, self.scene.weights, self.picture.pixels)


def run_or_last_good(current: Session) -> tuple[Run, str] | None:
    """The run of the present scene and ""; after an error that of the last good scene, and what is wrong.

    None if the last good scene cannot be computed either; the reason is then the session's notice.
    """
    try:
        run = _run(current, current.scene)
        current.shown = run.scene
        return run, _missing(run, current.scene)
    except ExplorerError as error:
        reason = _reason(current, error)
    try:
        return _run(current, current.shown), reason
    except ExplorerError as error:
        current.notice = str(error)
        return None


def _usual_sample(scene: Scene) -> str:
    """The sample that stands in for a photo that the visitor may not see: the one that the network opens with."""
    usual = presets.load(scene.preset).scene().image if scene.preset in presets.NAMES else ImageChoice()
    return usual.sample or ImageChoice().sample


def _missing(run: Run, scene: Scene) -> str:
    """What to say where a sample stands in for the scene's photo; nothing yet while the browser may still bring the photo."""
    if run.scene.image == scene.image or still_asked():
        return ""
    return " ".join(missing_words(scene.image.digest))


def misfit(scene: Scene) -> ShapeError | None:
    """The error of the first layer that does not fit, if that is what is wrong with the scene."""
    _, error = fitting_steps(scene)
    return error if isinstance(error, ShapeError) else None


def _reason(current: Session, error: ExplorerError) -> str:
    """The message above the maps; the fixes of a layer that does not fit stand below it, or at its row."""
    misfitting = misfit(current.scene)
    return (
        str(error)
        if misfitting is None
        else f"{misfitting.problem} What you see is the last network whose layers fitted."
    )


def _run(current: Session, scene: Scene) -> Run:
    network = scene.network
    scene = replace(scene, cell=scene.settled_cell(), image=shown(scene.image, _usual_sample(scene)))
    picture = fitted(scene.image, network.input_shape)
    return Run(scene, network, picture, _acts(current, network, scene, picture))


@cache
def shared_runner() -> Runner:
    """The runner of all visitors, whose memo they share."""
    return Runner(limits.MEMO_BYTES)


def quick_run(scene: Scene) -> Run | None:
    """The run of a scene, for whoever has no place to show its progress; None if it would need one. Raises ExplorerError."""
    network = scene.network
    scene = replace(scene, cell=scene.settled_cell())
    picture = fitted(scene.image, network.input_shape)
    engine = shared_runner()
    if sum(step.macs for step in engine.missing(network, scene.weights, picture.pixels)) >= limits.SLOW_MACS:
        return None
    return Run(scene, network, picture, engine.run(network, scene.weights, picture.pixels, BUDGET))


def _acts(current: Session, network: Network, scene: Scene, picture: Picture) -> Mapping[str, Array]:
    engine = shared_runner()
    macs_to_do = sum(step.macs for step in engine.missing(network, scene.weights, picture.pixels))
    if macs_to_do < limits.SLOW_MACS:
        return engine.run(network, scene.weights, picture.pixels, BUDGET)
    if current.cancelled:
        raise CancelledError("The computation was stopped.", "Change something, or undo, to continue.")
    BUDGET.check(network)
    title = presets.load(scene.preset).title if scene.preset in presets.NAMES else "your network"
    place = st.empty()
    with place.container(key="progress", horizontal=True, vertical_alignment="bottom"):
        bar = st.progress(0.0, f"Computing {title}")
        st.button("Stop", key="stop", on_click=_stop, args=(current,))

    updated_at = 0.0

    def progress(done: int, total: int, name: str) -> None:
        nonlocal updated_at
        if time.monotonic() - updated_at < PROGRESS_SECONDS:  # sending an update can take longer than a layer
            return
        updated_at = time.monotonic()
        bar.progress(done / total, f"Computing {title}: {name}, layer {done + 1} of {total}")

    try:
        return engine.run(network, scene.weights, picture.pixels, BUDGET, progress)
    finally:
        place.empty()


def _stop(current: Session) -> None:
    current.cancelled = True
