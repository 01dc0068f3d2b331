"""Reads a network from JSON: every error names its place, such as layers[3].filters."""

from __future__ import annotations

from explorer.errors import ExplorerError, FormatError, SettingError, ShapeError, quoted, typed
from explorer.formats.classes import given_classes
from explorer.formats.json_file.layers import LayerReader
from explorer.formats.json_file.node import Node, parsed
from explorer.formats.json_file.weights import read_weights
from explorer.formats.json_file.words import FORMAT, NETWORK, REQUIRED
from explorer.formats.model import Model
from explorer.layers.base import Shape
from explorer.network import Network, check_input_shape
from explorer.settings import is_whole
from explorer.weights import Weights

_BLANK = b" \t\r\n"
_MARK = b"\xef\xbb\xbf"


def is_json(data: bytes) -> bool:
    """Whether the bytes of a file begin as an object in JSON does; no other format that is read does."""
    return data[:64].removeprefix(_MARK).lstrip(_BLANK)[:1] == b"{"


def from_json(text: str | bytes) -> Model:
    """The network that the text of a `.cnn.json` file describes, with its weights and the names of its classes.

    Nothing of it is executed. Raises FormatError alone, with the place, for what is no such text. docs/json.md describes it.

    >>> text = '{"format": 1, "input_shape": [8, 8, 1], "layers": [{"kind": "Conv2D", "filters": 4, "name": "stem"}]}'
    >>> explorer.from_json(text).network["stem"].output_shape
    (6, 6, 4)
    """
    if not isinstance(text, str | bytes):
        raise FormatError(f"{typed(text)} was given for the text.", "Give a string.")
    node = parsed(text)
    _check_format(node)
    fields = node.fields(NETWORK, REQUIRED)
    shape = _input_shape(fields["input_shape"])
    reader = LayerReader()
    layers = reader.stack(fields["layers"])
    model = Model(
        layers,
        shape,
        names=tuple(reader.names),
        recipe=read_weights(fields["weights"], layers) if "weights" in fields else Weights(),
        classes=_classes(fields["classes"]) if "classes" in fields else (),
    )
    _check_fits(model, reader, fields["layers"])
    return model


def _check_format(node: Node) -> None:
    """Raises FormatError for another version, before anything else is looked at: later ones may have other fields."""
    if not isinstance(node.value, dict):
        return  # what it is instead, `fields` says
    if "format" not in node.value:
        raise FormatError(
            "The file does not say that it is a network of CNN Explorer: format is missing.",
            f'Begin with "format": {FORMAT}; docs/json.md describes the rest.',
        )
    given = node.value["format"]
    if not is_whole(given) or given < FORMAT:
        raise FormatError(f"format: {quoted(given)} is no version of the format.", f"Use {FORMAT}.")
    if given > FORMAT:
        raise FormatError(
            f"The file has format {quoted(given)}; this version of CNN Explorer knows format {FORMAT}.",
            "Open it with a later version.",
        )


def _input_shape(node: Node) -> Shape:
    try:
        return check_input_shape(tuple(each.plain() for each in node.items(3)))
    except SettingError as error:
        raise node.caught(error) from None


def _classes(node: Node) -> tuple[str, ...]:
    try:
        return given_classes(node.plain())
    except SettingError as error:
        raise node.caught(error) from None


def _check_fits(model: Model, reader: LayerReader, layers: Node) -> None:
    """Raises FormatError, at the first layer that does not fit, for layers that make no network."""
    try:
        Network(model.layers, model.input_shape, model.names)
    except ShapeError as error:
        raise reader.places.get(error.path, layers).caught(error) from None
    except ExplorerError as error:
        raise layers.caught(error) from None
