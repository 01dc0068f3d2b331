"""Chains: the layers that a value has gone through from the input, and how chains are joined to blocks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import Literal

from explorer import limits
from explorer.errors import ExplorerError, SettingError
from explorer.formats.text.entries import Entry, Spot, check_count
from explorer.formats.text.pasted import keras, torch
from explorer.formats.text.pasted.calls import Call
from explorer.layers import (
    Composite,
    Concatenate,
    Flatten,
    GlobalAveragePool2D,
    GlobalMaxPool2D,
    Multiply,
    Residual,
)
from explorer.layers.base import Layer, Shape
from explorer.layers.stack import Layers, layer_count
from explorer.network.naming import check_name

Dialect = Literal["keras", "torch"]
Joining = Literal["add", "concatenate", "multiply"]
_JOINING: dict[str, Callable[[tuple[Layers, ...]], Composite]] = {
    "add": lambda stacks: Residual(layers=stacks[0], shortcut=stacks[1]),
    "concatenate": lambda stacks: Concatenate(stacks=stacks),
    "multiply": lambda stacks: Multiply(stacks=stacks),
}
MOST_STEPS = 8 * limits.LAYERS
"""Layers, models and lists that are gone through, at most."""


@dataclass(frozen=True)
class Chain:
    """The layers from the input to a value, and the value's shape; None where it is not known."""

    entries: tuple[Entry, ...] = ()
    shape: Shape | None = None


@dataclass
class Chains:
    """Makes chains longer by calls in one dialect, and collects notes on what was taken for granted."""

    dialect: Dialect
    notes: list[str] = field(default_factory=list)
    applied: dict[int, Call] = field(default_factory=dict)
    """Calls by their identities, kept so that none is given to another."""
    steps: int = 0
    written: bool = False
    """Whether the app wrote the text: the names of layers then begin with those of the blocks around them, "res1-conv1"."""

    def step(self, spot: Spot) -> None:
        """Count one more item that is gone through: a list may hold itself, and layers that do nothing are in no network."""
        self.steps += 1
        if self.steps > MOST_STEPS:
            raise spot.error(f"There are more than {MOST_STEPS:,} items.", f"Use at most {limits.LAYERS} layers.")

    def after(self, chain: Chain, call: Call) -> Chain:
        """The chain with the layers of a call behind it. Raises TextError."""
        if self.dialect == "torch":
            context = torch.Context(chain.shape, self.notes)
            layers = torch.layers_of(call, context)
            # By these names weights are found; a pooling is called "pool" only to have it in __init__.
            label = call.label if any(layer.has_kernel or layer.statistics for layer in layers) else ""
        else:
            layers, label = keras.layers_of(call, chain.shape), keras.label_of(call)
        label = label.rpartition("-")[2] if self.written else label
        if id(call) in self.applied and any(layer.has_kernel or layer.statistics for layer in layers):
            raise call.spot.error(
                "This layer is used twice, with the same weights.", "Write a second layer: here each has its own."
            )
        self.applied[id(call)] = call
        if self.dialect == "torch" and layers == (Flatten(),) and (pooled := _as_vector(chain)) is not None:
            return pooled
        return self.with_layers(chain, layers, call.spot, label)

    def with_layers(self, chain: Chain, layers: Sequence[Layer], spot: Spot, label: str = "") -> Chain:
        """The chain with layers behind it; `label` is the name of the first that has weights, or of the first, if it can be."""
        named = next((layer for layer in layers if layer.has_kernel or layer.statistics), layers[0] if layers else None)
        for layer in layers:
            name = label if layer is named else ""
            chain = _longer(chain, Entry(layer, spot, _usable(name, chain.entries)))
        return chain

    def joined(self, chains: Sequence[Chain], how: Joining, spot: Spot) -> Chain:
        """Chains joined behind the layers that they have in common. Raises TextError for fewer than two."""
        if len(chains) < 2:
            raise spot.error(f"Only {len(chains)} value is joined here.", "Give two or more.")
        if how == "add":
            whole = chains[0]
            for other in chains[1:]:
                whole = _join((whole, other), how, spot)
            return whole
        return _join(chains, how, spot)

    def check_used_once(self, entries: Sequence[Entry]) -> None:
        """Raise TextError if a layer would stand in the network twice: its output goes where no block can show it."""
        counts = Counter(id(entry) for entry in _walk(entries))
        for entry in _walk(entries):
            if counts[id(entry)] > 1:
                raise entry.spot.error(
                    "What this layer gives is read in places that do not make one block.",
                    "Only chains, sums and concatenations of branches that begin at one layer can be shown.",
                )


def _as_vector(chain: Chain) -> Chain | None:
    """The chain whose last layer, a pooling of whole maps, gives a vector; None if it ends otherwise.

    PyTorch has no such layer: it flattens maps of one cell.
    """
    last = chain.entries[-1] if chain.entries else None
    if last is None or not isinstance(last.layer, GlobalAveragePool2D | GlobalMaxPool2D) or not last.layer.keepdims:
        return None
    pooled = replace(last, layer=last.layer.with_settings(keepdims=False))
    return Chain((*chain.entries[:-1], pooled), chain.shape and chain.shape[-1:])


def _longer(chain: Chain, entry: Entry) -> Chain:
    check_count(layer_count([each.layer for each in chain.entries]) + layer_count([entry.layer]), entry.spot)
    shape = chain.shape
    if shape is not None:
        try:
            shape = entry.layer.output_shape(shape)
        except ExplorerError:  # the network says so, with the layer's name, when all layers are read
            shape = None
    return Chain((*chain.entries, entry), shape)


def _usable(name: str, entries: Sequence[Entry]) -> str:
    """`name`, if a layer can have it beside the others; else "", so that it gets a usual one."""
    try:
        return check_name(name) if name and name != "input" and all(name != each.name for each in entries) else ""
    except SettingError:
        return ""


def _join(chains: Sequence[Chain], how: Joining, spot: Spot) -> Chain:
    common = _common(chains)
    before = Chain(chains[0].entries[:common])
    rests = [chain.entries[common:] for chain in chains]
    if how == "add" and not rests[0]:
        rests.reverse()  # the shortcut is the one without layers
    stacks = tuple(tuple(entry.layer for entry in rest) for rest in rests)
    try:
        layer = _JOINING[how](stacks)
    except SettingError as error:
        raise spot.error(error.problem, error.remedy) from None
    shapes = [chain.shape for chain in chains if chain.shape is not None]
    shape: Shape | None = None
    if len(shapes) == len(chains):
        with suppress(ExplorerError):  # the network says so, with the block's name
            shape = layer.joined(shapes)
    check_count(layer_count([each.layer for each in before.entries]) + layer_count([layer]), spot)
    return replace(before, entries=(*before.entries, Entry(layer, spot, "", tuple(rests))), shape=shape)


def _common(chains: Sequence[Chain]) -> int:
    """How many layers all chains begin with in common: the very same, not only equal ones."""
    count = 0
    for entries in zip(*(chain.entries for chain in chains), strict=False):
        if any(entry is not entries[0] for entry in entries):
            break
        count += 1
    return count


def _walk(entries: Sequence[Entry]) -> Iterator[Entry]:
    for entry in entries:
        yield entry
        for stack in entry.stacks:
            yield from _walk(stack)
