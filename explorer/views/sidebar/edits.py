"""Edits of a session's network: insert, move, duplicate, remove, change a layer, add and remove branches.

Widget ids, edited kernels and the selected cell stay with their layers. A layer is addressed by its path, "3" or "3.b0.1";
an integer addresses a layer outside of composites.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from explorer.errors import Fix
from explorer.layers.base import Layer
from explorer.layers.stack import layer_at, layer_count, replaced
from explorer.scene import Scene
from explorer.views.shell.state import Session, fresh_ids
from explorer.views.sidebar import layer_tree

LayerPath = str | int


def _tree(session: Session) -> layer_tree.Nodes:
    return layer_tree.to_tree(session.scene.layers, session.now.ids)


def rearrange(session: Session, changed: layer_tree.Nodes) -> None:
    """Commit a changed tree as one step of undo: weights, ids and the cell follow their layers. Raises SettingError."""
    scene = session.scene
    layers = layer_tree.to_layers(changed)
    old_paths = {node.id: path for path, node in layer_tree.walk(_tree(session))}
    nodes = list(layer_tree.walk(changed))
    new_paths = {old_paths[node.id]: path for path, node in nodes if node.id in old_paths}
    cell = scene.cell
    if cell is not None and cell.path:
        cell = replace(cell, path=new_paths[cell.path]) if cell.path in new_paths else None
    session.commit(
        replace(
            scene, layers=layers, weights=scene.weights.moved(new_paths, scene.layers, layers), cell=cell, preset=""
        ),
        tuple(node.id for _, node in nodes),
    )


def insert(session: Session, path: LayerPath, layer: Layer) -> None:
    """Insert `layer` so that its path is `path`, and open its form. Raises SettingError if it would be nested too deep."""
    if not session.scene.layers:  # of an empty network only a pixel could be selected: show the new layer instead
        session.now = replace(session.now, scene=replace(session.scene, cell=None))
    changed = _tree(session)
    stack, index = layer_tree.locate(changed, str(path))
    (node,) = layer_tree.to_tree((layer,), fresh_ids(layer_count((layer,))))
    stack.insert(index, node)
    rearrange(session, changed)
    session.open_id = node.id


def move(session: Session, path: LayerPath, by: int) -> None:
    """Move a layer up (-1) or down (+1) in its stack; at the ends nothing happens."""
    changed = _tree(session)
    stack, index = layer_tree.locate(changed, str(path))
    target = index + by
    if not 0 <= target < len(stack):
        return
    stack[index], stack[target] = stack[target], stack[index]
    rearrange(session, changed)


def duplicate(session: Session, path: LayerPath) -> None:
    """Insert a copy of a layer right below it."""
    prefix, _, index = str(path).rpartition(".")
    below = f"{prefix}.{int(index) + 1}" if prefix else str(int(index) + 1)
    insert(session, below, layer_at(session.scene.layers, str(path)))


def remove(session: Session, path: LayerPath) -> None:
    """Remove a layer, with all layers inside it."""
    changed = _tree(session)
    stack, index = layer_tree.locate(changed, str(path))
    del stack[index]
    rearrange(session, changed)


def add_branch(session: Session, path: LayerPath) -> None:
    """Add an empty branch to a composite. Raises SettingError if it has the largest number already."""
    _set_branches(session, path, lambda stacks: [*stacks, []])


def remove_branch(session: Session, path: LayerPath, branch: int) -> None:
    """Remove a branch of a composite. Raises SettingError if fewer than two would be left."""
    _set_branches(session, path, lambda stacks: [stack for index, stack in enumerate(stacks) if index != branch])


def _set_branches(
    session: Session, path: LayerPath, edit: Callable[[list[layer_tree.Nodes]], list[layer_tree.Nodes]]
) -> None:
    changed = _tree(session)
    siblings, index = layer_tree.locate(changed, str(path))
    node = siblings[index]
    node.stacks = edit(node.stacks)
    node.layer = node.layer.with_settings(stacks=[layer_tree.to_layers(stack) for stack in node.stacks])
    rearrange(session, changed)


def change(session: Session, path: LayerPath, **settings: Any) -> None:
    """Change settings of a layer. Raises SettingError for an invalid value, and then changes nothing."""
    path, scene = str(path), session.scene
    old = layer_at(scene.layers, path)
    new = old.with_settings(**settings)
    if new == old:
        return
    if new.branches == old.branches:
        layers = replaced(scene.layers, path, new)
        session.commit(replace(scene, layers=layers, preset=""), session.now.ids)
        return
    changed = _tree(session)
    stack, index = layer_tree.locate(changed, path)
    (node,) = layer_tree.to_tree((new,), (stack[index].id, *fresh_ids(layer_count((new,)) - 1)))
    _keep_ids(stack[index], node)
    stack[index] = node
    rearrange(session, changed)


def _keep_ids(old: layer_tree.Node, new: layer_tree.Node) -> None:
    """Give layers inside a changed composite the ids of those in the same place, so that their edited kernels stay."""
    for old_stack, new_stack in zip(old.stacks, new.stacks, strict=False):
        for old_node, new_node in zip(old_stack, new_stack, strict=False):
            if type(old_node.layer) is type(new_node.layer):
                new_node.id = old_node.id
                _keep_ids(old_node, new_node)


def apply(session: Session, fix: Fix) -> None:
    """Apply a fix that an error or a piece of advice offers."""
    if fix.changes is None:
        remove(session, fix.path)
    else:
        change(session, fix.path, **fix.changes)


def start_from(session: Session, scene: Scene) -> None:
    """Replace the scene: new ids, no form open; the range of the color scale stays."""
    session.commit(replace(scene, scope=session.scene.scope), fresh_ids(layer_count(scene.layers)))
    session.open_id = ""
