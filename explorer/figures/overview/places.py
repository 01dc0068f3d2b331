"""The records that a layout of the overview is made of, and its measures: slots, columns, cards of stages, views."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

from explorer.figures.theme import size_text
from explorer.network.naming import stem_of

Form = Literal["maps", "strip", "bars"]
MAPS_PER_COLUMN = 10
"""Maps drawn of a layer at most; the hover and the Layer tab show the others."""
MAP_SIDE, MIN_MAP_SIDE = 44, 30
"""Longest side of a map in px, and the least to which it shrinks so that a network of usual depth fits."""
WIDTH, HEIGHT = 800, 572
"""Usual width and height of the overview, in px."""
HEAD, FOOT = 66, 46
"""Space above the maps for names, and below them for legends, in px."""
STRIP_WIDTH = 18
"""Width of the strip that shows a vector, in px."""
BAR_WIDTH = 40
"""Length of a bar that stands for a share of 1, in px."""
UNIT_HEIGHT = 40
"""Height of a unit in a short vector, in px."""
SHARE_TEXT_WIDTH = 44
"""Width of the percentages beside the bars, in px."""
PHONE_WIDTH, PHONE_MAP, PHONE_MAPS_ACROSS, MAX_PHONE_MAPS = 356, 82, 4, 16
"""On a phone: width of the overview and side of a map, in px; maps in a row; and maps at most."""
ARC_ROOM = 16
"""Additional height above the maps of a network with shortcut arcs, in px."""
MAX_GAP = 64
"""Widest gap between columns to which spare width is distributed, in px."""
LEGEND_PITCH = 40
"""Least distance between the middles of columns with different colour scales, in px: room for the limits below them."""
LETTER_WIDTH, BOLD_LETTER_WIDTH = 6.4, 7.0
"""Width of a regular and of a bold letter above the columns, in px, rounded up."""


@dataclass(frozen=True)
class Frame:
    """The space that a layout can use: y of the names and of the first maps, in px; maps per column; width in px.

    `folds`: cell-wise layers share the column of the layer before them, so names take a second line.
    """

    names: int = 4
    head: int = HEAD
    slots: int = MAPS_PER_COLUMN
    folds: bool = False
    width: int = WIDTH

    @property
    def with_arcs(self) -> Frame:
        """The same frame with space for shortcut arcs above the maps."""
        return replace(self, head=self.head + ARC_ROOM)


PLAIN, FOLDED, STAGED = Frame(), Frame(4, 82, folds=True), Frame(82, 160, 8, folds=True)
"""For networks whose columns all fit; for those that must fold layers; for those with stages and a minimap."""


@dataclass(frozen=True)
class View:
    """Which part of a large network is visible.

    `path` is the selected step: its stage is open. The steps in `unfolded` have columns of their own. `channels` maps the
    number of a group (see `scale_groups`) to the channel that must be among those shown.
    """

    path: str = ""
    unfolded: frozenset[str] = frozenset()
    channels: Mapping[int, int] = field(default_factory=dict)

    @property
    def apart(self) -> frozenset[str]:
        """The paths of all steps that must have columns of their own: the unfolded ones and the selected one."""
        return self.unfolded | {self.path}


@dataclass(frozen=True)
class Gaps:
    """Least gaps between columns, in px.

    `narrow`: each map reads one map. `wide`: each map reads many, so edges spread out. `card`: added between stages.
    """

    narrow: int
    wide: int
    card: int


AIRY, TIGHT = Gaps(6, 18, 10), Gaps(4, 10, 9)
"""The usual gaps, and those for columns that are too wide even with the smallest maps."""

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


@dataclass(frozen=True)
class Column:
    """One step of the network in the overview. `slots` are its pictures; none where the step is not visible.

    `shape` is (rows, columns, channels); `form` says how it is drawn, see `form_of` in layout; `group` is the number of
    its colour scale; `centre` is the x of its middle, in px.
    """

    path: str
    name: str
    shape: tuple[int, int, int]
    form: Form
    centre: float
    slots: tuple[Slot, ...]
    group: int
    labels: tuple[str, ...] = ()
    """Names of the units of a final softmax: the classes."""

    repeats: bool = False
    """Whether it has the shape of its left neighbour, so that the caption leaves it out."""

    title: str = ""
    """The text above it instead of its name: the first layer folded into it, or its stage."""

    also: str = ""
    """A second line below the title: which other layers the column represents."""

    closed: bool = False
    """Whether it represents a closed stage."""

    rank: int = 0
    """Its position from the left among the visible columns; columns in parallel lanes can have the same."""

    top: float | None = None
    """The y of its name, in px, if it is in a lane; None if the name stands at the top of the overview."""

    joins: bool = False
    """Whether it is the concatenation of branches that are drawn as lanes."""

    marks: tuple[tuple[float, str], ...] = ()
    """For a concatenation of lanes, the texts (y in px, text) that say which channels come from which branch."""

    @property
    def header(self) -> str:
        """The name above the column; of a layer named after its left neighbour only the stem: "relu" of "relu2_1"."""
        return self.title or stem_of(self.name)

    @property
    def hidden(self) -> int:
        """How many maps have no slot."""
        return self.shape[2] - len(self.slots) if self.form == "maps" else 0

    @property
    def caption(self) -> tuple[str, str]:
        """Two short lines below the header: the size and the number of maps; empty where they repeat the neighbour's."""
        if self.top is not None and self.form == "maps":
            return self._count(self.shape[2]), ""
        if self.repeats:
            return "", ""
        rows, cols, channels = self.shape
        if self.form != "maps":
            return f"{channels:,}", "unit" if channels == 1 else "units"
        if not self.path and channels in (1, 3):
            return size_text(rows, cols), "grey" if channels == 1 else "RGB"
        return size_text(rows, cols), self._count(channels)

    def _count(self, channels: int) -> str:
        if not self.hidden:
            return f"{channels} map{'s' * (channels != 1)}"
        if self.marks:
            return f"{len(self.slots)} of {channels}"
        first = self.slots[0].channel
        if first and len(self.slots) == 1:
            return f"map {first}"
        return f"{first}–{self.slots[-1].channel}" if first else f"{len(self.slots)} of {channels}"


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
class Layout:
    """The layout of an overview: its size in px and a column per step; columns of steps that are not visible have no slots.

    `key` changes exactly when positions do, and not when the same slots show other channels.
    """

    width: int
    height: int
    columns: tuple[Column, ...]
    key: str
    frame: Frame = PLAIN
    cards: tuple[StageCard, ...] = ()

    @property
    def content(self) -> str:
        """A key that changes with the positions and with the channels that are shown there."""
        firsts = (slot.channel for c in self.shown for slot in (c.slots if c.marks else c.slots[:1]))
        return f"{self.key}-{'.'.join(map(str, firsts))}"

    @property
    def shown(self) -> list[Column]:
        """The visible columns; on a phone only the selected one."""
        return [column for column in self.columns if column.slots]

    @property
    def groups(self) -> list[tuple[int, list[Column]]]:
        """The groups of columns with a common colour scale, as (number, columns), from left to right."""
        numbers = sorted({column.group for column in self.columns})
        return [(n, [c for c in self.columns if c.group == n]) for n in numbers]
