"""Running the network of a scene: budget, progress, the Stop button, and the last good run after an error."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache, partial

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
from explorer.views.shared.busy import aside, at_once, busy_words, interrupted, once, slot, slots
from explorer.views.shared.kept import Kept, KeptActs
from explorer.views.shared.own_weights import asking_words
from explorer.views.shell.state import Session
from explorer.views.sidebar.fitting import fitting_steps

BUDGET = Budget(
    bytes=limits.ACTIVATION_BYTES, layer_bytes=limits.LAYER_BYTES, macs=limits.RUN_MACS, seconds=limits.RUN_SECONDS
)
PROGRESS_SECONDS = 0.15
"""Time between two updates of the progress bar."""


@dataclass(frozen=True)
class Run:
    """A scene with its network, its fitted image, and the activations by path.

    A session keeps it between its reruns; so it holds neither image nor activations, but gets them again if need be.
    """

    scene: Scene
    network: Network
    key: str
    """What all numbers of the run depend on."""
    acts: KeptActs
    held: object = None
    """What keeps the activations alive as long as this, where no session keeps it."""

    @property
    def picture(self) -> Picture:
        """The image as the network gets it. Raises ImageError if this server does not have it any more."""
        return _picture(self.scene, self.network).value


def run_or_last_good(current: Session) -> tuple[Run, str] | None:
    """The run of the present scene and ""; after an error that of the last good scene, and what is wrong.

    None if the last good scene cannot be computed either; the reason is then the session's notice.
    """
    try:
        run = run_shown(current, current.scene)
        current.shown = run.scene
        return run, missing(run, current.scene)
    except ExplorerError as error:
        reason = _reason(current, error)
    try:
        return run_shown(current, current.shown), reason
    except ExplorerError as error:
        current.notice = str(error)
        return None


def _usual_sample(scene: Scene) -> str:
    """The sample that stands in for a photo that the visitor may not see: the one that the network opens with."""
    usual = presets.load(scene.preset).scene().image if scene.preset in presets.NAMES else ImageChoice()
    return usual.sample or ImageChoice().sample


def missing(run: Run, scene: Scene) -> str:
    """What to say where something stands in for the scene's photo or weights; nothing yet while the browser may bring them."""
    if still_asked():
        return ""
    words = [] if run.scene.image == scene.image else [*missing_words(scene.image.digest)]
    asked = scene.weights.asked_for
    return " ".join([*words, *(asking_words(asked) if asked is not None else ())])


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


def run_shown(current: Session, scene: Scene, place: str = "") -> Run:
    """The run of a scene, with a bar that shows how far it is where it takes long; `place` is a part of the bar's keys.

    A sample stands in for a photo that the session may not see. Raises ExplorerError.
    """
    network = scene.network
    scene = replace(scene, cell=scene.settled_cell(), image=shown(scene.image, _usual_sample(scene)))
    run = run_of(scene, network, _picture(scene, network).value)
    if macs_to_do(run) >= limits.SLOW_MACS:
        _with_progress(current, run, place)
    len(run.acts)  # computes them, or says what is wrong
    return run


def run_of(scene: Scene, network: Network, picture: Picture) -> Run:
    """The run of a scene whose activations are computed when they are asked for."""
    key = runner.run_key(network, scene.weights, picture.pixels)
    return Run(scene, network, key, KeptActs(key, partial(_acts, key, scene, network)))


def _picture(scene: Scene, network: Network) -> Kept[Picture]:
    """The image of a scene as its network gets it."""
    choice, shape = scene.image, network.input_shape
    return Kept(f"picture {choice!r} {shape!r}", partial(fitted, choice, shape))


@cache
def shared_runner() -> Runner:
    """The runner of all visitors, whose memo they share."""
    return Runner(limits.MEMO_BYTES)


def quick_run(scene: Scene) -> Run | None:
    """The run of a scene, for whoever has no place to show its progress; None if it would need one.

    Raises ExplorerError, also if it had to wait for its turn.
    """
    network = scene.network
    scene = replace(scene, cell=scene.settled_cell())
    run = run_of(scene, network, fitted(scene.image, network.input_shape))
    todo = macs_to_do(run)
    if todo >= limits.SLOW_MACS:
        return None
    with at_once(todo):
        return replace(run, held=run.acts.kept.hold())


def macs_to_do(run: Run) -> int:
    """MACs of the layers whose activations are not known yet."""
    missing = shared_runner().missing(run.network, run.scene.weights, run.picture.pixels)
    return sum(step.macs for step in missing)


def _acts(key: str, scene: Scene, network: Network) -> Mapping[str, Array]:
    """The activations of a scene, in a slot if they are much work."""
    engine, pixels = shared_runner(), _picture(scene, network).value.pixels
    BUDGET.check(network)

    def compute() -> Mapping[str, Array]:
        with slot(sum(step.macs for step in engine.missing(network, scene.weights, pixels))):
            return engine.run(network, scene.weights, pixels, BUDGET, cancelled=interrupted)

    return once(f"run {key}", lambda: None, compute)


def _with_progress(current: Session, run: Run, where: str) -> None:
    """Compute the activations of a run that takes long, with a bar that shows how far it is; its keys end in `where`."""
    scene, network = run.scene, run.network
    if current.cancelled:
        raise CancelledError("The computation was stopped.", "Change something, or undo, to continue.")
    BUDGET.check(network)
    title = presets.load(scene.preset).title if scene.preset in presets.NAMES else "your network"
    place = st.empty()
    with place.container(key=f"progress{where}", horizontal=True, vertical_alignment="bottom"):
        bar = st.progress(0.0, f"Computing {title}")
        st.button("Stop", key=f"stop{where}", on_click=_stop, args=(current,))

    updated_at = 0.0

    def progress(done: int, total: int, name: str) -> None:
        nonlocal updated_at
        if time.monotonic() - updated_at < PROGRESS_SECONDS:  # sending an update can take longer than a layer
            return
        updated_at = time.monotonic()
        bar.progress(done / total, f"Computing {title}: {name}, layer {done + 1} of {total}")

    def waiting(number: int) -> None:
        bar.progress(0.0, busy_words(number))

    def compute() -> Mapping[str, Array]:
        with slots().taken(waiting):
            return engine.run(network, scene.weights, pixels, BUDGET, progress, interrupted)

    engine, pixels = shared_runner(), run.picture.pixels
    try:
        with aside():
            run.acts.kept.put(once(f"run {run.key}", lambda: None, compute))
    finally:
        place.empty()


def _stop(current: Session) -> None:
    current.cancelled = True
