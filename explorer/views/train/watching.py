"""The scene as the screen shows it while a training is watched: with the weights of the training, and its classes."""

from __future__ import annotations

from dataclasses import replace

from explorer.errors import ExplorerError, WeightsError
from explorer.figures.overview.places import Layout
from explorer.figures.theme import Theme
from explorer.scene import Scene
from explorer.views.explore.runs import Run, run_of
from explorer.views.shared.trainings import Training
from explorer.views.shell.state import Session
from explorer.views.train.desk import as_weights, desk, shown_params
from explorer.views.train.live.look import Look
from explorer.views.train.way import trains


def follows(current: Session, scene: Scene) -> bool:
    """Whether the maps follow a training: its panel is open, it has begun, and the scene has its network."""
    return trains(current) and desk().started and desk().trains(scene.network)


def watches(current: Session, scene: Scene) -> bool:
    """Whether the maps are those of a training: they follow it, and there is something to show already."""
    return follows(current, scene) and bool(shown_params(desk()))


def watched(current: Session, scene: Scene) -> Scene:
    """`scene` with the present weights of the training, if that is watched; else as it is."""
    if not watches(current, scene):
        return scene
    found, network = desk(), scene.network
    params = shown_params(found)
    assert params is not None
    assert found.data is not None
    try:
        weights = as_weights(network, params)
    except WeightsError:  # they have grown beyond all bounds: the panel says so
        return scene
    classes = found.data.classes if network.output_shape == (len(found.data.classes),) else scene.classes
    return replace(scene, weights=weights, classes=classes)


def watched_run(current: Session, run: Run) -> Run:
    """The run of the screen with the present weights of the training, if that is watched; else as it is."""
    scene = watched(current, run.scene)
    return run if scene is run.scene else run_of(scene, run.network, run.picture)


def look_at(run: Run, layout: Layout, theme: Theme, scope: str, narrow: bool) -> Look:
    """What is on the screen, for the feed."""
    cell = run.scene.settled_cell()
    return Look(run.network, run.picture.pixels, layout, theme, scope, cell, run.scene, narrow)


def watched_training() -> Training | None:
    """The training that is watched, to be played from its snapshots; None while it goes on, and before there are two."""
    found = desk()
    if found.view.active or len(found.view.kept) < 2:
        return None
    try:
        made = found.snapshots
    except ExplorerError:
        return None
    return Training(made[-1].card.shown, made) if made and made[-1].card is not None else None


def watched_epoch() -> float | None:
    """The epoch of the snapshot on the screen, the last one if it is a later state; None without snapshots."""
    found = desk()
    kept = [each.epoch for each in found.view.kept]
    if not kept:
        return None
    return found.epoch if found.epoch in kept else kept[-1]


def to_watched(epoch: object) -> None:
    """Show the snapshot of an epoch; what is none of this training is ignored."""
    found = desk()
    if epoch in [each.epoch for each in found.view.kept]:
        found.epoch = epoch
