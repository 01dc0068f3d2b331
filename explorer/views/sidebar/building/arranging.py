"""Edits of the order and the names of layers: put one elsewhere, repeat a run of them, rename one.

Raises SettingError for what cannot be, and then changes nothing.
"""

from __future__ import annotations

from dataclasses import replace

from explorer.errors import SettingError
from explorer.layers.stack import MAX_LAYERS, layer_count, split_path
from explorer.network.naming import check_name
from explorer.views.shell.state import Session
from explorer.views.sidebar import edits, layer_tree
from explorer.views.sidebar.building.places import is_place

MAX_TIMES = 16
"""How often a run of layers may stand there in all."""


def place(session: Session, path: str, target: str) -> None:
    """Put the layer at `path` where one inserted at `target` would be. Nothing happens where it is, or inside itself."""
    if not is_place(session.scene, target):
        raise SettingError("There is no such place in this network any more.", "Try again.")
    changed = layer_tree.to_tree(session.scene.layers, session.now.ids)
    source, index = layer_tree.locate(changed, path)
    goal, to = layer_tree.locate(changed, target)
    if target.startswith(f"{path}.") or (goal is source and to in (index, index + 1)):
        return
    node = source.pop(index)
    goal.insert(to - (goal is source and to > index), node)
    edits.rearrange(session, changed, lambda names, _: f"**{names[path]}** moved", node.id)


def repeat(session: Session, path: str, count: int, times: int) -> None:
    """Let the `count` layers from `path` on stand there `times` in all, one run below the other: copies, as of `duplicate`."""
    changed = layer_tree.to_tree(session.scene.layers, session.now.ids)
    stack, index = layer_tree.locate(changed, path)
    if not (1 <= count <= len(stack) - index and 1 <= times <= MAX_TIMES):
        raise SettingError(f"{count} layers cannot stand there {times} times.", f"Use 1 to {MAX_TIMES} times.")
    layers = layer_tree.to_layers(stack[index : index + count])
    last = session.scene.layer_names[f"{split_path(path)[0]}{index + count - 1}"]
    total = layer_count(session.scene.layers) + (times - 1) * layer_count(layers)
    if total > MAX_LAYERS:
        raise SettingError(f"The network would have {total:,} layers.", f"Keep to {MAX_LAYERS}: repeat it less often.")
    run = stack[index : index + count]
    for _ in range(times - 1):
        stack[index + count : index + count] = map(layer_tree.copy_of, run)
    also = "" if count == 1 else f" to **{last}**"
    edits.rearrange(
        session, changed, lambda names, _: f"**{names[path]}**{also} repeated, {times} times in all", stack[index].id
    )


def rename(session: Session, path: str, name: str) -> None:
    """Give the layer at `path` a name; "" gives it back its usual one."""
    scene, name = session.scene, name.strip()
    others = tuple(each for each in scene.names if each[0] != path)
    if name and name != scene.layer_names[path].rpartition(".")[2]:
        check_name(name)
        stack = split_path(path)[0]
        beside = {own.rpartition(".")[2] for other, own in scene.layer_names.items() if split_path(other)[0] == stack}
        if name in beside or (not stack and name == "input"):
            raise SettingError(f"Another layer is called {name}.", "Choose another name.")
    elif name:
        return
    order = {layer_path: place for place, (layer_path, _) in enumerate(session.now.paths)}
    names = sorted((*others, *(((path, name),) if name else ())), key=lambda each: order[each[0]])
    session.commit(replace(scene, names=tuple(names)), session.now.ids)
