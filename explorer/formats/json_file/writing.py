"""Writes a network as JSON: one line a layer, Keras' words, what is as usual left out.

Settings that tell the size of a layer, such as filters and kernel_size, are always written: there is no usual one.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from explorer import limits
from explorer.errors import FormatError
from explorer.formats.classes import given_classes
from explorer.formats.json_file.weights import plain_weights
from explorer.formats.json_file.words import FORMAT, KIND, NAME
from explorer.formats.text.names import IN_PLACE
from explorer.layers.base import Layer
from explorer.layers.stack import Branches, Layers, Stack, stack_path
from explorer.network import Network, check_network
from explorer.settings import settings_of
from explorer.weights import Weights

_INDENT = "  "


def to_json(network: Network, weights: Weights | None = None, classes: Sequence[str] = ()) -> str:
    """The network as the text of a `.cnn.json` file, which `from_json` reads back as an equal one, names included.

    `weights` are said in a few words, such as a scheme and a seed, with what was edited by hand; of uploaded ones the digest
    alone. `classes` are the names of the outputs. Raises SettingError for what is no Network or no such names, FormatError
    where the text would be longer than can be read.

    >>> network = explorer.from_text("input 28x28x1; conv 4 3x3 stride 2; relu")
    >>> print(explorer.to_json(network))
    {
      "format": 1,
      "input_shape": [28, 28, 1],
      "layers": [
        {"kind": "Conv2D", "filters": 4, "kernel_size": [3, 3], "strides": [2, 2]},
        {"kind": "ReLU"}
      ]
    }
    <BLANKLINE>
    """
    check_network(network)
    plain: dict[str, Any] = {
        "format": FORMAT,
        "input_shape": list(network.input_shape),
        "layers": _stack(network.layers, dict(network.names), ""),
    }
    if weights is not None and weights != Weights():
        plain["weights"] = plain_weights(weights)
    if classes:
        plain["classes"] = list(given_classes(classes))
    text = f"{_pretty(plain)}\n"
    size = len(text.encode())
    if size > limits.JSON_BYTES:
        raise FormatError(
            f"The network takes {size:,} bytes as JSON; at most {limits.JSON_BYTES:,} can be read.",
            "Leave out the names of classes, or kernels that were edited as a whole.",
        )
    return text


def _stack(layers: Layers, names: Mapping[str, str], prefix: str) -> list[dict[str, Any]]:
    return [_layer(layer, names, f"{prefix}{index}") for index, layer in enumerate(layers)]


def _layer(layer: Layer, names: Mapping[str, str], path: str) -> dict[str, Any]:
    """A layer as an object: its kind, its name if it was given one, the settings that differ from their defaults."""
    plain: dict[str, Any] = {KIND: type(layer).__name__}
    if path in names:
        plain[NAME] = names[path]
    branch = 0
    for declared in settings_of(layer):
        value = getattr(layer, declared.name)
        if isinstance(declared.type, Stack):
            made: Any = _stack(value, names, stack_path(path, branch))
            branch += 1
        elif isinstance(declared.type, Branches):
            made = [_stack(each, names, stack_path(path, branch + place)) for place, each in enumerate(value)]
            branch += len(value)
        else:
            made = declared.type.plain(value)
        if value != declared.default or declared.name in IN_PLACE:
            plain[declared.name] = made
    return plain


def _pretty(value: Any, indent: str = "") -> str:
    """JSON in which only what holds objects is broken into lines: each layer has one, with its numbers."""
    if not indent or _holds_objects(value):
        inner = f"{indent}{_INDENT}"
        match value:
            case dict() if value:
                lines = [f"{inner}{json.dumps(key)}: {_pretty(each, inner)}" for key, each in value.items()]
                return "{\n" + ",\n".join(lines) + f"\n{indent}}}"
            case list() if value:
                return "[\n" + ",\n".join(f"{inner}{_pretty(each, inner)}" for each in value) + f"\n{indent}]"
    return json.dumps(value, ensure_ascii=False, allow_nan=False)


def _holds_objects(value: Any) -> bool:
    inside = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return any(isinstance(each, dict) or _holds_objects(each) for each in inside)
