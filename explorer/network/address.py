"""Cells by the words that a person types: "conv3_2 17 4 9" is row 17, column 4 of map 9 of conv3_2."""

from __future__ import annotations

import re
from collections.abc import Callable
from difflib import get_close_matches

from explorer.errors import SettingError, quoted
from explorer.layers.base import as_map
from explorer.network.cell import Cell
from explorer.network.network import Network
from explorer.network.step import Step

_WORDS = {
    "row": "row",
    "r": "row",
    "column": "col",
    "col": "col",
    "c": "col",
    "map": "channel",
    "channel": "channel",
    "unit": "channel",
}
_LONGEST = 100
"""Letters of what is read at all."""


def cell_at(network: Network, text: str, of_layer: Callable[[Step], Cell] = lambda step: middle_cell(step)) -> Cell:
    """The cell that `text` names: layer, row, column, map; of a vector layer, unit.

    What is left out is that of `of_layer`, by default the middle of the map, and map 0. The numbers may have their words
    before them, in any order: "conv1 map 3 row 8 column 11". Raises SettingError that says in one sentence what is wrong.

    >>> explorer.network.address.cell_at(explorer.presets.load("tinyvgg").network, "conv2_1 17 4 9")
    Cell(path='5', row=17, col=4, channel=9)
    """
    name, *words = [*re.split(r"[\s,;]+", text[:_LONGEST].strip()), ""] if text.strip() else [""]
    if not name:
        raise SettingError("No layer is named.", "Type a layer and numbers: conv1 8 11 3.")
    step = _step(network, name)
    return _cell(step, _numbers(step, [word for word in words if word]), of_layer)


def middle_cell(step: Step) -> Cell:
    """The cell in the middle of the first map of a step."""
    rows, cols, _ = as_map(step.output_shape)
    return Cell(step.path, rows // 2, cols // 2, 0)


def _step(network: Network, name: str) -> Step:
    """The step called `name`, in whatever case; of one inside a block the end of its name is enough if it is the only one."""
    wanted = name.casefold()
    names = {step.name.casefold(): step for step in network.steps}
    ends = [step for step in network.steps if step.name.casefold().endswith(f".{wanted}")]
    if wanted in names or len(ends) == 1:
        return names[wanted] if wanted in names else ends[0]
    near = get_close_matches(wanted, names, 1)
    known = names[near[0]].name if near else network.steps[min(1, len(network.steps) - 1)].name
    raise SettingError(
        f"No layer is called {quoted(name)}.", f"Do you mean {known}?" if near else f"Type one such as {known}."
    )


def _numbers(step: Step, words: list[str]) -> dict[str, int]:
    """The numbers by what they count: in the order of row, column, map, or behind their words."""
    places = ["channel"] if len(step.output_shape) == 1 else ["row", "col", "channel"]
    numbers: dict[str, int] = {}
    named = ""
    for word in words:
        if not named and word.casefold() in _WORDS:
            named = _WORDS[word.casefold()]
            continue
        if not re.fullmatch(r"[0-9]{1,9}", word):
            raise SettingError(
                f"{quoted(word)} is not a whole number.", f"Type numbers after the layer: {_order(step)}."
            )
        free = [place for place in places if place not in numbers]
        if (named and named not in free) or not free:
            raise SettingError(f"{step.name} has no place for {quoted(word)}.", f"Type the layer, then {_order(step)}.")
        numbers[named or free[0]] = int(word)
        named = ""
    return numbers


def _order(step: Step) -> str:
    return "unit" if len(step.output_shape) == 1 else "row, column, map"


def _cell(step: Step, numbers: dict[str, int], of_layer: Callable[[Step], Cell]) -> Cell:
    rows, cols, channels = as_map(step.output_shape)
    what = {"row": ("row", rows), "col": ("column", cols), "channel": (_order(step).rpartition(" ")[2], channels)}
    for place, number in numbers.items():
        word, count = what[place]
        if number >= count:
            raise SettingError(f"{step.name} has no {word} {number:,}.", f"Its {word}s count from 0 to {count - 1:,}.")
    cell = of_layer(step)
    return Cell(
        step.path, numbers.get("row", cell.row), numbers.get("col", cell.col), numbers.get("channel", cell.channel)
    )
