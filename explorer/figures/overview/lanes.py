"""The layout of parallel branches: each branch of a concatenation is a lane, a horizontal band of the overview."""

from __future__ import annotations

import bisect
import itertools
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from explorer.figures.overview.arcs import arc_room
from explorer.figures.overview.branches.lane_names import AS_IS, lane_name, range_name
from explorer.figures.overview.geometry.lettering import LINE_HEIGHT, text_width
from explorer.figures.overview.geometry.notes import Bracket, Note
from explorer.figures.overview.places import LEGEND_ROOM, STRIP_WIDTH, Column, Frame, Slot
from explorer.figures.overview.stages import VisibleColumn
from explorer.layers import Concatenate
from explorer.layers.base import as_map
from explorer.network import Network, Step

LANE_GAP, LANE_PADDING = 8, 6
"""Distance between two lanes, and between the edge of a lane and what is in it, in px."""
NAME_HEIGHT, HEADER_HEIGHT, COUNT_HEIGHT = 18, 17, 15
"""Heights in px above the maps of a lane: its name, the names of its layers, the numbers of maps."""
COUNTED = 136
"""Height of a lane from which the numbers of maps stand in it, in px."""
MAP_GAP = 6
"""Distance between two maps, in px."""
GOOD_SIDE, LEAST_SIDE = 32, 24
"""Sides of a map in px: more maps are shown as long as they keep the first; below the second, texts make room."""


@dataclass(frozen=True)
class Spot:
    """The position of a column: its `rank` from the left, and the number of its lane from the top if it is in one.

    Columns of parallel lanes can have the same rank. `height_shares` are the relative heights of all lanes of the
    concatenation at path `fork`, from the top; empty for a column outside lanes.
    """

    rank: int
    band: int = 0
    height_shares: tuple[int, ...] = ()
    fork: str = ""


@dataclass(frozen=True)
class Lane:
    """The vertical measures of one lane in px: its edges, the top of the names of its layers, the top of its maps.

    `names`, `counts`, `limits`: whether there is room for the names of layers, for the numbers of maps, and for the legends
    of their colours.
    """

    top: float
    bottom: float
    header: float
    maps: float
    names: bool
    counts: bool
    limits: bool

    @property
    def floor(self) -> float:
        """The lower edge of the last maps."""
        return self.bottom - LANE_PADDING - LEGEND_ROOM * self.limits


def spots(network: Network, shown: Sequence[VisibleColumn]) -> tuple[Spot, ...]:
    """The position of every visible column.

    The branches of a concatenation are drawn as lanes if all layers inside are visible, else one after the other.
    """
    whole = in_view(network, shown)
    placed: list[Spot] = []
    most, fork, last = -1, "", (-1, -1)  # the largest rank so far, the concatenation, its last lane and rank
    for each in shown:
        step, band, parts = _lane(network, each.unit.path, whole)
        if not parts:
            most, fork = most + 1, ""
            placed.append(Spot(most))
            continue
        if fork != step:
            fork, base, last = step, most + 1, (-1, -1)
        at = last[1] + 1 if last[0] == band else base
        most, last = max(most, at), (band, at)
        placed.append(Spot(at, band, parts, fork))
    return tuple(placed)


def _lane(network: Network, path: str, whole: frozenset[str]) -> tuple[str, int, tuple[int, ...]]:
    """The outermost concatenation around a step that is drawn in lanes: its path, the step's branch, and all shares.

    ("", 0, ()) if there is none.
    """
    parts = path.split(".")
    for at in range(1, len(parts), 2):
        outer = ".".join(parts[:at])
        layer = network.step(outer).layer
        if isinstance(layer, Concatenate) and outer in whole:
            return outer, int(parts[at][1:]), height_shares(layer)
    return "", 0, ()


def height_shares(layer: Concatenate) -> tuple[int, ...]:
    """The relative heights of a concatenation's lanes: 2 for an empty branch, which has no columns, else 3."""
    return tuple(3 if stack else 2 for stack in layer.stacks)


def in_view(network: Network, shown: Sequence[VisibleColumn]) -> frozenset[str]:
    """The paths of the visible steps of which every layer inside is visible, too: all but composites that are partly hidden."""
    seen = {path for each in shown if not each.closed for path in each.unit.steps}
    partly = {outer for step in network.steps if step.path not in seen for outer in _around(step.path)}
    return frozenset(seen - partly)


def joint(network: Network, column: VisibleColumn, whole: frozenset[str]) -> Step | None:
    """The concatenation that a visible column shows, if its branches are drawn as lanes; else None.

    `whole` are the paths that `in_view` finds.
    """
    if column.closed:
        return None
    for path in column.unit.steps:
        step = network.step(path)
        inside = any(isinstance(network.step(outer).layer, Concatenate) for outer in _around(path))
        if isinstance(step.layer, Concatenate) and not inside and path in whole:
            return step
    return None


def _around(path: str) -> list[str]:
    """The paths of the composites around the step at `path`, the outermost first: those of "5.b1.2.b0.0" are "5", "5.b1.2"."""
    parts = path.split(".")
    return [".".join(parts[:at]) for at in range(1, len(parts) - 1, 2)]


def lane(network: Network, fork: str, place: int, frame: Frame) -> Lane:
    """The measures of lane number `place` of the concatenation at `fork`."""
    layer = network.step(fork).layer
    assert isinstance(layer, Concatenate)
    shares = height_shares(layer)
    share_px = (frame.bottom - frame.head + LANE_GAP) / sum(shares)
    top = frame.head + sum(shares[:place]) * share_px
    bottom = top + shares[place] * share_px - LANE_GAP
    arcs = arc_room(layer.stacks[place], in_lane=True)
    room = bottom - top - LANE_PADDING - NAME_HEIGHT - arcs
    names = bool(layer.stacks[place]) and room >= LEAST_SIDE + HEADER_HEIGHT
    limits = bool(layer.stacks[place]) and room >= LEAST_SIDE + HEADER_HEIGHT + LEGEND_ROOM
    counts = names and bottom - top >= COUNTED + arcs + LEGEND_ROOM
    head = NAME_HEIGHT + (HEADER_HEIGHT if names else 0) + (COUNT_HEIGHT if counts else 0)
    return Lane(top, bottom, top + NAME_HEIGHT, top + head + arcs, names, counts, limits)


def lane_slots(column: Column, side: int, measures: Lane) -> tuple[Slot, ...]:
    """Slots around x = 0 for the first maps, or the strip of a vector, of a column in a lane, below the texts."""
    bottom = measures.floor
    if column.form != "maps":
        return (Slot(0, -STRIP_WIDTH / 2, measures.maps, STRIP_WIDTH, bottom - measures.maps),)
    return _placed(column.shape, range(column.shape[2]), side, measures.maps, bottom)


def joint_slots(
    network: Network, step: Step, shape: tuple[int, int, int], side: int, frame: Frame
) -> tuple[tuple[Slot, ...], tuple[tuple[float, str], ...]]:
    """The slots of a concatenation's maps around x = 0, each in the lane of its branch, and the texts (y, text) above them."""
    layer = step.layer
    assert isinstance(layer, Concatenate)
    slots: list[Slot] = []
    marks: list[tuple[float, str]] = []
    ends = zip(layer.stacks, layer.offsets(step.source_shapes), step.source_shapes, strict=True)
    for place, (branch, first, below) in enumerate(ends):
        measures = lane(network, step.path, place, frame)
        count = as_map(below)[2]
        channels = f"{first}" if count == 1 else f"{first}–{first + count - 1}"
        top = min(measures.maps, measures.floor - LEAST_SIDE)
        own = _placed(shape, range(first, first + count), side, top, measures.floor)
        marks.append((own[0].y - NAME_HEIGHT, f"{range_name(branch)}: {channels}"))
        slots += own
    return tuple(slots), tuple(marks)


def turn_lane(column: Column, channel: int) -> tuple[Slot, ...]:
    """The slots of a concatenation's column after its lane with `channel` was turned to the page that shows it."""
    tops = [top for top, _ in column.marks]
    lanes = [list(slots) for _, slots in itertools.groupby(column.slots, lambda slot: bisect.bisect(tops, slot.y))]
    starts = sorted(slots[0].channel for slots in lanes)
    result: list[Slot] = []
    for slots in lanes:
        start = slots[0].channel
        end = next((other for other in starts if other > start), column.shape[2])
        if start <= channel < end:
            page = min(start + (channel - start) // len(slots) * len(slots), end - len(slots))
            slots = [replace(slot, channel=page + at) for at, slot in enumerate(slots)]
        result += slots
    return tuple(result)


def label_width(network: Network, spot: Spot, placed: Sequence[Spot], column: Column, measures: Lane) -> float:
    """The width that the texts of a lane need at one of its columns, in px: its share of the lane's name, or its own."""
    layer = network.step(spot.fork).layer
    ranks = len({other.rank for other in placed if other.fork == spot.fork})
    widest = max(text_width(lane_name(branch) if branch else AS_IS, bold=True) for branch in layer.branches)
    own = text_width(column.title) if measures.names else 0
    return max((widest + 2 * LANE_PADDING) / ranks, own)


def least_mark(text: str) -> str:
    """The part of the text above a branch's maps that is always said: the channels."""
    return text.rpartition(": ")[2]


def lane_boxes(
    network: Network, placed: Sequence[Spot], columns: Sequence[Column], frame: Frame
) -> tuple[Bracket, ...]:
    """A box around every lane. `columns` are those of `placed`, in order and in their places."""
    boxes = []
    for fork, x0, x1 in _forks(placed, columns):
        for place in range(len(network.step(fork).layer.branches)):
            measures = lane(network, fork, place, frame)
            boxes.append(Bracket(x0, measures.top, x1, measures.bottom))
    return tuple(boxes)


def lane_notes(network: Network, placed: Sequence[Spot], columns: Sequence[Column], frame: Frame) -> tuple[Note, ...]:
    """What every lane does, at its top left, and above its columns their names and the numbers of their maps."""
    notes = []
    for fork, x0, x1 in _forks(placed, columns):
        for place, branch in enumerate(network.step(fork).layer.branches):
            top = lane(network, fork, place, frame).top + 2
            name = lane_name(branch)
            if text_width(name, bold=True) > x1 - x0 - 2 * LANE_PADDING:
                name = AS_IS
            notes.append(Note(name, x0 + LANE_PADDING, top, "left", strong=True, bold=True))
    for spot, column in zip(placed, columns, strict=True):
        if not spot.height_shares:
            continue
        measures = lane(network, spot.fork, spot.band, frame)
        if measures.names:
            notes.append(Note(column.title, column.centre, measures.header, strong=True, path=column.first))
        beside = [abs(c.centre - column.centre) for s, c in zip(placed, columns, strict=True) if s.fork == spot.fork]
        pitch = min((away for away in beside if away), default=math.inf)
        if measures.counts and text_width(column.count) + MAP_GAP <= min(pitch, column.slots[0].w + 2 * LANE_PADDING):
            notes.append(Note(column.count, column.centre, measures.header + LINE_HEIGHT + 1))
    return tuple(notes)


def mark_notes(columns: Sequence[Column], boxes: Sequence[Bracket], width: float) -> tuple[Note, ...]:
    """The texts above the maps of every branch in the columns of concatenations: without a name where that would touch."""
    notes = []
    for column in columns:
        left = max((box.x1 for box in boxes if box.y1 > box.y0 and box.x1 <= column.centre), default=0)
        right = min((box.x0 for box in boxes if box.y1 > box.y0 and box.x0 >= column.centre), default=width)
        others = [slot.x for other in columns if other.rank > column.rank for slot in other.slots]
        left, right = left + MAP_GAP / 2, min([right, *others]) - MAP_GAP / 2
        fits = all(text_width(text) <= right - left for _, text in column.marks)
        for y, mark in column.marks:
            text = mark if fits else least_mark(mark)
            half = text_width(text) / 2
            notes.append(Note(text, min(max(column.centre, left + half), right - half), y))
    return tuple(notes)


def _forks(placed: Sequence[Spot], columns: Sequence[Column]) -> Iterator[tuple[str, float, float]]:
    """The path of every concatenation drawn in lanes, and the left and right edge of its lanes, in px."""
    for fork in dict.fromkeys(spot.fork for spot in placed if spot.height_shares):
        inside = [column for spot, column in zip(placed, columns, strict=True) if spot.fork == fork]
        halves = [
            max([slot.w for slot in column.slots] + [text_width(column.title), column.label - 2 * LANE_PADDING]) / 2
            for column in inside
        ]
        x0 = min(column.centre - half for column, half in zip(inside, halves, strict=True))
        x1 = max(column.centre + half for column, half in zip(inside, halves, strict=True))
        yield fork, x0 - LANE_PADDING, x1 + LANE_PADDING


def _placed(shape: tuple[int, int, int], channels: range, side: int, top: float, bottom: float) -> tuple[Slot, ...]:
    """Slots around x = 0 for as many of `channels` as fit between `top` and `bottom`, from the top down."""
    height = bottom - top
    rows = max(int((height + MAP_GAP) // (min(side, GOOD_SIDE) + MAP_GAP)), 1)
    count = min(len(channels), rows)
    side = max(min(side, int((height + MAP_GAP) / count) - MAP_GAP), 8)
    scale = side / max(shape[0], shape[1])
    w, h = max(shape[1] * scale, 2), max(shape[0] * scale, 2)
    pitch = side + MAP_GAP
    return tuple(Slot(channels[at], -w / 2, round(top + pitch * at + (side - h) / 2, 2), w, h) for at in range(count))
