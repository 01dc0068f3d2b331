"""The layout of the overview on a phone: one layer at a time, its maps in a row that a finger swipes."""

from __future__ import annotations

import hashlib
from dataclasses import replace

from explorer.figures.overview.folding import fold, own_steps
from explorer.figures.overview.geometry.columns import drawn_step
from explorer.figures.overview.geometry.groups import form_of, scale_groups
from explorer.figures.overview.geometry.lettering import LINE_HEIGHT
from explorer.figures.overview.geometry.notes import Note
from explorer.figures.overview.places import (
    LEAST_BAR_PITCH,
    MOST_BAR_PITCH,
    WHOLE,
    Column,
    Frame,
    Layout,
    Slot,
    Turn,
    View,
)
from explorer.figures.theme import size_text
from explorer.layers.base import as_map
from explorer.network import Network, Step
from explorer.scene import Face

PHONE_WIDTH, PHONE_EDGE = 358, 16
"""Width of the page between its margins, and one margin, in px, on a phone of 390 px."""
PHONE_MAP, PHONE_PITCH, MAX_PHONE_MAPS = 80, 88, 32
"""Side of a map, and distance from one to the next, in px; and maps in the row at most."""
TURN_WIDTH = 44
"""Width in px of the place at each end of the row that turns to other maps."""
TOP, BELOW = 5, 4
"""Heights in px that the outline of a map needs above and below it. The limits of the colors are not in the picture: a swipe
would take them away. They stand below it (`row_words`)."""
TALLEST_BARS = 350
"""Height of the bars of an answer, in px: as much as a row of maps and the selected map take."""
BARS_WIDTH = 240
"""Width of the bars with their names and shares, in px."""


def lay_out_phone(network: Network, path: str, classes: tuple[str, ...] = (), view: View = WHOLE) -> Layout:
    """The overview on a phone: only the step at `path`, as a row of maps, or as bars of its classes."""
    groups = scale_groups(network)
    columns = tuple(_column(step, group) for step, group in zip(network.steps, groups, strict=True))
    step = network.step(path)
    shown = _shown(network, step, columns[network.index(path)], classes, view)
    bottom = max(slot.y + slot.h for slot in shown.slots) + 1
    key = hashlib.sha256(repr((shown.path, shown.slots)).encode()).hexdigest()[:16]
    frame = Frame(0, 2, TOP, bottom, PHONE_MAP, PHONE_MAP, MAX_PHONE_MAPS)
    turned = _turned(shown, view.channels.get(shown.group, 0))
    every = tuple(turned if column.path == path else column for column in columns)
    end = max(slot.x + slot.w for slot in shown.slots) + 2
    turns = _turns(turned, end + 2)
    width = max(PHONE_WIDTH, end + (TURN_WIDTH + 2 if turns else 0))
    return Layout(round(width), round(bottom + BELOW), every, key, frame, notes=tuple(_arrows(turns)), turns=turns)


def shows_bars(network: Network, path: str) -> bool:
    """Whether a phone shows the step at `path` as bars, each large enough to be tapped, in place of a row and a map."""
    step = network.step(path)
    return form_of(step) == "bars" and as_map(step.output_shape)[2] * LEAST_BAR_PITCH <= TALLEST_BARS


def _column(step: Step, group: int) -> Column:
    return Column(step.path, step.name, as_map(step.output_shape), form_of(step), PHONE_WIDTH / 2, (), group)


def _shown(network: Network, step: Step, column: Column, classes: tuple[str, ...], view: View) -> Column:
    """The column of the selected step, with the pictures of the column into which it is folded."""
    drawn = phone_drawn(network, step.path, view.face)
    column = replace(column, title=step.name, steps=(step.path,), drawn=drawn)
    units = column.shape[2]
    if shows_bars(network, step.path):
        labels = classes if len(classes) == units else tuple(f"class {unit}" for unit in range(units))
        height = units * min(MOST_BAR_PITCH, TALLEST_BARS / units)
        bars = Slot(0, (PHONE_WIDTH - BARS_WIDTH) / 2, TOP, BARS_WIDTH, height)
        return replace(column, slots=(bars,), answer=bars, bars=units, labels=labels)
    if column.form != "maps":
        return replace(column, form="strip", slots=(Slot(0, 2, TOP, PHONE_WIDTH - 4, PHONE_MAP),))
    return replace(column, slots=_row(column.shape))


def phone_drawn(network: Network, path: str, face: Face) -> str:
    """The path of the step whose maps stand for the one at `path`: what the next layer reads, or what enters the activation."""
    steps = next(own_steps(network, unit) for unit in fold(network) if path in unit.steps)
    return drawn_step(network, steps, face) if path in steps else path


def phone_steps(network: Network) -> dict[str, tuple[str, ...]]:
    """For each layer that a phone offers, the paths of all steps that it stands for: those of one column of the overview."""
    return {own_steps(network, unit)[0]: unit.steps for unit in fold(network)}


def _row(shape: tuple[int, int, int]) -> tuple[Slot, ...]:
    rows, cols, channels = shape
    scale = PHONE_MAP / max(rows, cols)
    w, h = max(cols * scale, 2), max(rows * scale, 2)
    start = 4 if channels <= MAX_PHONE_MAPS else TURN_WIDTH
    return tuple(
        Slot(n, start + PHONE_PITCH * n + (PHONE_MAP - w) / 2, TOP + (PHONE_MAP - h) / 2, w, h)
        for n in range(min(channels, MAX_PHONE_MAPS))
    )


def _turned(column: Column, channel: int) -> Column:
    """The column turned to the page of channels that has `channel`; the last page overlaps the one before it."""
    count, shown = column.shape[2], len(column.slots)
    if column.form != "maps" or count == shown or channel >= count:
        return column
    first = min(channel // shown * shown, count - shown)
    return replace(column, slots=tuple(replace(slot, channel=slot.channel + first) for slot in column.slots))


def _turns(column: Column, end: float) -> tuple[Turn, ...]:
    """Both ends of a row that does not show all maps: the maps before its first one, and those after its last."""
    count, shown = column.shape[2], len(column.slots)
    if column.form != "maps" or count == shown:
        return ()
    first = column.slots[0].channel
    before = first - shown if first else count - shown
    after = first + shown if first + shown < count else 0
    bottom = TOP + PHONE_MAP
    return (
        Turn((0, TOP, TURN_WIDTH - 4, bottom), column.path, max(before, 0)),
        Turn((end, TOP, end + TURN_WIDTH, bottom), column.path, after),
    )


def _arrows(turns: tuple[Turn, ...]) -> list[Note]:
    top = TOP + (PHONE_MAP - LINE_HEIGHT) / 2
    marks = zip("‹›", turns, strict=False)
    return [Note(mark, (turn.box[0] + turn.box[2]) / 2, top, strong=True, bold=True) for mark, turn in marks]


def row_words(layout: Layout) -> str:
    """Size and number of the maps in the row; "" for bars, which speak for themselves."""
    (column,) = layout.shown
    rows, cols, channels = column.shape
    if column.form == "bars":
        return ""
    if column.form != "maps":
        return f"{channels:,} unit{'s' * (channels != 1)}"
    return f"{size_text(rows, cols)}, {channels:,} map{'s' * (channels != 1)}"
