"""Weights as JSON, both ways: where the parameters come from, and what of them was edited by hand."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, TypeVar

from explorer.errors import ExplorerError
from explorer.formats.json_file.node import Node
from explorer.formats.json_file.words import BASES, EDITS
from explorer.layers.base import Layer
from explorer.layers.stack import MAX_LAYERS
from explorer.limits import JSON_BYTES, LAYERS
from explorer.weights import (
    Base,
    Edited,
    EditedFilter,
    EditedNumber,
    FromBank,
    Override,
    Own,
    Seeded,
    Trained,
    TrainedHere,
    Uploaded,
    Weights,
)
from explorer.weights.seeded import MAX_SEED
from explorer.weights.streams import MAX_STREAM, kernel_paths, plain_paths

Made = TypeVar("Made")
_LONGEST = 80
"""Letters of a path or a name."""
_FILTER = ("layer", "channel", "values")
_NUMBER = ("layer", "parameter", "index", "value")
_HERE = ("digest", "kernels", "plain", "name", "family", "epoch")
_MANY = JSON_BYTES // 2
"""Numbers of one list: no text has room for more."""


# -- writing ----------------------------------------------------------------------------------------------------------


def plain_weights(weights: Weights) -> dict[str, Any]:
    """Weights as plain data; what is as usual is left out."""
    plain = _plain_base(weights.base)
    if weights.overrides:
        plain["kernels"] = [{"layer": path, **_plain_override(override)} for path, override in weights.overrides]
    if weights.filters:
        plain["filters"] = [
            {"layer": each.path, "channel": each.channel, "values": list(each.values)} for each in weights.filters
        ]
    if weights.numbers:
        plain["numbers"] = [
            {"layer": each.path, "parameter": each.name, "index": each.index, "value": each.value}
            for each in weights.numbers
        ]
    if weights.streams:
        plain["streams"] = list(weights.streams)
    if weights.plain_streams:
        plain["plain_streams"] = list(weights.plain_streams)
    return plain


def _plain_base(base: Base) -> dict[str, Any]:
    match base:
        case Seeded(scheme, seed):
            return {"seeded": {"scheme": scheme, "seed": seed}}
        case Trained(name, epoch):
            return {"trained": {"name": name, "epoch": epoch}}
        case TrainedHere():
            return {"trained_here": {name: getattr(base, name) for name in _HERE}}
        case Own(digest, kernels, plain, name):
            return {"uploaded": {"digest": digest, "kernels": kernels, "plain": plain, "name": name}}


def _plain_override(override: Override) -> dict[str, Any]:
    match override:
        case FromBank(names):
            return {"bank": list(names)}
        case Edited(values):
            return {"values": list(values)}


# -- reading ----------------------------------------------------------------------------------------------------------


def read_weights(node: Node, layers: tuple[Layer, ...]) -> Weights:
    """The weights of a file for these layers. Raises FormatError, and nothing else."""
    fields = node.fields((*BASES, *EDITS))
    bases = [name for name in BASES if name in fields]
    if len(bases) > 1:
        raise node.error(f"It has both {bases[0]} and {bases[1]}.", "Take one of them out.")
    weights = Weights(
        _base(bases[0], fields[bases[0]]) if bases else Seeded(),
        streams=_streams(fields.get("streams"), kernel_paths(layers)),
        plain_streams=_streams(fields.get("plain_streams"), plain_paths(layers)),
    )
    for each in _listed(fields, "kernels"):
        weights = _with_kernel(weights, each)
    for each in _listed(fields, "filters"):
        inside = each.fields(_FILTER, _FILTER)
        edited = _made(each, EditedFilter, _path(inside), inside["channel"].whole(0, MAX_STREAM), _values(inside))
        weights = weights.with_filter(edited.path, edited.channel, edited.values)
    for each in _listed(fields, "numbers"):
        inside = each.fields(_NUMBER, _NUMBER)
        place = (_path(inside), inside["parameter"].text(_LONGEST), inside["index"].whole(0, MAX_STREAM))
        number = _made(each, EditedNumber, *place, inside["value"].number())
        weights = weights.with_number(number.path, number.name, number.index, number.value)
    return weights


def _made(node: Node, make: Callable[..., Made], *arguments: Any) -> Made:
    """What `make` makes; where it refuses, the error says at which place of the file."""
    try:
        return make(*arguments)
    except ExplorerError as error:
        raise node.caught(error) from None


def _base(name: str, node: Node) -> Base:
    match name:
        case "seeded":
            fields = node.fields(("scheme", "seed"))
            scheme = fields["scheme"].text(_LONGEST) if "scheme" in fields else Seeded().scheme
            return _made(node, Seeded, scheme, fields["seed"].whole(0, MAX_SEED) if "seed" in fields else 0)
        case "trained":
            fields = node.fields(names := ("name", "epoch"), names)
            return _made(node, Trained, fields["name"].text(_LONGEST), fields["epoch"].whole(0, MAX_STREAM))
        case "trained_here":
            fields = node.fields(_HERE, _HERE)
            family, epoch = fields["family"].text(_LONGEST), fields["epoch"].number()
            counts = [fields[each].whole(0, LAYERS) for each in ("kernels", "plain")]
            made = partial(TrainedHere, family=family, epoch=epoch)
            return _made(node, made, fields["digest"].text(_LONGEST), *counts, fields["name"].text(_LONGEST))
    fields = node.fields(("digest", "kernels", "plain", "name"), ("digest", "kernels", "plain"))
    counts = [fields[each].whole(0, LAYERS) for each in ("kernels", "plain")]
    title = fields["name"].text(_LONGEST) if "name" in fields else ""
    return _made(node, Uploaded, fields["digest"].text(_LONGEST), *counts, title)


def _with_kernel(weights: Weights, node: Node) -> Weights:
    fields = node.fields(("layer", "bank", "values"), ("layer",))
    if ("bank" in fields) == ("values" in fields):
        raise node.error(
            "It needs either bank or values.", "Name filters of the bank, or give all numbers of the kernel."
        )
    override: Override
    if "bank" in fields:
        override = FromBank(tuple(each.text(_LONGEST) for each in fields["bank"].items(MAX_STREAM)))
    else:
        override = _made(node, Edited, _values(fields))
    return weights.with_override(_path(fields), override)


def _listed(fields: dict[str, Node], name: str) -> list[Node]:
    return fields[name].items(_MANY) if name in fields else []


def _path(fields: dict[str, Node]) -> str:
    return fields["layer"].text(_LONGEST)


def _values(fields: dict[str, Node]) -> tuple[float, ...]:
    return tuple(each.number() for each in fields["values"].items(_MANY))


def _streams(node: Node | None, paths: tuple[str, ...]) -> tuple[int, ...]:
    """The numbers by which the layers at `paths` keep their parameters: one for each, or none."""
    if node is None:
        return ()
    streams = tuple(each.whole(0, MAX_STREAM) for each in node.items(MAX_LAYERS))
    if streams and len(streams) != len(paths):
        raise node.error(
            f"It has {len(streams):,} numbers for {len(paths):,} layers.", "Give one for each, or leave it out."
        )
    return streams
