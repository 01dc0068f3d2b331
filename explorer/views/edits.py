"""Edits of the stack: insert, move, duplicate, remove, change. Each keeps ids and hand-made kernels with their layers."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from explorer.errors import Fix
from explorer.layers.base import Layer
from explorer.scene import Scene
from explorer.views.state import Session, fresh_ids


def _rearrange(session: Session, order: list[int | Layer], ids: list[str]) -> None:
    """Commit a stack made of old layers (by index) and new ones."""
    scene = session.scene
    layers = tuple(scene.layers[item] if isinstance(item, int) else item for item in order)
    places: dict[str, str] = {}
    for new, item in enumerate(order):
        if isinstance(item, int):
            places.setdefault(str(item), str(new))
    cell = scene.cell
    if cell is not None and cell.path:
        cell = replace(cell, path=places[cell.path]) if cell.path in places else None
    session.commit(replace(scene, layers=layers, weights=scene.weights.moved(places), cell=cell, preset=""), tuple(ids))


def insert(session: Session, index: int, layer: Layer) -> None:
    """Put `layer` in at `index` and open its form."""
    count = len(session.scene.layers)
    (new,) = fresh_ids(1)
    ids = list(session.now.ids)
    ids.insert(index, new)
    order: list[int | Layer] = list(range(count))
    order.insert(index, layer)
    _rearrange(session, order, ids)
    session.open_id = new


def move(session: Session, index: int, by: int) -> None:
    """Move a layer up (-1) or down (+1); nothing at the ends."""
    target = index + by
    if not 0 <= target < len(session.scene.layers):
        return
    order: list[int | Layer] = list(range(len(session.scene.layers)))
    ids = list(session.now.ids)
    order[index], order[target] = order[target], order[index]
    ids[index], ids[target] = ids[target], ids[index]
    _rearrange(session, order, ids)


def duplicate(session: Session, index: int) -> None:
    """Put a copy of a layer right below it."""
    insert(session, index + 1, session.scene.layers[index])


def remove(session: Session, index: int) -> None:
    """Take a layer out."""
    order: list[int | Layer] = [i for i in range(len(session.scene.layers)) if i != index]
    ids = [known for i, known in enumerate(session.now.ids) if i != index]
    _rearrange(session, order, ids)


def change(session: Session, index: int, **settings: Any) -> None:
    """Change settings of a layer. Raises SettingError for a value that cannot be; nothing changes then."""
    layers = list(session.scene.layers)
    layers[index] = layers[index].with_settings(**settings)
    if layers[index] == session.scene.layers[index]:
        return
    session.commit(replace(session.scene, layers=tuple(layers), preset=""), session.now.ids)


def apply(session: Session, fix: Fix) -> None:
    """Carry out a remedy."""
    index = int(fix.path)
    if fix.changes is None:
        remove(session, index)
    else:
        change(session, index, **fix.changes)


def start_from(session: Session, scene: Scene) -> None:
    """Start from another scene: new ids, nothing open; colours reach as far as before."""
    session.commit(replace(scene, scope=session.scene.scope), fresh_ids(len(scene.layers)))
    session.open_id = ""
