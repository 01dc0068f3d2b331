"""The layout of the overview: the position of every column, map and text within the room of the page, in px."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

from explorer.figures.overview import lanes
from explorer.figures.overview.branches.hourglass import levels
from explorer.figures.overview.branches.u_shape import lay_out_u
from explorer.figures.overview.folding import fold
from explorer.figures.overview.geometry import headings
from explorer.figures.overview.geometry.columns import Given, columns, drawn_step
from explorer.figures.overview.geometry.groups import form_of, scale_groups
from explorer.figures.overview.geometry.notes import Note
from explorer.figures.overview.geometry.plans import best_plan
from explorer.figures.overview.places import WHOLE, Column, Frame, Layout, View
from explorer.figures.overview.room import USUAL, Room
from explorer.figures.overview.stages import MAX_COLUMNS_OF_SHORT_STAGES, Stage, in_line, stages
from explorer.layers.base import as_map
from explorer.network import Network

PLANES = ("red", "green", "blue")
"""Names of the planes of an image in colour."""


def lay_out(network: Network, classes: tuple[str, ...] = (), view: View = WHOLE, room: Room = USUAL) -> Layout:
    """The layout of a network's overview within `room`, from the input on the left to the answer on the right.

    Elementwise layers such as ReLU share the column of the layer before them. The maps are as large as the room allows, up
    to ten below each other. If they would be too small, every stage except the one of `view.path` is closed to a single
    column. `classes` name the units of the last layer, if there are as many.
    """
    layout = _laid(network, classes, _opened(network, view.path), room)
    groups = dict(zip((step.path for step in network.steps), scale_groups(network), strict=True))
    given = Given(network, classes, view.face)
    shown = tuple(_faced(given, _turned(column, view, groups), groups) for column in layout.columns)
    return replace(layout, columns=shown)


def _opened(network: Network, path: str) -> str:
    """The path that stands for all of the same stage, so that layouts are kept once per stage."""
    parts = levels(network) or _short_stages(network)
    stage = next((stage for stage in parts if path in stage.steps), None)
    return stage.steps[-1] if stage else path


@lru_cache(maxsize=64)
def _short_stages(network: Network) -> tuple[Stage, ...]:
    return stages(network, fold(network), MAX_COLUMNS_OF_SHORT_STAGES)


@lru_cache(maxsize=256)
def _laid(network: Network, classes: tuple[str, ...], selected: str, room: Room) -> Layout:
    """The layout with the first maps of every layer and the face "after"."""
    if parts := levels(network):
        made = columns(Given(network, classes), in_line(fold(network)), Frame())
        return _completed(network, lay_out_u(network, parts, made, room, selected))
    best = best_plan(network, classes, selected, room)
    plan, visible = best.plan, best.columns
    notes, brackets, _ = headings.sizes(visible, plan.frame, best.room_of, plan.texts.sizes)
    notes += headings.names(visible, plan.frame, best.width, plan.lifted, plan.bold, plan.named)
    notes += headings.card_titles(best.cards, plan.frame)
    notes += _plane_names(visible)
    spots = lanes.spots(network, plan.shown)
    notes += lanes.lane_notes(network, spots, visible, plan.frame)
    boxes = lanes.lane_boxes(network, spots, visible, plan.frame)
    notes += lanes.mark_notes(visible, boxes, best.width)
    brackets += boxes
    layout = Layout(round(best.width), room.height, visible, "", plan.frame, best.cards, notes, brackets)
    return _completed(network, layout)


def _completed(network: Network, layout: Layout) -> Layout:
    """The layout of the visible columns with one for every other step, too, and with its key."""
    by_path = {column.path: column for column in layout.columns}
    every = tuple(
        by_path.get(step.path, Column(step.path, step.name, as_map(step.output_shape), form_of(step), 0, (), group))
        for step, group in zip(network.steps, scale_groups(network), strict=True)
    )
    return replace(layout, columns=every, key=hashlib.sha256(repr(layout).encode()).hexdigest()[:16])


def _plane_names(visible: Sequence[Column]) -> tuple[Note, ...]:
    """The names below the planes of an image in colour."""
    return tuple(
        Note(name, column.centre, slot.y + slot.h + 2)
        for column in visible
        if column.photo is not None
        for name, slot in zip(PLANES, column.slots, strict=True)
    )


def _turned(column: Column, view: View, groups: dict[str, int]) -> Column:
    """The column turned to the page of channels that the view asks for; the last page overlaps the one before it.

    In the column of a concatenation only the lane that the channel comes from is turned.
    """
    channel = next((view.channels[g] for path in column.steps if (g := groups[path]) in view.channels), 0)
    count, shown = column.shape[2], len(column.slots)
    if column.form != "maps" or not shown or count == shown or channel >= count:
        return column
    if column.marks:
        return replace(column, slots=lanes.turn_lane(column, channel))
    first = min(channel // shown * shown, count - shown)
    return replace(column, slots=tuple(replace(slot, channel=slot.channel + first) for slot in column.slots))


def _faced(given: Given, column: Column, groups: dict[str, int]) -> Column:
    """The column with the step drawn that the face asks for."""
    if not column.slots:
        return column
    drawn = drawn_step(given.network, column.steps, given.face)
    return replace(column, drawn=drawn, group=groups[drawn])
