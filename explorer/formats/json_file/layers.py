"""Layers from JSON: each object becomes a layer, and every layer knows where it stands in the file."""

from __future__ import annotations

from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any, NoReturn

from explorer import limits
from explorer.errors import SettingError, quoted
from explorer.formats.json_file.node import Node
from explorer.formats.json_file.words import KIND, NAME
from explorer.formats.text.names import REQUIRED
from explorer.layers import KIND_BY_NAME, KINDS
from explorer.layers.base import Layer
from explorer.layers.stack import MAX_BRANCHES, MAX_DEPTH, MAX_LAYERS, Branches, Layers, Stack, stack_path
from explorer.network.naming import MAX_NAME, check_name
from explorer.settings import Setting, setting_label, settings_of

CLASSES: dict[str, type[Layer]] = {kind.__name__: kind for kind in KINDS}
"""The kinds by the words of the format, which are Keras' names of classes where Keras has such a layer."""


@dataclass
class LayerReader:
    """Reads stacks of layers. `places` says where each stands in the file, by path, and `names` what it is called."""

    places: dict[str, Node] = field(default_factory=dict)
    names: list[tuple[str, str]] = field(default_factory=list)
    count: int = 0

    def stack(self, node: Node, prefix: str = "", depth: int = 0) -> Layers:
        """The layers of a list. Raises FormatError, and nothing else."""
        if depth > MAX_DEPTH:
            raise node.error(f"Blocks are nested more than {MAX_DEPTH} deep.", "Take some of them out.")
        items = node.items(MAX_LAYERS)
        self.count += len(items)
        if self.count > MAX_LAYERS:
            raise node.error(f"With these the network has {self.count:,} layers.", f"Use at most {MAX_LAYERS}.")
        taken = {"input"} if not prefix else set()
        return tuple(self._layer(each, f"{prefix}{index}", depth, taken) for index, each in enumerate(items))

    def _layer(self, node: Node, path: str, depth: int, taken: set[str]) -> Layer:
        kind = _kind(node)
        declared = {each.name: each for each in settings_of(kind)}
        fields = node.fields((KIND, NAME, *declared), (KIND, *(name for name in REQUIRED if name in declared)))
        self.places[path] = node
        if NAME in fields:
            self.names.append((path, _name(fields[NAME], taken)))
        given: dict[str, Any] = {}
        branch = 0
        for name, each in declared.items():  # in their order, by which branches are counted
            if isinstance(each.type, Stack):
                if name in fields:
                    given[name] = self.stack(fields[name], stack_path(path, branch), depth + 1)
                branch += 1
            elif isinstance(each.type, Branches) and name in fields:
                given[name] = self._branches(fields[name], path, depth + 1)
            elif name in fields:
                given[name] = _checked(each, fields[name])
        try:
            return kind(**given)
        except SettingError as error:
            raise node.caught(error) from None

    def _branches(self, node: Node, path: str, depth: int) -> tuple[Layers, ...]:
        stacks = node.items(MAX_BRANCHES)
        return tuple(self.stack(each, stack_path(path, place), depth) for place, each in enumerate(stacks))


def _kind(node: Node) -> type[Layer]:
    """The kind of the layer that an object describes: it decides which other fields there are."""
    if not isinstance(node.value, dict) or KIND not in node.value:
        node.fields((KIND,), (KIND,))
    place = Node(node.value[KIND], f"{node.place}.{KIND}")
    word = place.text(limits.CLASS_NAME_CHARS)
    return CLASSES[word] if word in CLASSES else _no_kind(place, word)


def _no_kind(place: Node, word: str) -> NoReturn:
    near = get_close_matches(word[:40], CLASSES, n=1, cutoff=0.6)
    other = KIND_BY_NAME.get(word)
    meant = other.__name__ if other is not None else near[0] if near else ""
    raise place.error(
        f"There is no kind of layer {quoted(word)}.",
        f"Did you mean {meant}?"
        if meant
        else f"Use one such as {', '.join(list(CLASSES)[:6])}; docs/json.md lists them.",
    )


def _name(node: Node, taken: set[str]) -> str:
    name = node.text(10 * MAX_NAME)
    try:
        check_name(name)
    except SettingError as error:
        raise node.caught(error) from None
    if name in taken:
        raise node.error(f"{quoted(name)} is the name of two layers.", "Choose another name for one of them.")
    taken.add(name)
    return name


def _checked(declared: Setting, node: Node) -> Any:
    """The canonical form of a setting's value. Raises FormatError."""
    try:
        return declared.type.check(declared.name, node.plain())
    except SettingError as error:
        # The place names the setting already.
        problem = error.problem.removeprefix(f"{setting_label(declared.name)}: ")
        raise node.error(problem, error.remedy) from None
    except (TypeError, ValueError, AttributeError, KeyError, IndexError, OverflowError):
        # Types check what a form or a link gives them; a file can hold anything.
        raise node.error(f"{quoted(node.value)} is not a value that it takes.", declared.help) from None
