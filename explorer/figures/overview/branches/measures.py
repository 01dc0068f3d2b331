"""The measures of an hourglass in its room: how large its maps are, where its levels stand, how its columns spread."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from explorer.figures.overview.branches.ranks import Place
from explorer.figures.overview.geometry.columns import half_width
from explorer.figures.overview.geometry.lettering import text_width
from explorer.figures.overview.places import LEGEND_ROOM
from explorer.figures.overview.room import Room

MAX_SIDE, LEAST_SIDE, LAST_SIDE = 96, 36, 24
"""Sides of a map in px: the largest, the least with all levels open, the least with only one level open."""
Choice = tuple[int, int, bool, bool, bool]
"""The least number of rows, the least side of a map in px; whether maps are counted in words, names whole, limits said."""
CHOICES: tuple[Choice, ...] = (
    (3, 56, True, True, True),
    (2, 44, True, True, True),
    (2, LEAST_SIDE, True, True, True),
    (2, LEAST_SIDE, False, True, True),
    (2, LEAST_SIDE, False, False, True),
    (2, LEAST_SIDE, False, True, False),
    (2, LEAST_SIDE, False, False, False),
)
"""What is tried, in order."""
LAST_CHOICES: tuple[Choice, ...] = (
    *CHOICES,
    (2, LAST_SIDE, False, True, True),
    (2, LAST_SIDE, False, True, False),
    (1, LAST_SIDE, False, False, False),
)
"""What is tried where only one level is open."""
ROW_GAP, COLUMN_GAP, MAX_COLUMN_GAP = 6, 6, 64
"""Distances in px: between maps of a column, between columns at least and at most."""
PART_GAP = 20
"""Distance between the maps of a skip connection and the others, in px: room for a name and for a range of channels."""
LEVEL_GAP, MAX_LEVEL_GAP = 14, 48
"""Least and largest distance between two levels, in px: room for the arrows down and up."""
SIZE_HEIGHT, NAME_HEIGHT, COUNT_HEIGHT = 24, 18, 18
"""Heights in px: of a level's size with the line below it, of the names of its columns, of the numbers of maps."""
MAX_ROWS = 9
"""Maps of a column at most."""
EDGE, END = 8, 1
"""Least distances of columns from the sides of the room, and of levels from its top and bottom, in px."""


@dataclass(frozen=True)
class Measures:
    """The measures of an hourglass in px.

    `side` is that of a map; `rows` and `tops` are the maps of a column and the top edge of every level, `centres` the
    middle of every rank. `opened` says of every level whether it shows all of its columns; one that does not has no names.
    `parted` says of every level whether maps of a skip connection stand above others there.
    `counts`: whether the number of maps stands below each name; `limits`: whether the legend of their colours stands below
    the maps; `whole_names`: whether names have their numbers.
    """

    side: int
    rows: tuple[int, ...]
    tops: tuple[float, ...]
    centres: tuple[int, ...]
    opened: tuple[bool, ...]
    parted: tuple[bool, ...]
    counts: bool
    limits: bool
    whole_names: bool = True

    def names_top(self, level: int) -> float:
        """The top of the names of a level's columns."""
        return self.tops[level] + SIZE_HEIGHT

    def maps_top(self, level: int) -> float:
        """The top of the first maps of a level."""
        return self.tops[level] + (_head(self.counts) if self.opened[level] else SIZE_HEIGHT)

    def lower_top(self, level: int) -> float:
        """The top of the maps that stand below those of the skip connection."""
        return self.maps_top(level) + self.upper(level) * (self.side + ROW_GAP) + PART_GAP - ROW_GAP

    def upper(self, level: int) -> int:
        """How many rows of a level are left to the maps of its skip connection."""
        return self.rows[level] // 2

    def maps_height(self, level: int) -> float:
        """The height of the maps of a level, the gap between its parts included."""
        return _maps_height(self.rows[level], self.side, self.parted[level])


def measured(placed: Sequence[Place], room: Room, opened: Sequence[int], choice: Choice) -> Measures | None:
    """The measures with the largest maps that keep to one of the choices above in every open level; None if none do."""
    least_rows, least_side, counts, whole_names, limits = choice
    around = _head(counts) + LEGEND_ROOM * limits
    levels = max(place.level for place in placed) + 1
    open_levels = tuple(at in opened for at in range(levels))
    parted = _parted(placed, levels)
    for side in range(MAX_SIDE, least_side - 1, -2):
        widths = _widths(placed, side, counts, whole_names)
        if sum(widths) + COLUMN_GAP * (len(widths) - 1) > room.width - 2 * EDGE:
            continue
        closed = (levels - len(opened)) * (SIZE_HEIGHT + side)
        height = room.height - 2 * END - LEVEL_GAP * (levels - 1) - closed - around * len(opened)
        count = _rows(height, side, [parted[at] for at in opened])
        if count >= least_rows:
            rows = tuple(count if is_open else 1 for is_open in open_levels)
            tops = _tops(room, rows, side, open_levels, parted, around)
            centres = _centres(widths, room.width)
            return Measures(side, rows, tops, centres, open_levels, parted, counts, limits, whole_names)
    return None


def crowded(placed: Sequence[Place], room: Room, opened: Sequence[int]) -> Measures:
    """The measures where nothing fits: the least maps, one in a column, all levels with equal distances."""
    levels = max(place.level for place in placed) + 1
    open_levels, parted = tuple(at in opened for at in range(levels)), _parted(placed, levels)
    rows = (1,) * levels
    widths = _widths(placed, LAST_SIDE, counts=False, whole_names=False)
    tops = _tops(room, rows, LAST_SIDE, open_levels, parted, _head(counts=False))
    centres = _centres(widths, room.width)
    return Measures(LAST_SIDE, rows, tops, centres, open_levels, parted, counts=False, limits=False, whole_names=False)


def _parted(placed: Sequence[Place], levels: int) -> tuple[bool, ...]:
    """Of every level whether one of its columns has maps of a skip connection above others; the lowest has none."""
    with_parts = {place.level for place in placed if place.part != "whole"}
    return tuple(at in with_parts for at in range(levels))


def _head(counts: bool) -> int:
    return SIZE_HEIGHT + NAME_HEIGHT + (COUNT_HEIGHT if counts else 0)


def _rows(height: float, side: int, parted: Sequence[bool]) -> int:
    """How many maps fit below each other in each of some levels that share a height; MAX_ROWS at most, 0 if none fit."""
    fits = (rows for rows in range(MAX_ROWS, 0, -1) if sum(_maps_height(rows, side, each) for each in parted) <= height)
    return next(fits, 0)


def _maps_height(rows: int, side: int, parted: bool) -> float:
    return rows * side + (rows - 1) * ROW_GAP + (PART_GAP - ROW_GAP if parted and rows > 1 else 0)


def _tops(
    room: Room, rows: Sequence[int], side: int, open_levels: Sequence[bool], parted: Sequence[bool], around: int
) -> tuple[float, ...]:
    """The top of every level, with spare height first between the levels, then above and below them.

    `around` is the height of the texts above and below the maps of an open level.
    """
    heights = [
        (around if is_open else SIZE_HEIGHT) + _maps_height(each, side, has_parts)
        for each, is_open, has_parts in zip(rows, open_levels, parted, strict=True)
    ]
    spare = room.height - 2 * END - sum(heights)
    gap = min(spare / max(len(rows) - 1, 1), MAX_LEVEL_GAP)
    first = END + (spare - gap * (len(rows) - 1)) / 2
    return tuple(round(first + sum(heights[:at]) + gap * at) for at in range(len(rows)))


def _widths(placed: Sequence[Place], side: int, counts: bool, whole_names: bool) -> list[float]:
    """The width of every rank: that of its maps or of its longest text."""
    widths = [float(side)] * (max(place.rank for place in placed) + 1)
    for place in placed:
        widths[place.rank] = max(widths[place.rank], _width(place, side, counts, whole_names))
    last = max(placed, key=lambda place: place.rank)
    if last.closed:
        widths[last.rank] = max(widths[last.rank], text_width(last.title))
    return widths


def _width(place: Place, side: int, counts: bool, whole_names: bool) -> float:
    column = place.column
    if place.closed:
        # Only its size stands above it, and the next column of its level is two ranks away.
        return max(side, (text_width(place.title) + COLUMN_GAP) / 2 - COLUMN_GAP)
    own = 2 * half_width(column, side) if column.form != "maps" else side
    if column.photo is not None:
        own = 2 * side + ROW_GAP
    name = text_width(place.title if whole_names else place.short, bold=True)
    return max(own, name, text_width(f"8 of {column.shape[2]}") if counts else 0)


def _centres(widths: Sequence[float], width: int) -> tuple[int, ...]:
    """The middle of every rank, spread over the width."""
    spare = width - 2 * EDGE - sum(widths)
    gap = min(spare / max(len(widths) - 1, 1), MAX_COLUMN_GAP)
    first = EDGE + (spare - gap * (len(widths) - 1)) / 2
    return tuple(round(first + sum(widths[:at]) + gap * at + widths[at] / 2) for at in range(len(widths)))
