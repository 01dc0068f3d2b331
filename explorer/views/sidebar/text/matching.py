"""Which layers of a text are which of those that were there: they keep their ids, and with them their weights."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

from explorer.formats.text import Reading
from explorer.layers.stack import layer_count
from explorer.network import canonical, layer_spec
from explorer.views.shell.state import Session, fresh_ids
from explorer.views.sidebar import edits, layer_tree
from explorer.views.sidebar.layer_tree import Node, Nodes


def rewrite(session: Session, reading: Reading) -> None:
    """Make the network of a text the present one, as one step of undo. Raises TextError if its layers do not fit together."""
    network, scene = reading.network, session.scene
    if (network.layers, network.input_shape, network.names) == (scene.layers, scene.input_shape, scene.names):
        return
    changed = layer_tree.to_tree(network.layers, fresh_ids(layer_count(network.layers)))
    keep_ids(layer_tree.to_tree(scene.layers, session.now.ids), changed)
    parts = {"input_shape": network.input_shape, "names": network.names}
    edits.rearrange(session, changed, lambda _, __: "**network** changed as text", also=parts)


def keep_ids(old: Nodes, new: Nodes) -> None:
    """Give the layers of a changed stack the ids of those that they were: equal ones first, then those of the same kind."""
    for old_part, new_part in _parts(old, new, [_content(node) for node in old], [_content(node) for node in new]):
        if old_part and new_part and _content(old_part[0]) == _content(new_part[0]):
            for before, after in zip(old_part, new_part, strict=True):
                _keep(before, after)
            continue
        kinds = [[node.layer.kind for node in part] for part in (old_part, new_part)]
        for befores, afters in _parts(old_part, new_part, kinds[0], kinds[1]):
            for before, after in zip(befores, afters, strict=False):
                if type(before.layer) is type(after.layer):
                    _keep(before, after)


def _keep(before: Node, after: Node) -> None:
    after.id = before.id
    for old_stack, new_stack in zip(before.stacks, after.stacks, strict=False):
        keep_ids(old_stack, new_stack)


def _parts(old: Nodes, new: Nodes, old_keys: Sequence[str], new_keys: Sequence[str]) -> Iterator[tuple[Nodes, Nodes]]:
    """Both stacks cut into parts that are equal by their keys, and parts that are not, in their order."""
    matcher = SequenceMatcher(None, old_keys, new_keys, autojunk=False)
    for _, old_start, old_end, new_start, new_end in matcher.get_opcodes():
        yield old[old_start:old_end], new[new_start:new_end]


def _content(node: Node) -> str:
    """A text that is the same for equal layers of the same kind, those inside included."""
    return canonical(layer_spec(node.layer))
