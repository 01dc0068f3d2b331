"""The layout of the overview on a phone: one layer at a time, its maps in a grid."""

from __future__ import annotations

import hashlib
from dataclasses import replace

from explorer.figures.overview.folding import fold, own_steps
from explorer.figures.overview.geometry.columns import drawn_step
from explorer.figures.overview.geometry.groups import form_of, scale_groups
from explorer.figures.overview.geometry.lettering import LINE_HEIGHT
from explorer.figures.overview.geometry.notes import Note
from explorer.figures.overview.places import (
    BAR_WIDTH,
    MOST_BAR_PITCH,
    SHARE_TEXT_WIDTH,
    STRIP_WIDTH,
    WHOLE,
    Column,
    Frame,
    Layout,
    Slot,
    View,
)
from explorer.figures.theme import size_text
from explorer.layers.base import as_map
from explorer.network import Network, Step
from explorer.scene import Face

PHONE_WIDTH, PHONE_MAP, PHONE_MAPS_ACROSS, MAX_PHONE_MAPS = 356, 82, 4, 16
"""Width of the overview and side of a map, in px; maps in a row; and maps at most."""
HEAD, FOOT = 40, 26
"""Height of the texts above the maps, and of the limits of the colours below them, in px."""
TALLEST_VECTOR = 460
"""Height of the strip of a long vector, in px."""


def lay_out_phone(network: Network, path: str, classes: tuple[str, ...] = (), view: View = WHOLE) -> Layout:
    """The overview on a phone: only the step at `path`, as a grid of maps, four in a row."""
    groups = scale_groups(network)
    columns = tuple(_column(step, group) for step, group in zip(network.steps, groups, strict=True))
    step = network.step(path)
    shown = _shown(network, step, columns[network.index(path)], classes, view)
    bottom = max(slot.y + slot.h for slot in shown.slots)
    key = hashlib.sha256(repr((shown.path, shown.slots)).encode()).hexdigest()[:16]
    frame = Frame(0, 2, HEAD, bottom, PHONE_MAP, PHONE_MAP, MAX_PHONE_MAPS)
    notes = (
        Note(step.name, PHONE_WIDTH / 2, 2, strong=True, bold=True),
        Note(_caption(shown), PHONE_WIDTH / 2, 2 + LINE_HEIGHT + 2),
    )
    turned = _turned(shown, view.channels.get(shown.group, 0))
    every = tuple(turned if column.path == path else column for column in columns)
    return Layout(PHONE_WIDTH, round(bottom + FOOT), every, key, frame, notes=notes)


def _column(step: Step, group: int) -> Column:
    return Column(step.path, step.name, as_map(step.output_shape), form_of(step), PHONE_WIDTH / 2, (), group)


def _shown(network: Network, step: Step, column: Column, classes: tuple[str, ...], view: View) -> Column:
    """The column of the selected step, with the pictures of the column into which it is folded."""
    drawn = phone_drawn(network, step.path, view.face)
    column = replace(column, title=step.name, steps=(step.path,), drawn=drawn)
    units = column.shape[2]
    if column.form == "bars":
        labels = classes if len(classes) == units else tuple(f"class {unit}" for unit in range(units))
        bars = _tall(units * min(MOST_BAR_PITCH, TALLEST_VECTOR / units), BAR_WIDTH + SHARE_TEXT_WIDTH)
        return replace(column, slots=(bars,), answer=bars, bars=units, labels=labels)
    if column.form == "strip":
        return replace(column, slots=(_tall(min(TALLEST_VECTOR, units * 40), STRIP_WIDTH),))
    return replace(column, slots=_grid(column.shape))


def phone_drawn(network: Network, path: str, face: Face) -> str:
    """The path of the step whose maps stand for the one at `path`: what the next layer reads, or what enters the activation."""
    steps = next(own_steps(network, unit) for unit in fold(network) if path in unit.steps)
    return drawn_step(network, steps, face) if path in steps else path


def phone_steps(network: Network) -> dict[str, tuple[str, ...]]:
    """For each layer that a phone offers, the paths of all steps that it stands for: those of one column of the overview."""
    return {own_steps(network, unit)[0]: unit.steps for unit in fold(network)}


def _tall(height: float, width: float) -> Slot:
    return Slot(0, (PHONE_WIDTH - width) / 2, HEAD, width, height)


def _grid(shape: tuple[int, int, int]) -> tuple[Slot, ...]:
    rows, cols, channels = shape
    scale = PHONE_MAP / max(rows, cols)
    w, h = max(cols * scale, 2), max(rows * scale, 2)
    pitch = PHONE_WIDTH / PHONE_MAPS_ACROSS
    return tuple(
        Slot(
            n,
            pitch * (n % PHONE_MAPS_ACROSS) + (pitch - w) / 2,
            HEAD + pitch * (n // PHONE_MAPS_ACROSS) + (PHONE_MAP - h) / 2,
            w,
            h,
        )
        for n in range(min(channels, MAX_PHONE_MAPS))
    )


def _turned(column: Column, channel: int) -> Column:
    """The column turned to the page of channels that has `channel`; the last page overlaps the one before it."""
    count, shown = column.shape[2], len(column.slots)
    if column.form != "maps" or count == shown or channel >= count:
        return column
    first = min(channel // shown * shown, count - shown)
    return replace(column, slots=tuple(replace(slot, channel=slot.channel + first) for slot in column.slots))


def _caption(column: Column) -> str:
    rows, cols, channels = column.shape
    if column.form != "maps":
        return f"{channels:,} unit{'s' * (channels != 1)}"
    return f"{size_text(rows, cols)}, {column.count}"
