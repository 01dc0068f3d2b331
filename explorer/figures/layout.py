"""Where everything stands in the overview: columns of maps, in px, as plain records."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Literal

from explorer.figures.theme import size_text
from explorer.layers.base import Shape, as_map
from explorer.network import Network, Step

Form = Literal["maps", "strip", "bars"]
SLOTS = 10
MAP = 44
WIDTH, HEIGHT = 780, 590
HEAD, FOOT = 66, 46
PITCH = (56, 104)
STRIP = 20
BARS = 64


@dataclass(frozen=True)
class Slot:
    """One picture: the first channel it shows and its rectangle in px, y downwards."""

    channel: int
    x: float
    y: float
    w: float
    h: float


@dataclass(frozen=True)
class Column:
    """One step. `form`: a picture per map, one strip for a vector, or bars for shares. `hidden` maps have no slot."""

    path: str
    name: str
    shape: tuple[int, int, int]
    form: Form
    centre: float
    slots: tuple[Slot, ...]
    group: int

    @property
    def hidden(self) -> int:
        return self.shape[2] - len(self.slots) if self.form == "maps" else 0

    @property
    def caption(self) -> tuple[str, str]:
        """Two short lines: the size, and how many."""
        rows, cols, channels = self.shape
        if self.form != "maps":
            return f"{channels:,}", "unit" if channels == 1 else "units"
        what = "map" if self.path else "channel"
        count = f"{len(self.slots)} of {channels}" if self.hidden else f"{channels} {what}{'s' * (channels != 1)}"
        return size_text(rows, cols), count


@dataclass(frozen=True)
class Layout:
    """The whole overview. `key` changes exactly when the places do."""

    width: int
    height: int
    columns: tuple[Column, ...]
    key: str

    @property
    def groups(self) -> list[tuple[int, list[Column]]]:
        """Columns that share one colour scale, from left to right."""
        numbers = sorted({column.group for column in self.columns})
        return [(n, [c for c in self.columns if c.group == n]) for n in numbers]


def lay_out(network: Network) -> Layout:
    """The overview of a network: left to right one column per step, at most ten maps each."""
    steps = network.steps
    bars = 90 if _form(steps[-1]) == "bars" else 0
    pitch = min(max((WIDTH - MAP - 16 - bars) / max(len(steps) - 1, 1), PITCH[0]), PITCH[1])
    used = MAP + 16 + pitch * (len(steps) - 1) + bars
    left = max((WIDTH - used) / 2, 0) + MAP / 2 + 8
    groups = scale_groups(network)
    columns = tuple(
        _column(step, round(left + index * pitch), group)
        for index, (step, group) in enumerate(zip(steps, groups, strict=True))
    )
    width = max(WIDTH, round(used))
    key = hashlib.sha256(repr((width, columns)).encode()).hexdigest()[:16]
    return Layout(width, HEIGHT, columns, key)


def scale_groups(network: Network) -> list[int]:
    """A number per step; steps with the same number share one colour scale.

    A weighted layer starts a group; its activation, pooling and flattening belong to it, because the same value must
    keep its colour where clipping and pooling should be seen. A softmax has a scale of its own.
    """
    numbers: list[int] = []
    group = 0
    for step in network.steps:
        if (step.layer is not None and (step.param_shapes or step.layer.short in ("softmax", "rescale"))) or len(
            numbers
        ) == 1:
            group += 1
        numbers.append(group)
    return numbers


def _form(step: Step) -> Form:
    rows, cols, channels = as_map(step.output_shape)
    if (len(step.output_shape) == 3 and step.path == "") or (rows, cols) != (1, 1):
        return "maps"
    return "bars" if step.layer is not None and step.layer.short == "softmax" and channels <= 24 else "strip"


def _column(step: Step, centre: float, group: int) -> Column:
    shape, form = as_map(step.output_shape), _form(step)
    slots = _maps(shape, centre) if form == "maps" else (_tall(form, shape, centre),)
    return Column(step.path, step.name, shape, form, centre, slots, group)


def _maps(shape: tuple[int, int, int], centre: float) -> tuple[Slot, ...]:
    count = min(shape[2], SLOTS)
    room = HEIGHT - HEAD - FOOT
    pitch = min(room / count, 64)
    top = HEAD + (room - pitch * count) / 2
    scale = MAP / max(shape[0], shape[1])
    w, h = max(shape[1] * scale, 2), max(shape[0] * scale, 2)
    return tuple(
        Slot(channel, centre - w / 2, round(top + pitch * (channel + 0.5) - h / 2, 2), w, h) for channel in range(count)
    )


def _tall(form: Form, shape: Shape, centre: float) -> Slot:
    room = HEIGHT - HEAD - FOOT
    height = min(room, shape[2] * 24)
    top = HEAD + (room - height) / 2
    if form == "bars":
        return Slot(0, centre - STRIP / 2, top, BARS, height)
    return Slot(0, centre - STRIP / 2, top, STRIP, height)
