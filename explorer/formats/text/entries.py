"""What every reader of texts returns: layers with the places in the text where they stand, and from them a network."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from explorer import limits
from explorer.errors import ExplorerError, SettingError, ShapeError, TextError
from explorer.layers.base import Layer, Shape
from explorer.layers.stack import Layers, layer_count, stack_path
from explorer.network import Network, check_input_shape
from explorer.network.naming import Given, check_name


@dataclass(frozen=True)
class Spot:
    """A place in a text: line and column, both counted from 1."""

    line: int
    column: int

    def error(self, problem: str, remedy: str) -> TextError:
        """The error of something that stands here."""
        return TextError(problem, remedy, line=self.line, column=self.column)


@dataclass(frozen=True)
class Entry:
    """A layer and where it stands; `stacks` are the entries of a composite, one for each of its first branches."""

    layer: Layer
    spot: Spot
    name: str = ""
    stacks: tuple[tuple[Entry, ...], ...] = ()


@dataclass(frozen=True)
class Reading:
    """What a text says: layers, the input's shape, names that were given, and `notes` on what was taken for granted.

    `spots` are the places of the layers in the text, by path. The layers need not fit together: `network` finds out.
    """

    layers: Layers
    input_shape: Shape
    names: Given = ()
    notes: tuple[str, ...] = ()
    spots: Mapping[str, Spot] = field(default_factory=dict, compare=False)

    @cached_property
    def network(self) -> Network:
        """The planned network. Raises TextError, at the line of the first layer that does not fit."""
        try:
            return Network(self.layers, self.input_shape, self.names)
        except ShapeError as error:
            spot = self.spots.get(error.path, Spot(1, 1))
            raise spot.error(error.problem, error.remedy) from None
        except ExplorerError as error:
            raise Spot(1, 1).error(error.problem, error.remedy) from None


def reading(entries: Sequence[Entry], shape: Shape, notes: Sequence[str] = ()) -> Reading:
    """The reading of a text that holds `entries`. Raises TextError for names that cannot be, or that two layers share."""
    check_count(layer_count([entry.layer for entry in entries]), entries[0].spot if entries else Spot(1, 1))
    spots: dict[str, Spot] = {}
    names: list[tuple[str, str]] = []
    for path, entry in _walk(entries):
        spots[path] = entry.spot
        if entry.name:
            names.append((path, entry.name))
    layers = tuple(entry.layer for entry in entries)
    return Reading(layers, shape, tuple(names), tuple(dict.fromkeys(notes)), spots)


def check_count(count: int, spot: Spot) -> None:
    """Raise TextError if a network would have more layers than one may have."""
    if count > limits.LAYERS:
        raise spot.error(f"With this the network has {count:,} layers.", f"Use at most {limits.LAYERS}.")


def checked_name(name: str, spot: Spot, taken: set[str]) -> str:
    """`name`, if a layer of a stack whose other layers have the names `taken` can have it. Raises TextError."""
    try:
        check_name(name)
    except SettingError as error:
        raise spot.error(error.problem, error.remedy) from None
    if name in taken or name == "input":
        raise spot.error(f"“{name}” is the name of two layers.", "Choose another name for one of them.")
    taken.add(name)
    return name


def shape_at(shape: Sequence[object], spot: Spot) -> Shape:
    """The shape of an input that stands at `spot`. Raises TextError for one that cannot be."""
    try:
        return check_input_shape(tuple(shape))
    except SettingError as error:
        raise spot.error(error.problem, error.remedy) from None


def _walk(entries: Sequence[Entry], prefix: str = "") -> Iterator[tuple[str, Entry]]:
    """Every entry with its path, in the order of the network's layers."""
    for index, entry in enumerate(entries):
        path = f"{prefix}{index}"
        yield path, entry
        for branch, inner in enumerate(entry.stacks):
            yield from _walk(inner, stack_path(path, branch))
