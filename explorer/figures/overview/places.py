"""The records that a layout of the overview is made of, and its measures: slots, columns, cards of stages, views."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from explorer.figures.overview.geometry.groups import Form
from explorer.figures.overview.geometry.notes import Box, Bracket, Note
from explorer.scene import Face

MAPS_PER_COLUMN = 10
"""Maps drawn of a layer at most; the loupe and the Layer tab show the others."""
LEAST_SIDE, MOST_SIDE, SMALLEST_SIDE = 36, 96, 20
"""Longest side of a map in px: the least, the most, and the least where even stage cards do not fit otherwise."""
STRIP_WIDTH = 18
"""Width of the strip that shows a vector, in px."""
BAR_WIDTH, SHARE_TEXT_WIDTH = 48, 56
"""Length of a bar that stands for a share of 1, and width of the percentage beside it with its margins, in px."""
LEAST_BAR_PITCH, MOST_BAR_PITCH = 30, 44
"""Height of a bar with its name, in px."""
LEGEND_ROOM = 20
"""Height of the bar of a colour scale with its limit below it, and the distance to the maps, in px."""
LIKELIEST = 5
"""Bars of a classifier with more classes than get a bar each."""


@dataclass(frozen=True)
class Frame:
    """The horizontal lines of a layout, in px, and the measures of its rows.

    `top` is the upper edge of the texts above the maps, `names` that of the names, `head` that of the first maps;
    `bottom` is the lower edge of the last ones. `side` is the longest side of a map, `pitch` the distance between rows,
    `slots` their number.
    """

    top: float = 0
    names: float = 18
    head: float = 34
    bottom: float = 540
    side: int = 44
    pitch: float = 52
    slots: int = MAPS_PER_COLUMN
    card: float | None = None
    """The y of the titles of stage cards; None for an overview without stages."""

    minimap: float | None = None
    """The upper edge of the minimap; None where there is none."""


@dataclass(frozen=True)
class View:
    """Which part of a network is visible, and which face of its layers.

    `path` is the selected step: its stage is open. `channels` maps the number of a group (see `scale_groups`) to the channel
    that must be among those shown. `face` "after" shows what the next layer reads, "before" what enters the activation.
    """

    path: str = ""
    channels: Mapping[int, int] = field(default_factory=dict)
    face: Face = "after"


WHOLE = View()
"""The view in which nothing is selected: every stage is closed."""


@dataclass(frozen=True)
class Slot:
    """The rectangle of one picture in px, y downwards, and the channel that it shows (of a vector the first)."""

    channel: int
    x: float
    y: float
    w: float
    h: float

    @property
    def lying(self) -> bool:
        """Whether the strip of a vector runs from left to right here, as on a phone, instead of downwards."""
        return self.w > self.h


@dataclass(frozen=True)
class Column:
    """One step of the network in the overview. `slots` are its pictures; none where the step is not visible.

    `shape` is (rows, columns, channels); `form` says how it is drawn, see `form_of`; `group` is the number of its colour
    scale; `centre` is the x of its middle, in px.
    """

    path: str
    name: str
    shape: tuple[int, int, int]
    form: Form
    centre: float
    slots: tuple[Slot, ...]
    group: int
    title: str = ""
    """The text above it: the name of its first layer, or its stage."""

    steps: tuple[str, ...] = ()
    """The paths of all steps that the column stands for, in order: a convolution, its normalisation, its activation."""

    drawn: str = ""
    """The path of the one whose activations are drawn."""

    photo: Slot | None = None
    """For the input in colour, the rectangle of the picture itself above its planes."""

    answer: Slot | None = None
    """The rectangle with the bars of classes; for the form "bars" the same as its slot."""

    bars: int = 0
    """How many bars there are: all classes, or the likeliest."""

    labels: tuple[str, ...] = ()
    """Names of the units of a final softmax: the classes."""

    stage: int | None = None
    """The index of its stage; None for an overview without stages."""

    closed: bool = False
    """Whether it represents a closed stage."""

    rank: int = 0
    """Its position from the left among the visible columns; columns in parallel lanes can have the same."""

    top: float | None = None
    """The y of its name, in px, if it is in a lane; None if the name stands at the top of the overview."""

    legend_top: float | None = None
    """The y below its maps where the legend of its colours stands, if it is in a lane or level that has room for one."""

    joins: bool = False
    """Whether it is the concatenation of branches that are drawn as lanes."""

    level: int | None = None
    """The level of an hourglass that it belongs to, counted from the top; None for other networks."""

    label: float = 0
    """The width that the texts of its lane need beside its own title, in px."""

    marks: tuple[tuple[float, str], ...] = ()
    """For a concatenation of lanes, the texts (y in px, text) that say which channels come from which branch."""

    @property
    def first(self) -> str:
        """The path of the step that a click selects: the layer that others are folded into."""
        return self.steps[0] if self.steps else self.path

    @property
    def hidden(self) -> int:
        """How many maps have no slot."""
        return self.shape[2] - len(self.slots) if self.form == "maps" else 0

    @property
    def count(self) -> str:
        """The number of maps: "12 maps" or "8 of 20"."""
        channels = self.shape[2]
        return f"{len(self.slots)} of {channels}" if self.hidden else f"{channels} map{'s' * (channels != 1)}"


@dataclass(frozen=True)
class StageCard:
    """The frame of a stage that is closed or has several columns: title, left and right edge in px, whether it is open.

    `path` is the step that a click selects, `steps` are the paths of all its steps.
    """

    title: str
    path: str
    x0: float
    x1: float
    open: bool
    steps: tuple[str, ...]


@dataclass(frozen=True)
class Turn:
    """A rectangle (left, top, right, bottom) in px at an end of a phone's row: a tap shows the maps from `channel` on."""

    box: Box
    path: str
    channel: int


@dataclass(frozen=True)
class Layout:
    """The layout of an overview: its size in px and a column per step; columns of steps that are not visible have no slots.

    `key` changes exactly when positions do, and not when the same slots show other channels or another face.
    """

    width: int
    height: int
    columns: tuple[Column, ...]
    key: str
    frame: Frame = Frame()
    cards: tuple[StageCard, ...] = ()
    notes: tuple[Note, ...] = ()
    brackets: tuple[Bracket, ...] = ()
    turns: tuple[Turn, ...] = ()

    @property
    def content(self) -> str:
        """A key that changes with the positions, and with the channels and the face that are shown there."""
        firsts = (slot.channel for c in self.shown for slot in (c.slots if c.marks else c.slots[:1]))
        faces = "".join(c.drawn for c in self.shown if c.drawn != c.path)
        return f"{self.key}-{'.'.join(map(str, firsts))}{'-before' * bool(faces)}"

    @property
    def shown(self) -> list[Column]:
        """The visible columns; on a phone only the selected one."""
        return [column for column in self.columns if column.slots]

    @property
    def groups(self) -> list[tuple[int, list[Column]]]:
        """The groups of columns with a common colour scale, as (number, columns), from left to right."""
        numbers = sorted({column.group for column in self.columns})
        return [(n, [c for c in self.columns if c.group == n]) for n in numbers]
