"""The rows of an overview: how high its texts are, how many maps stand below each other, and how large they may be."""

from __future__ import annotations

from dataclasses import dataclass, replace

from explorer.figures.overview.geometry.lettering import LINE_HEIGHT
from explorer.figures.overview.places import LEAST_SIDE, MAPS_PER_COLUMN, MOST_SIDE, SMALLEST_SIDE, Frame
from explorer.figures.overview.room import Room

FOOT = 20
"""Height below the maps for the bars of the colour scales and their limits, in px."""
LIFT = 14
"""Distance between the two lines of names where every second one is lifted, in px."""
MINIMAP_HEIGHT = 52
"""Height of the minimap with its bracket, in px."""
CARD_TITLE, CARD_PADDING = 18, 4
"""Height of the title of a stage card, and distance between its frame and what is in it, in px."""
MINIMAP_FROM = 540
"""Least height of a room, in px, that has space for a minimap."""
ROW_GAPS = (6, 4)
"""Least gaps between maps below each other, in px: the usual one, and that of a low room."""
MOST_ROW_GAP = 12
NAME_GAPS, AIRY_FROM = (4, 6), 540
"""Distances between the names and the maps, in px: in a low room, and in one of at least this height."""
PLANE_LABEL, PLANE_GAP = 24, 8
"""Height of the name below a plane of the input with the space after it, and from the picture to the first plane, in px."""


@dataclass(frozen=True)
class Texts:
    """How much text stands above the maps: lines of a block's size, lines of names, and the height of arcs in px."""

    sizes: int = 1
    names: int = 1
    arcs: int = 0
    cards: bool = False


def framed(room: Room, maps: int, texts: Texts, planes: int = 0) -> Frame:
    """The lines and rows of a room whose widest layer has `maps` maps, with the largest maps that the height allows.

    `planes` are those of an input in colour, which stand below the picture itself and have names.
    """
    minimap = texts.cards and room.height >= MINIMAP_FROM
    card = MINIMAP_HEIGHT * minimap + CARD_PADDING if texts.cards else None
    top = 0 if card is None else card + CARD_TITLE
    names = top + LINE_HEIGHT * texts.sizes + 2
    below_names = NAME_GAPS[room.height >= AIRY_FROM]
    head = names + LINE_HEIGHT + LIFT * (texts.names - 1) + below_names + texts.arcs
    foot = FOOT + CARD_PADDING * texts.cards
    slots, side, gap = _rows(room.height - head - foot, min(maps, MAPS_PER_COLUMN), planes)
    return Frame(top, names, head, room.height - foot, side, side + gap, slots, card, 0 if minimap else None)


def narrowed(frame: Frame, side: int, planes: int = 0, least: float = 0) -> Frame:
    """The frame with smaller maps, moved to the middle of the height that they leave; `least` px are for vectors."""
    gap = _gap(frame.bottom - frame.head, side, frame.slots)
    frame = replace(frame, side=side, pitch=side + gap)
    used = max(frame.slots * frame.pitch - gap, _planes_height(side, planes), least)
    spare = max(frame.bottom - frame.head - used, 0) // 2 if frame.card is None else 0
    return replace(
        frame,
        top=frame.top + spare,
        names=frame.names + spare,
        head=frame.head + spare,
        bottom=frame.bottom - spare,
    )


def _rows(height: float, maps: int, planes: int) -> tuple[int, int, float]:
    """The number of rows, the side of a map and the gap between rows, in px, that fit into `height` px."""
    for count in range(maps, 0, -1):
        for least in ROW_GAPS:
            side = min(int((height - (count - 1) * least) // count), MOST_SIDE)
            side = min(side, _side_of_planes(height, planes)) // 2 * 2
            if side >= LEAST_SIDE:
                return count, side, _gap(height, side, count)
    return 1, SMALLEST_SIDE, ROW_GAPS[0]


def _gap(height: float, side: int, count: int) -> float:
    return min(max((height - side * count) / max(count - 1, 1), ROW_GAPS[-1]), MOST_ROW_GAP)


def _side_of_planes(height: float, planes: int) -> int:
    return int((height - PLANE_GAP - planes * PLANE_LABEL) // (planes + 1)) if planes else MOST_SIDE


def _planes_height(side: int, planes: int) -> float:
    return side + PLANE_GAP + planes * (side + PLANE_LABEL) if planes else 0
