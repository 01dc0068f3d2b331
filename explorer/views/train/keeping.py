"""Keeping the weights of a training: they become the network's own, as one step of undo."""

from __future__ import annotations

from dataclasses import replace

from explorer.errors import ExplorerError, SettingError
from explorer.learning.live.snapshots import Snapshot
from explorer.scene import Comparison, Scene
from explorer.views.shared.own_weights import add_weights
from explorer.views.shell.state import Session
from explorer.views.sidebar import edits
from explorer.views.train.desk import Desk
from explorer.weights import Own, TrainedHere, Weights


def weights_at(found: Desk, snapshot: Snapshot) -> TrainedHere:
    """The weights of a snapshot as a value, with their card. Raises WeightsError where they are not finite."""
    return next(each for each in found.snapshots if each.epoch == snapshot.epoch)


def shown_snapshot(found: Desk) -> Snapshot | None:
    """The snapshot on the screen: the chosen one, else the last; None without any."""
    kept = found.view.kept
    chosen = next((each for each in kept if each.epoch == found.epoch), None)
    return chosen or (kept[-1] if kept else None)


def keep(current: Session, found: Desk, snapshot: Snapshot) -> None:
    """Make a snapshot the network's weights. What is in the way is said in the panel."""
    try:
        for each in found.snapshots:  # all of them, so that they can be played
            add_weights(each)
        held = edits.hold_weights(current, weights_at(found, snapshot))
    except ExplorerError as error:
        found.problem = str(error)
        return
    kept = scene_with(current.scene, found, held)
    edits.commit_told(current, kept, current.now.ids, f"**Weights** of epoch {snapshot.epoch:g} kept")


def put_beside(current: Session, found: Desk, snapshot: Snapshot, other: Snapshot) -> None:
    """Keep a snapshot, and show another one beside it, in one step of undo."""
    try:
        left = edits.hold_weights(current, weights_at(found, snapshot))
        right = add_weights(weights_at(found, other))
    except ExplorerError as error:
        found.problem = str(error)
        return
    beside = replace(scene_with(current.scene, found, right), compared=None)
    current.commit(replace(scene_with(current.scene, found, left), compared=Comparison(beside)))


def scene_with(scene: Scene, found: Desk, weights: Own) -> Scene:
    """The scene with weights of the training, and the names of the classes that it learned."""
    if found.data is None or not found.trains(scene.network):
        raise SettingError("The network was changed since.", "Undo the change, or train the new one.")
    classes = found.data.classes if scene.network.output_shape == (len(found.data.classes),) else scene.classes
    return replace(scene, weights=Weights(weights), classes=classes)
