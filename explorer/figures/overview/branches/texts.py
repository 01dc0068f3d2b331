"""The texts of an hourglass: sizes of its levels, names of its columns, what its skip connections do."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence

from explorer.figures.overview.branches.hourglass import Level
from explorer.figures.overview.branches.measures import NAME_HEIGHT, SIZE_HEIGHT, Measures
from explorer.figures.overview.branches.ranks import Place
from explorer.figures.overview.geometry.lettering import LINE_HEIGHT, text_width
from explorer.figures.overview.geometry.notes import Bracket, Note
from explorer.figures.overview.places import Column
from explorer.figures.theme import size_text
from explorer.layers import Composite
from explorer.layers.base import as_map
from explorer.network import Network

DEEDS = {"": "copied", "+": "added", "×": "multiplied"}
"""What a skip connection does with its maps, by the sign of the composite that it ends in."""


def names(placed: Sequence[Place], columns: Mapping[str, Column], measures: Measures) -> list[Note]:
    """The name of every column and, where there is room, the number of its maps."""
    notes = []
    for place in (each for each in placed if measures.opened[each.level]):
        column = columns[place.column.path]
        low = place.part == "lower" and measures.upper(place.level) > 0
        top = measures.lower_top(place.level) - NAME_HEIGHT if low else measures.names_top(place.level)
        name = place.title if measures.whole_names else place.short
        notes.append(Note(name, column.centre, top, strong=True, bold=True, path=column.first))
        if measures.counts and not low and column.photo is None:
            notes.append(Note(_count(column), column.centre, top + LINE_HEIGHT + 1))
        notes += [Note(text, column.centre, y) for y, text in column.marks if text]
    return notes


def _count(column: Column) -> str:
    channels = column.shape[2]
    return column.count if column.form == "maps" else f"{channels:,} unit{'s' * (channels != 1)}"


def sizes(
    network: Network,
    levels: Sequence[Level],
    placed: Sequence[Place],
    columns: Mapping[str, Column],
    measures: Measures,
) -> tuple[list[Note], list[Bracket]]:
    """The size of the maps above either side of every level, and a line over the columns there.

    A click on that of a closed level opens it.
    """
    notes, brackets = [], []
    for (at, _), side in itertools.groupby(sorted(placed, key=_order), lambda place: (place.level, place.up)):
        members = list(side)
        shown = [columns[place.column.path] for place in members if place.column.form == "maps"]
        if not shown:
            continue
        closed = next((place for place in members if place.closed), None)
        rows, cols, _ = as_map(network.step(levels[at].down[-1].path).output_shape)
        text = closed.title if closed else size_text(rows, cols)
        slots = [slot for column in shown for slot in (*column.slots, *([column.photo] if column.photo else []))]
        x0, x1 = min(slot.x for slot in slots), max(slot.x + slot.w for slot in slots)
        spare = max(text_width(text) - (x1 - x0), 0) / 2
        y = measures.tops[at] + SIZE_HEIGHT - 6
        path = columns[closed.column.path].first if closed else None
        notes.append(Note(text, (x0 + x1) / 2, measures.tops[at], path=path))
        brackets.append(Bracket(x0 - spare, y, x1 + spare, y))
    return notes, brackets


def _order(place: Place) -> tuple[int, bool, int]:
    return place.level, place.up, place.rank


def skip_note(network: Network, level: Level, columns: Mapping[str, Column], measures: Measures) -> Note:
    """What a skip connection does with its maps, above its line."""
    left = next(columns[unit.path] for unit in reversed(level.down) if unit.path in columns)
    ends = [unit for unit in level.up if unit.path in columns]
    right = columns[next((unit for unit in ends if level.joint in unit.steps), ends[-1]).path]
    x0, x1 = left.centre + measures.side / 2, right.centre - measures.side / 2
    layer, count = network.step(level.joint).layer, left.shape[2]
    deed = DEEDS[layer.sign if isinstance(layer, Composite) else ""]
    words = f"{count} map{'s' * (count != 1)} {deed}"
    if text_width(words) > x1 - x0 - 12:
        words = deed
    return Note(words, (x0 + x1) / 2, left.slots[0].y + left.slots[0].h / 2 - LINE_HEIGHT - 4, path=level.joint)
