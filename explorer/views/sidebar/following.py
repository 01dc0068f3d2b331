"""The selected cell after an edit, or in another layer: the one that looks at the same place of the image."""

from __future__ import annotations

from dataclasses import replace

from explorer.errors import ExplorerError
from explorer.network import Cell, Network
from explorer.reads.places import Place, cell_at, place_of
from explorer.scene import Scene
from explorer.views.shell.state import Moment, Session


def following_cell(session: Session, scene: Scene, ids: tuple[str, ...]) -> Cell | None:
    """The cell to select in the edited `scene`, whose layers have these `ids`.

    Its layer is the selected one; if that was removed, the nearest one above it that is left; if only the image is above it,
    the first layer. Its map is the selected one if the layer has so many.
    """
    before = network_of(session.scene)
    cell = session.scene.cell if before is None else session.scene.settled_cell()
    if cell is None:
        return None
    cell = replace(cell, path=_path(session.now, cell.path, Moment(scene, ids)))
    network, place = network_of(scene), _place(session, before)
    if network is None or place is None:
        return cell
    return cell_at(network, cell.path, place, max(cell.channel, 0))


def cell_of_layer(session: Session, path: str) -> Cell:
    """The cell of a layer of the shown network that looks at the selected place of the image, in the selected map.

    The middle of the map if the selected cell reads nothing of the image. Raises SettingError if there is no such layer.
    """
    network, cell = session.shown.network, session.shown.settled_cell()
    place = place_of(network, cell) or Place(0.5, 0.5)
    return cell_at(network, path, place, max(cell.channel, 0))


def network_of(scene: Scene) -> Network | None:
    """The network of a scene; None while its layers do not fit together."""
    try:
        return scene.network
    except ExplorerError:
        return None


def _place(session: Session, before: Network | None) -> Place | None:
    """The selected place: that of the scene before the edit, or, while that did not fit, of what the page showed."""
    if before is not None:
        return place_of(before, session.scene.settled_cell())
    shown = network_of(session.shown)
    return place_of(shown, session.shown.settled_cell()) if shown else None


def _path(before: Moment, path: str, after: Moment) -> str:
    """The path after the edit of the layer that was at `path`, or of the nearest one above it that is left."""
    if not path and before.scene.layers:
        return ""
    new_path_by_id = {layer_id: new for new, layer_id in after.paths}
    new_paths = {old: new_path_by_id[layer_id] for old, layer_id in before.paths if layer_id in new_path_by_id}
    for above in _upwards(before, path):
        if above in new_paths:
            return new_paths[above]
    return "0" if after.scene.layers else ""


def _upwards(before: Moment, path: str) -> list[str]:
    """The path and those of the layers above it, the nearest first: each the one that the layer before it reads."""
    network = network_of(before.scene)
    if network is None or path not in {step.path for step in network.steps}:
        listed = [old for old, _ in before.paths]
        return listed[listed.index(path) :: -1] if path in listed else []
    found = [path]
    while sources := network.step(found[-1]).sources:
        found.append(sources[0])
    return found
