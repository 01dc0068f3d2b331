"""Edits of the stack: insert, move, duplicate, remove, change. Each keeps ids and hand-made kernels with their layers.

Layers are named by their paths, "3" or "3.b0.1"; a whole number stands for a layer that is in no composite.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from explorer.errors import Fix
from explorer.layers.base import Layer
from explorer.layers.stack import layer_at, replaced, total
from explorer.scene import Scene
from explorer.views.shell.state import Session, fresh_ids
from explorer.views.sidebar import tree

Place = str | int


def _tree(session: Session) -> tree.Stack:
    return tree.grown(session.scene.layers, session.now.ids)


def rearrange(session: Session, changed: tree.Stack) -> None:
    """Commit a changed tree: what belongs to a path follows the layer that was there. Raises SettingError."""
    scene = session.scene
    layers = tree.built(changed)
    known = {node.id: path for path, node in tree.walk(_tree(session))}
    nodes = list(tree.walk(changed))
    places = {known[node.id]: path for path, node in nodes if node.id in known}
    cell = scene.cell
    if cell is not None and cell.path:
        cell = replace(cell, path=places[cell.path]) if cell.path in places else None
    session.commit(
        replace(scene, layers=layers, weights=scene.weights.moved(places), cell=cell, preset=""),
        tuple(node.id for _, node in nodes),
    )


def insert(session: Session, place: Place, layer: Layer) -> None:
    """Put `layer` in so that its path is `place`, and open its form. Raises SettingError if it would be too deep."""
    if not session.scene.layers:  # the first maps are worth more than the pixel that was selected for want of any
        session.now = replace(session.now, scene=replace(session.scene, cell=None))
    changed = _tree(session)
    stack, index = tree.opened(changed, str(place))
    (node,) = tree.grown((layer,), fresh_ids(total((layer,))))
    stack.insert(index, node)
    rearrange(session, changed)
    session.open_id = node.id


def move(session: Session, place: Place, by: int) -> None:
    """Move a layer up (-1) or down (+1) in its stack; nothing at the ends."""
    changed = _tree(session)
    stack, index = tree.opened(changed, str(place))
    target = index + by
    if not 0 <= target < len(stack):
        return
    stack[index], stack[target] = stack[target], stack[index]
    rearrange(session, changed)


def duplicate(session: Session, place: Place) -> None:
    """Put a copy of a layer right below it."""
    prefix, _, index = str(place).rpartition(".")
    below = f"{prefix}.{int(index) + 1}" if prefix else str(int(index) + 1)
    insert(session, below, layer_at(session.scene.layers, str(place)))


def remove(session: Session, place: Place) -> None:
    """Take a layer out, with everything that it holds."""
    changed = _tree(session)
    stack, index = tree.opened(changed, str(place))
    del stack[index]
    rearrange(session, changed)


def add_branch(session: Session, place: Place) -> None:
    """Give a composite one more branch, which is empty. Raises SettingError if it has as many as there can be."""
    _set_branches(session, place, lambda stacks: [*stacks, []])


def remove_branch(session: Session, place: Place, branch: int) -> None:
    """Take a branch out of a composite. Raises SettingError if fewer than two would be left."""
    _set_branches(session, place, lambda stacks: [each for at, each in enumerate(stacks) if at != branch])


def _set_branches(session: Session, place: Place, how: Any) -> None:
    changed = _tree(session)
    stack, index = tree.opened(changed, str(place))
    node = stack[index]
    node.stacks = how(node.stacks)
    node.layer = node.layer.with_settings(stacks=[tree.built(each) for each in node.stacks])
    rearrange(session, changed)


def change(session: Session, place: Place, **settings: Any) -> None:
    """Change settings of a layer. Raises SettingError for a value that cannot be; nothing changes then."""
    path, scene = str(place), session.scene
    old = layer_at(scene.layers, path)
    new = old.with_settings(**settings)
    if new == old:
        return
    if new.branches == old.branches:
        layers = replaced(scene.layers, path, new)
        session.commit(replace(scene, layers=layers, preset=""), session.now.ids)
        return
    changed = _tree(session)
    stack, index = tree.opened(changed, path)
    (node,) = tree.grown((new,), (stack[index].id, *fresh_ids(total((new,)) - 1)))
    _adopt(stack[index], node)
    stack[index] = node
    rearrange(session, changed)


def _adopt(old: tree.Node, new: tree.Node) -> None:
    """Layers of a composite that stay where they are keep their ids, and so what was made by hand for them."""
    for before, after in zip(old.stacks, new.stacks, strict=False):
        for one, other in zip(before, after, strict=False):
            if type(one.layer) is type(other.layer):
                other.id = one.id
                _adopt(one, other)


def apply(session: Session, fix: Fix) -> None:
    """Carry out a remedy."""
    if fix.changes is None:
        remove(session, fix.path)
    else:
        change(session, fix.path, **fix.changes)


def start_from(session: Session, scene: Scene) -> None:
    """Start from another scene: new ids, nothing open; colours reach as far as before."""
    session.commit(replace(scene, scope=session.scene.scope), fresh_ids(total(scene.layers)))
    session.open_id = ""
