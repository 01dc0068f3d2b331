"""The layout of an hourglass: down on the left, up on the right, every level a row, its skip connection straight across."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from explorer.figures.overview.branches.hourglass import Level, copies
from explorer.figures.overview.branches.measures import (
    CHOICES,
    LAST_CHOICES,
    PART_GAP,
    ROW_GAP,
    Measures,
    crowded,
    measured,
)
from explorer.figures.overview.branches.ranks import Place, places
from explorer.figures.overview.branches.texts import names, sizes, skip_note
from explorer.figures.overview.places import Column, Layout, Slot
from explorer.figures.overview.room import Room
from explorer.layers.base import as_map
from explorer.layers.composite.composite import Composite
from explorer.network import Network


def lay_out_u(
    network: Network, levels: Sequence[Level], columns: Sequence[Column], room: Room, selected: str = ""
) -> Layout:
    """The layout of an hourglass in a room: of its visible columns, without a key. `columns` are all, not placed yet.

    If not all levels fit, those nearest to that of the step at `selected` are open, as many as fit; the others show their last
    column on either side.
    """
    own = next((at for at, level in enumerate(levels) if selected in level.steps), 0)
    nearest = sorted(range(len(levels)), key=lambda at: abs(at - own))
    for count in range(len(levels), 0, -1):
        opened, choices = sorted(nearest[:count]), LAST_CHOICES if count == 1 else CHOICES
        placed = places(network, levels, {column.path: column for column in columns}, opened)
        for choice in choices:
            measures = measured(placed, room, opened, choice)
            if measures is not None:
                return _laid(network, levels, placed, room, measures)
    return _laid(network, levels, placed, room, crowded(placed, room, opened))


def _laid(
    network: Network,
    levels: Sequence[Level],
    placed: Sequence[Place],
    room: Room,
    measures: Measures,
) -> Layout:
    made = {place.column.path: _column(network, levels[place.level], place, measures) for place in placed}
    visible = {path: _with_legend(column, measures) for path, column in made.items()}
    notes, brackets = sizes(network, levels, placed, visible, measures)
    notes += names(placed, visible, measures)
    notes += [skip_note(network, level, visible, measures) for level in levels if level.joint]
    shown = tuple(visible.values())
    return Layout(room.width, room.height, shown, "", notes=tuple(notes), brackets=tuple(brackets))


def _column(network: Network, level: Level, place: Place, measures: Measures) -> Column:
    """The column of a place with its slots in the rows of its level."""
    column, at = place.column, place.level
    centre, rows, upper = measures.centres[place.rank], measures.rows[at], measures.upper(at)
    marks: tuple[tuple[float, str], ...] = ()
    if column.form != "maps":
        return _vector(column, place, centre, measures)
    if column.photo is not None:
        return _picture(column, place, centre, measures)
    if place.part == "split" and upper and copies(network, level.joint):
        skipped, others = _joined(network, level)
        slots = _rows(column, skipped[:upper], centre, measures.maps_top(at), measures.side)
        slots += _rows(column, others[: rows - upper], centre, measures.lower_top(at), measures.side)
        marks = ((measures.maps_top(at) - 1, ""), (measures.lower_top(at) - PART_GAP + 3, _words(others)))
    elif place.part == "lower" and upper:
        shown = range(column.shape[2])[: rows - upper]
        slots = _rows(column, shown, centre, measures.lower_top(at), measures.side)
    else:
        slots = _rows(column, range(column.shape[2])[:rows], centre, measures.maps_top(at), measures.side)
    return replace(_set(column, place, centre, measures), slots=slots, marks=marks)


def _with_legend(column: Column, measures: Measures) -> Column:
    """The column with room for a legend below its maps, where its level has some."""
    assert column.level is not None
    if not measures.limits or not measures.opened[column.level]:
        return column
    return replace(column, legend_top=max(slot.y + slot.h for slot in column.slots))


def _set(column: Column, place: Place, centre: int, measures: Measures) -> Column:
    """The column in the rank and level of its place."""
    return replace(
        column,
        centre=centre,
        rank=place.rank,
        top=measures.names_top(place.level),
        legend_top=None,
        level=place.level,
        title=place.title,
        marks=(),
        joins=False,
        label=0,
        closed=place.closed,
    )


def _picture(column: Column, place: Place, centre: int, measures: Measures) -> Column:
    """The column of an image in colour: the picture itself and its three planes in a square of four."""
    side = measures.side if measures.rows[place.level] > 1 else (measures.side - ROW_GAP) / 2
    shift, top = (side + ROW_GAP) / 2, measures.maps_top(place.level)
    photo, *planes = (
        _slot(channel, column.shape, centre + (shift if at % 2 else -shift), top + at // 2 * (side + ROW_GAP), side)
        for at, channel in enumerate((0, 0, 1, 2))
    )
    return replace(_set(column, place, centre, measures), photo=photo, slots=tuple(planes))


def _vector(column: Column, place: Place, centre: int, measures: Measures) -> Column:
    """The column of a vector in the height of its level: a strip, and the bars of an answer beside it."""
    top, height = measures.maps_top(place.level), measures.maps_height(place.level)
    slots = tuple(replace(slot, x=slot.x + centre, y=top, h=min(slot.h, height)) for slot in column.slots)
    answer = column.answer and replace(column.answer, x=column.answer.x + centre, y=top, h=min(column.answer.h, height))
    return replace(_set(column, place, centre, measures), slots=slots, answer=answer)


def _joined(network: Network, level: Level) -> tuple[range, range]:
    """The channels of the joint that come from the skip connection, and the others."""
    step = network.step(level.joint)
    assert isinstance(step.layer, Composite)
    skip = 0 if not step.layer.branches[0] else 1
    firsts = step.layer.offsets(step.source_shapes)
    skipped, others = (
        range(first, first + as_map(shape)[2])
        for first, shape in ((firsts[place], step.source_shapes[place]) for place in (skip, 1 - skip))
    )
    return skipped, others


def _words(channels: range) -> str:
    return f"{channels[0]}" if len(channels) == 1 else f"{channels[0]}–{channels[-1]}"


def _rows(column: Column, channels: range, centre: int, top: float, side: int) -> tuple[Slot, ...]:
    """Slots for maps below each other, from `top` down."""
    pitch = side + ROW_GAP
    return tuple(_slot(channel, column.shape, centre, top + pitch * at, side) for at, channel in enumerate(channels))


def _slot(channel: int, shape: tuple[int, int, int], centre: float, top: float, side: float) -> Slot:
    """The slot of one map in the middle of a square of `side` px."""
    scale = side / max(shape[0], shape[1])
    w, h = max(shape[1] * scale, 2), max(shape[0] * scale, 2)
    return Slot(channel, centre - w / 2, round(top + (side - h) / 2, 2), w, h)
