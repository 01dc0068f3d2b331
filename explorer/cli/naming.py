"""Parsing of networks and cells as they are typed on the command line."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from explorer import limits, presets
from explorer.errors import SettingError
from explorer.formats.origins import given_names
from explorer.formats.reading import read
from explorer.formats.text import from_text
from explorer.network import Cell, Network
from explorer.scene import Scene, link

TEXT_ENDING = ".txt"
MODEL_ENDINGS = (".json", ".onnx")
ENDINGS = (TEXT_ENDING, ".cnn.json", ".onnx")
"""What the names of files end in that are networks."""


def scene_of(text: str) -> Scene:
    """The scene that is typed as a preset's name, an address of the app, a link's payload, or the name of a file.

    Files are texts, `.cnn.json` or ONNX. Raises SettingError, LinkError, TextError, or FormatError.

    >>> scene_of("lenet5").input_shape
    (32, 32, 1)
    """
    if text in presets.NAMES:
        return presets.load(text).scene()
    if text.endswith(TEXT_ENDING):
        network = from_text(_content(Path(text)))
        return Scene(network.layers, network.input_shape, names=network.names)
    if text.endswith(MODEL_ENDINGS):
        model = read(text)
        names = given_names(model)
        return Scene(model.layers, model.input_shape, model.weights, names=names, classes=model.classes)
    payload = parse_qs(urlsplit(text).query).get("m", [text.removeprefix("m=")])[0]
    if re.match(r"\d+\.", payload):
        return link.decode(payload)
    raise SettingError(
        f"There is no preset {text!r}, and it is not a link either.",
        f"Use a link of the app, a file that ends in {', '.join(ENDINGS)}, or one of {', '.join(presets.NAMES)}.",
    )


def _content(path: Path) -> str:
    """The text of a file, no more of it than is read. Raises SettingError if it cannot be read."""
    try:
        with path.open("rb") as file:
            return file.read(limits.TEXT_BYTES + 1).decode("utf-8")
    except (OSError, ValueError) as error:
        why = error.strerror if isinstance(error, OSError) else "it is not UTF-8 text"
        raise SettingError(f"{path} cannot be read: {why}.", "Give a text file: docs/text.md describes it.") from None


def cell_of(network: Network, text: str) -> Cell:
    """The cell that is typed as "conv1_2 3 4 5" or "2:3,4,5" (row, column, channel), or of a vector "dense3 7".

    Raises SettingError.

    >>> cell_of(presets.load("lenet5").network, "conv1 3 4 5")
    Cell(path='0', row=3, col=4, channel=5)
    """
    layer, *places = re.split(r"[\s:,]+", text.strip())
    step = network[layer]
    numbers = [int(place) for place in places if re.fullmatch(r"-?\d+", place)]
    is_vector = len(step.output_shape) == 1
    if is_vector and len(numbers) == 1:
        numbers = [0, 0, *numbers]
    if len(numbers) != 3 or len(numbers) < len(places):
        raise SettingError(
            f"{text!r} is not a cell of {step.name}.",
            f"Write it as '{step.name} 7', with the unit."
            if is_vector
            else f"Write it as '{step.name} 3 4 5': row, column, channel.",
        )
    return network.check_cell(Cell(step.path, *numbers))
