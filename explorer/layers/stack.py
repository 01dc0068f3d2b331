"""Stacks of layers inside layers: the settings that hold them, and the paths by which their layers are addressed.

A path names a layer: "5" is the sixth of the network, "5.b1.2" the third of the second branch of the composite there.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from explorer import limits
from explorer.errors import SettingError
from explorer.layers.base import Layer, kind_of
from explorer.settings import Type, setting_label

MAX_LAYERS = limits.LAYERS
"""Layers of a network, those in composites counted."""
MAX_DEPTH = limits.COMPOSITE_DEPTH
"""How deep composites may be nested."""
MAX_BRANCHES = limits.BRANCHES
"""Stacks of one concatenation."""

Layers = tuple[Layer, ...]


@dataclass(frozen=True)
class Stack(Type):
    """The type of a setting that is a list of layers, for composites. A link writes each layer as [kind, settings]."""

    def check(self, name: str, value: Any) -> Layers:
        if not isinstance(value, list | tuple):
            raise SettingError(
                f"{setting_label(name)}: it is not a list of layers.", "Use a list of layers, which may be empty."
            )
        if len(value) > MAX_LAYERS:
            raise SettingError(
                f"{setting_label(name)}: {len(value):,} are too many.", f"Use at most {MAX_LAYERS} layers."
            )
        layers = tuple(_layer(name, each) for each in value)
        if depth(layers) >= MAX_DEPTH:
            raise SettingError(
                f"{setting_label(name)}: its blocks are nested {depth(layers)} deep, too deep for one more around them.",
                f"Nest at most {MAX_DEPTH} blocks.",
            )
        return layers

    def plain(self, value: Any) -> Any:
        return [layer_spec(layer) for layer in value]


@dataclass(frozen=True)
class Branches(Type):
    """The type of a setting that is a list of 2 to MAX_BRANCHES stacks, for composites."""

    def check(self, name: str, value: Any) -> tuple[Layers, ...]:
        if not isinstance(value, list | tuple) or not all(isinstance(each, list | tuple) for each in value):
            raise SettingError(f"{setting_label(name)}: it is not a list of stacks.", "Use a list of lists of layers.")
        if not 2 <= len(value) <= MAX_BRANCHES:
            few = "too few" if len(value) < 2 else "too many"
            raise SettingError(
                f"Parallel branches: {len(value)} {'is' if len(value) == 1 else 'are'} {few}.",
                f"Use 2 to {MAX_BRANCHES} branches.",
            )
        return tuple(Stack().check(name, each) for each in value)

    def plain(self, value: Any) -> Any:
        return [Stack().plain(each) for each in value]


def _layer(name: str, value: Any) -> Layer:
    """A layer from itself or from [kind, settings]. Raises SettingError, with the name of the setting, for all else."""
    if isinstance(value, Layer) and value.stackable:
        return value
    match value:
        case [str(kind_name), dict(settings)] if (kind := kind_of(kind_name)) and kind.stackable:
            return kind().with_settings(**settings)
    raise SettingError(
        f"{setting_label(name)}: something in it is not a layer.", "Use layers such as Conv2D(filters=8)."
    )


def layer_spec(layer: Layer) -> list[Any]:
    """A layer as plain data: its kind and the settings that differ from the defaults."""
    return [layer.kind, layer.spec()]


def depth(layers: Sequence[Layer]) -> int:
    """How deep composites are nested: 0 where there are none."""
    return max((1 + max(map(depth, layer.branches)) for layer in layers if layer.branches), default=0)


def layer_count(layers: Sequence[Layer]) -> int:
    """How many layers there are, those in composites and the composites themselves counted."""
    return sum(1 + sum(map(layer_count, layer.branches)) for layer in layers)


def walk(layers: Sequence[Layer], prefix: str = "") -> Iterator[tuple[str, Layer]]:
    """Every layer with its path; a composite comes before the layers that it holds."""
    for index, layer in enumerate(layers):
        path = f"{prefix}{index}"
        yield path, layer
        for place, branch in enumerate(layer.branches):
            yield from walk(branch, stack_path(path, place))


def stack_path(path: str, branch: int) -> str:
    """What the paths of all layers in a branch begin with: "5.b1."."""
    return f"{path}.b{branch}."


def split_path(path: str) -> tuple[str, int]:
    """A path as the prefix of its stack and the place in that stack: "5.b1.2" is ("5.b1.", 2)."""
    head, dot, last = path.rpartition(".")
    return head + dot, int(last)


def top_index(path: str) -> int:
    """The place among the network's own layers of the one that `path` is or lies in: 5 for "5.b1.2"."""
    return int(path.partition(".")[0])


def layer_at(layers: Sequence[Layer], path: str) -> Layer:
    """The layer at `path`. Raises SettingError if there is none."""
    try:
        stack, index = _stack_and_index(layers, path)
        return stack[index]
    except (ValueError, IndexError):
        raise SettingError(f"There is no layer at path {path!r}.", "Paths look like '5' or '5.b1.2'.") from None


def _stack_and_index(layers: Sequence[Layer], path: str) -> tuple[Sequence[Layer], int]:
    """The stack that holds the layer at `path`, and its place there."""
    head, *rest = path.split(".", 2)
    if not rest:
        return layers, int(head)
    return _stack_and_index(layers[int(head)].branches[int(rest[0].removeprefix("b"))], rest[1])


def replaced(layers: Sequence[Layer], path: str, *others: Layer) -> Layers:
    """The layers with `others` in place of the one at `path`; without `others` it is removed. Raises SettingError."""
    head, *rest = path.split(".", 2)
    index = int(head)
    if rest:
        branch, outer = int(rest[0].removeprefix("b")), layers[index]
        others = (outer.with_branch(branch, replaced(outer.branches[branch], rest[1], *others)),)
    return (*layers[:index], *others, *layers[index + 1 :])


def inserted(layers: Sequence[Layer], path: str, layer: Layer) -> Layers:
    """The layers with one more, which gets the path `path`. Raises SettingError."""
    head, *rest = path.split(".", 2)
    index = int(head)
    if not rest:
        return (*layers[:index], layer, *layers[index:])
    branch, outer = int(rest[0].removeprefix("b")), layers[index]
    changed = outer.with_branch(branch, inserted(outer.branches[branch], rest[1], layer))
    return (*layers[:index], changed, *layers[index + 1 :])
