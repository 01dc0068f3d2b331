"""Where everything stands in the overview: columns of maps, in px, as plain records."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from typing import Literal

from explorer.figures.theme import size_text
from explorer.layers.base import Shape, as_map
from explorer.naming import stem_of
from explorer.network import Network, Step

Form = Literal["maps", "strip", "bars"]
SLOTS = 10
MAP, SMALL_MAP = 44, 30
"""Longest side of a map in px, and how far it may shrink so that a network of usual depth fits."""
WIDTH, HEIGHT = 800, 572
HEAD, FOOT = 66, 46
STRIP = 18
BARS = 40
ROW = 40
"""Height of a unit in a short vector, in px."""
SHARES = 44
"""Room for the percentages beside the bars, in px."""
NARROW, WIDE = 6, 18
"""Least gaps between columns, in px: where each map reads its own, and where edges fan out."""
PHONE, TILE, ACROSS, TILES = 356, 82, 4, 16
"""On a phone: width, side of a map, maps across, and how many at most."""
WIDEST = 64
LETTER, BOLD = 6.4, 7.0
"""Width of a letter above the columns, in px, rounded up."""


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
    labels: tuple[str, ...] = ()
    """What the units of a vector are called, if they are called anything: the classes."""

    repeats: bool = False
    """Whether it has the size of its left neighbour, cell for cell, so that this need not be said again."""

    @property
    def header(self) -> str:
        """The name above the column; a layer that is named after the one before it stands beside it."""
        return stem_of(self.name)

    @property
    def hidden(self) -> int:
        return self.shape[2] - len(self.slots) if self.form == "maps" else 0

    @property
    def caption(self) -> tuple[str, str]:
        """Two short lines: the size, and how many; empty where the left neighbour says it."""
        if self.repeats:
            return "", ""
        rows, cols, channels = self.shape
        if self.form != "maps":
            return f"{channels:,}", "unit" if channels == 1 else "units"
        if not self.path and channels in (1, 3):
            return size_text(rows, cols), "grey" if channels == 1 else "RGB"
        count = f"{len(self.slots)} of {channels}" if self.hidden else f"{channels} map{'s' * (channels != 1)}"
        return size_text(rows, cols), count


@dataclass(frozen=True)
class Layout:
    """The whole overview. `key` changes exactly when the places do."""

    width: int
    height: int
    columns: tuple[Column, ...]
    key: str

    @property
    def shown(self) -> list[Column]:
        """The columns that have pictures: all of them, or on a phone the selected one."""
        return [column for column in self.columns if column.slots]

    @property
    def groups(self) -> list[tuple[int, list[Column]]]:
        """Columns that share one colour scale, from left to right."""
        numbers = sorted({column.group for column in self.columns})
        return [(n, [c for c in self.columns if c.group == n]) for n in numbers]


def lay_out(network: Network, classes: tuple[str, ...] = ()) -> Layout:
    """The overview of a network: left to right one column per step, at most ten maps each.

    `classes` name the units of a softmax at the end, if there are as many.
    """
    for side in range(MAP, SMALL_MAP - 1, -2):
        plain, centres, width = _placed(network, side, classes)
        if width <= WIDTH:
            break
    else:  # it has to be scrolled anyway: then at its full size
        plain, centres, width = _placed(network, MAP, classes)
    columns = tuple(_moved(column, centre) for column, centre in zip(plain, centres, strict=True))
    key = hashlib.sha256(repr((width, columns)).encode()).hexdigest()[:16]
    return Layout(width, HEIGHT, columns, key)


def _placed(network: Network, side: int, classes: tuple[str, ...]) -> tuple[list[Column], list[int], int]:
    """Columns with maps of `side` px, laid out around 0; where their middles go; and the width of the whole."""
    plain = [
        replace(_column(step, 0, group, side, classes), repeats=_repeats(step))
        for step, group in zip(network.steps, scale_groups(network), strict=True)
    ]
    return plain, *_spread(network, plain, side)


def _moved(column: Column, centre: int) -> Column:
    """The column, which was laid out around 0, with its middle at `centre`."""
    return replace(column, centre=centre, slots=tuple(replace(slot, x=slot.x + centre) for slot in column.slots))


def _repeats(step: Step) -> bool:
    return step.layer is not None and "kernel" not in step.param_shapes and step.output_shape == step.input_shape


def lay_out_phone(network: Network, path: str, classes: tuple[str, ...] = ()) -> Layout:
    """The step at `path` alone, as a grid of maps four across."""
    columns = []
    for step, group in zip(network.steps, scale_groups(network), strict=True):
        column = _column(step, PHONE / 2, group, MAP, classes)
        columns.append(replace(column, slots=_grid(column) if step.path == path else ()))
    bottom = max(slot.y + slot.h for column in columns for slot in column.slots)
    key = hashlib.sha256(repr(columns).encode()).hexdigest()[:16]
    return Layout(PHONE, round(bottom + FOOT + 4), tuple(columns), key)


def _grid(column: Column) -> tuple[Slot, ...]:
    if column.form != "maps":
        slot = column.slots[0]
        return (replace(slot, x=(PHONE - slot.w) / 2, y=HEAD),)
    rows, cols, channels = column.shape
    scale = TILE / max(rows, cols)
    w, h = max(cols * scale, 2), max(rows * scale, 2)
    pitch = PHONE / ACROSS
    return tuple(
        Slot(n, pitch * (n % ACROSS) + (pitch - w) / 2, HEAD + pitch * (n // ACROSS) + (TILE - h) / 2, w, h)
        for n in range(min(channels, TILES))
    )


def _spread(network: Network, columns: list[Column], side: int) -> tuple[list[int], int]:
    """Where the middles of the columns stand, and the width of the whole: at least WIDTH, more if there are many."""
    halves = [(side if column.form == "maps" else STRIP) / 2 for column in columns]
    gaps = [
        max(
            WIDE if _fans(step) else NARROW,
            _label(below) + _label(above) - halves[i] - halves[i + 1] + (6 if above.form == "bars" else 0),
        )
        for i, (below, above, step) in enumerate(zip(columns, columns[1:], network.steps[1:], strict=False))
    ]
    first = max(halves[0], _label(columns[0]))
    last = max(halves[-1], _label(columns[-1])) + (SHARES + BARS - STRIP if columns[-1].form == "bars" else 0)
    used = first + last + 2 * sum(halves) - halves[0] - halves[-1] + sum(gaps)
    spare = max(WIDTH - 8 - used, 0) / max(len(gaps), 1)
    gaps = [min(gap + spare, max(WIDEST, gap)) for gap in gaps]
    used = first + last + 2 * sum(halves) - halves[0] - halves[-1] + sum(gaps)
    x = max((WIDTH - used) / 2, 4) + first
    centres = [round(x)]
    for i, gap in enumerate(gaps):
        x += halves[i] + gap + halves[i + 1]
        centres.append(round(x))
    return centres, max(WIDTH, round(used) + 8)


def _label(column: Column) -> float:
    """Half the width of the text above a column, in px, with some air."""
    return max(len(column.header) * BOLD, *(len(line) * LETTER for line in column.caption)) / 2 + 1


def _fans(step: Step) -> bool:
    """Whether each map of a step reads many maps below it."""
    return step.layer is not None and "kernel" in step.param_shapes


def scale_groups(network: Network) -> list[int]:
    """A number per step; steps with the same number share one colour scale.

    A layer with a kernel starts a group; its activation, pooling and flattening belong to it, because the same value must
    keep its colour where clipping and pooling should be seen. A layer that makes numbers of another size, such as a
    normalisation or a softmax, starts one too.
    """
    numbers: list[int] = []
    group = 0
    for step in network.steps:
        if (step.layer is not None and ("kernel" in step.param_shapes or step.layer.own_scale)) or len(numbers) == 1:
            group += 1
        numbers.append(group)
    return numbers


def is_shares(step: Step) -> bool:
    """Whether it is a softmax of so few units that each has a bar of its own."""
    rows, cols, units = as_map(step.output_shape)
    return step.layer is not None and step.layer.short == "softmax" and (rows, cols) == (1, 1) and units <= 24


def _form(step: Step) -> Form:
    rows, cols, _ = as_map(step.output_shape)
    if (len(step.output_shape) == 3 and step.path == "") or (rows, cols) != (1, 1):
        return "maps"
    return "bars" if is_shares(step) else "strip"


def _column(step: Step, centre: float, group: int, side: int, classes: tuple[str, ...] = ()) -> Column:
    shape, form = as_map(step.output_shape), _form(step)
    slots = _maps(shape, centre, side) if form == "maps" else (_tall(form, shape, centre),)
    numbered = tuple(f"class {unit}" for unit in range(shape[2]))
    labels = () if form != "bars" else classes if len(classes) == shape[2] else numbered
    return Column(step.path, step.name, shape, form, centre, slots, group, labels)


def _maps(shape: tuple[int, int, int], centre: float, side: int) -> tuple[Slot, ...]:
    count = min(shape[2], SLOTS)
    room = HEIGHT - HEAD - FOOT
    pitch = min(room / count, 64)
    top = HEAD + (room - pitch * count) / 2
    scale = side / max(shape[0], shape[1])
    w, h = max(shape[1] * scale, 2), max(shape[0] * scale, 2)
    return tuple(
        Slot(channel, centre - w / 2, round(top + pitch * (channel + 0.5) - h / 2, 2), w, h) for channel in range(count)
    )


def _tall(form: Form, shape: Shape, centre: float) -> Slot:
    room = HEIGHT - HEAD - FOOT
    height = min(room, shape[2] * ROW)
    top = HEAD + (room - height) / 2
    if form == "bars":
        return Slot(0, centre - STRIP / 2, top, BARS + SHARES, height)
    return Slot(0, centre - STRIP / 2, top, STRIP, height)
