"""Edits of a session's network: insert, move, duplicate, remove, change a layer, add and remove branches.

Widget ids, weights and the selected place of the image stay. A layer is addressed by its path, "3" or "3.b0.1";
an integer addresses a layer outside of composites.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any

from explorer.errors import Fix, WeightsError
from explorer.layers.base import Layer, Shape
from explorer.layers.stack import layer_at, layer_count, replaced
from explorer.network import check_input_shape
from explorer.network.naming import followed, names_by_path
from explorer.scene import Scene
from explorer.scene.scene import on_each_side
from explorer.views.share.notes import plain
from explorer.views.shared.own_weights import add_weights, forget_weights
from explorer.views.shell.state import LastEdit, Session, fresh_ids
from explorer.views.sidebar import layer_tree
from explorer.views.sidebar.edit_words import change_words, shape_words
from explorer.views.sidebar.following import following_cell, network_of
from explorer.weights import Own, Weights

LayerPath = str | int
Words = Callable[[Mapping[str, str], Mapping[str, str]], str]


def _tree(session: Session) -> layer_tree.Nodes:
    return layer_tree.to_tree(session.scene.layers, session.now.ids)


def rearrange(
    session: Session,
    changed: layer_tree.Nodes,
    words: Words,
    layer_id: str = "",
    also: Mapping[str, Any] = MappingProxyType({}),
) -> None:
    """Commit a changed tree as one step of undo: weights and ids follow their layers, weights also into copies.

    Raises SettingError where composites are nested too deep.

    `words` say what was done, from the names by path before and after, `layer_id` which layer was added or changed; `also`
    are other parts of the scene that change in the same step.
    """
    scene = session.scene
    layers = layer_tree.to_layers(changed)
    old_paths = {node.id: path for path, node in layer_tree.walk(_tree(session))}
    nodes = list(layer_tree.walk(changed))
    new_paths = {old_paths[node.id]: path for path, node in nodes if node.id in old_paths}
    copies = {path: old_paths[node.copy_of] for path, node in nodes if node.copy_of in old_paths}
    weights = scene.weights.moved(new_paths, scene.layers, layers, copies)
    names = also.get("names", followed(scene.names, new_paths, layers))
    said = words(scene.layer_names, names_by_path(layers, names))
    edited = replace(scene, layers=layers, weights=weights, **{**also, "names": names})
    _commit(session, edited, tuple(node.id for _, node in nodes), said, layer_id)


def _commit(session: Session, scene: Scene, ids: tuple[str, ...], words: str, layer_id: str = "") -> None:
    """Make the edited scene the present one, with the cell that looks at the same place; `words` say what was done."""
    commit_told(session, replace(scene, cell=following_cell(session, scene, ids)), ids, words, layer_id)


def commit_told(session: Session, scene: Scene, ids: tuple[str, ...], words: str, layer_id: str = "") -> None:
    """Make the edited scene the present one, and remember for the bar after an edit what was done, in Markdown."""
    start, earlier = session.now, session.edited
    scene, gone = with_fitting_classes(scene)
    words += gone
    session.commit(replace(scene, preset=""), ids)
    if session.now is start:
        return
    session.now = replace(session.now, words=words)
    if earlier is not None and network_of(start.scene) is None:  # a repair: what it repaired cannot be compared with
        session.edited = replace(earlier, words=words, steps=earlier.steps + 1, layer_id=layer_id)
    else:
        session.edited = LastEdit(words, start, layer_id=layer_id)


def with_fitting_classes(scene: Scene) -> tuple[Scene, str]:
    """The scene without names of classes that are not as many as its outputs, and what to say of that, if anything."""
    network, count = network_of(scene), len(scene.classes)
    if network is None or not count or network.output_shape == (count,):
        return scene, ""
    names = f"names of {count:,} classes" if count > 1 else "name of the class"
    return replace(scene, classes=()), f"; the {names} no longer fit{'s' * (count == 1)} the outputs"


def commit_weights(session: Session, uploaded: Own) -> None:
    """Make uploaded weights those of the network, without its edits, as one step of undo.

    Raises WeightsError if there is no room for them.
    """
    held = hold_weights(session, uploaded)
    words = f"**Weights** of {plain(held.name)} loaded" if held.name else "**Weights** loaded"
    commit_told(session, replace(session.scene, weights=Weights(held)), session.now.ids, words)


def hold_weights(session: Session, uploaded: Own) -> Own:
    """Make uploaded weights one of the session's own.

    Where there is no room for them, the session's earlier ones go first, but those on the screen. Raises WeightsError if there
    still is none.
    """
    try:
        return add_weights(uploaded)
    except WeightsError:
        bases = (side.weights.base for side in session.scene.sides)
        keep = frozenset(base.digest for base in bases if isinstance(base, Own))
        forget_weights(keep)
        session.change_weights(lambda scene: on_each_side(scene, lambda side: _without_arrays(side, keep)))
        return add_weights(uploaded)


def _without_arrays(scene: Scene, keep: Collection[str]) -> Scene:
    """The scene without the arrays of uploaded weights, but those with the digests `keep`."""
    base = scene.weights.base
    if not isinstance(base, Own) or base.digest in keep:
        return scene
    return replace(scene, weights=replace(scene.weights, base=base.absent))


def insert(session: Session, path: LayerPath, layer: Layer) -> None:
    """Insert `layer` so that its path is `path`, and open its form. Raises SettingError if it would be nested too deep."""
    (node,) = layer_tree.to_tree((layer,), fresh_ids(layer_count((layer,))))
    _insert(session, path, node, "added")


def _insert(session: Session, path: LayerPath, node: layer_tree.Node, what: str) -> None:
    changed = _tree(session)
    stack, index = layer_tree.locate(changed, str(path))
    stack.insert(index, node)
    rearrange(session, changed, lambda _, names: f"**{names[str(path)]}** {what}", node.id)
    session.open_id = node.id


def put_first(session: Session, layers: tuple[Layer, ...], words: str) -> None:
    """Put layers between the image and the network, in one step of undo; `words` say it, in Markdown."""
    first = layer_tree.to_tree(layers, fresh_ids(layer_count(layers)))
    rearrange(session, [*first, *_tree(session)], lambda _, __: words)


def move(session: Session, path: LayerPath, by: int) -> None:
    """Move a layer up (-1) or down (+1) in its stack; at the ends nothing happens."""
    changed = _tree(session)
    stack, index = layer_tree.locate(changed, str(path))
    target = index + by
    if not 0 <= target < len(stack):
        return
    stack[index], stack[target] = stack[target], stack[index]
    way = "up" if by < 0 else "down"
    rearrange(session, changed, lambda names, _: f"**{names[str(path)]}** moved {way}")


def place(session: Session, path: LayerPath, to: str) -> None:
    """Take a layer out and put it in again so that its path is `to`."""
    changed = _tree(session)
    stack, index = layer_tree.locate(changed, str(path))
    node = stack.pop(index)
    stack, index = layer_tree.locate(changed, to)
    stack.insert(index, node)
    rearrange(session, changed, lambda names, _: f"**{names[str(path)]}** moved", node.id)


def duplicate(session: Session, path: LayerPath) -> None:
    """Insert a copy of a layer right below it, with its trained weights and its edited filters where they fit there."""
    prefix, _, index = str(path).rpartition(".")
    below = f"{prefix}.{int(index) + 1}" if prefix else str(int(index) + 1)
    name = session.scene.layer_names[str(path)]
    stack, position = layer_tree.locate(_tree(session), str(path))
    _insert(session, below, layer_tree.copy_of(stack[position]), f"added, a copy of {name}")


def remove(session: Session, path: LayerPath) -> None:
    """Remove a layer, with all layers inside it."""
    changed = _tree(session)
    stack, index = layer_tree.locate(changed, str(path))
    del stack[index]
    rearrange(session, changed, lambda names, _: f"**{names[str(path)]}** removed")


def add_branch(session: Session, path: LayerPath) -> None:
    """Add an empty branch to a composite. Raises SettingError if it has the largest number already."""
    _set_branches(session, path, lambda stacks: [*stacks, []], "with a new branch")


def remove_branch(session: Session, path: LayerPath, branch: int) -> None:
    """Remove a branch of a composite. Raises SettingError if fewer than two would be left."""

    def without(stacks: list[layer_tree.Nodes]) -> list[layer_tree.Nodes]:
        return [stack for index, stack in enumerate(stacks) if index != branch]

    _set_branches(session, path, without, "without one of its branches")


def _set_branches(
    session: Session, path: LayerPath, edit: Callable[[list[layer_tree.Nodes]], list[layer_tree.Nodes]], what: str
) -> None:
    changed = _tree(session)
    siblings, index = layer_tree.locate(changed, str(path))
    node = siblings[index]
    node.stacks = edit(node.stacks)
    node.layer = node.layer.with_settings(stacks=[layer_tree.to_layers(stack) for stack in node.stacks])
    rearrange(session, changed, lambda _, names: f"**{names[str(path)]}** {what}", node.id)


def change(session: Session, path: LayerPath, **settings: Any) -> None:
    """Change settings of a layer. Raises SettingError for an invalid value, and then changes nothing."""
    path, scene = str(path), session.scene
    old = layer_at(scene.layers, path)
    new = old.with_settings(**settings)
    if new == old:
        return
    if new.branches == old.branches:
        layers = replaced(scene.layers, path, new)
        words = f"**{names_by_path(layers, scene.names)[path]}** {change_words(old, new)}"
        _commit(session, replace(scene, layers=layers), session.now.ids, words, dict(session.now.paths)[path])
        return
    changed = _tree(session)
    stack, index = layer_tree.locate(changed, path)
    (node,) = layer_tree.to_tree((new,), (stack[index].id, *fresh_ids(layer_count((new,)) - 1)))
    keep_ids(stack[index], node)
    stack[index] = node
    rearrange(session, changed, lambda _, names: f"**{names[path]}** with other layers inside", node.id)


def resize(session: Session, shape: Shape) -> None:
    """Give the network an input of another shape. Raises SettingError for one that cannot be, and then changes nothing."""
    shape, scene = check_input_shape(shape), session.scene
    words = f"**input** {shape_words(scene.input_shape)} → {shape_words(shape)}"
    _commit(session, replace(scene, input_shape=shape), session.now.ids, words)


def keep_ids(old: layer_tree.Node, new: layer_tree.Node) -> None:
    """Give layers inside a changed composite the ids of those in the same place, so that their edited kernels stay."""
    for old_stack, new_stack in zip(old.stacks, new.stacks, strict=False):
        for old_node, new_node in zip(old_stack, new_stack, strict=False):
            if type(old_node.layer) is type(new_node.layer):
                new_node.id = old_node.id
                keep_ids(old_node, new_node)


def apply(session: Session, fix: Fix) -> None:
    """Apply a fix that an error or a piece of advice offers."""
    if fix.changes is not None:
        change(session, fix.path, **fix.changes)
    elif fix.to:
        place(session, fix.path, fix.to)
    else:
        remove(session, fix.path)


def start_from(session: Session, scene: Scene) -> None:
    """Replace the scene: new ids, no form open; the range of the color scale stays."""
    session.commit(replace(scene, scope=session.scene.scope), fresh_ids(layer_count(scene.layers)))
    session.open_id = ""
