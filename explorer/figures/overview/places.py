"""What the overview is made of, as plain records: columns of slots in px, cards of stages, and what of it is in view."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

from explorer.figures.theme import size_text
from explorer.network.naming import stem_of

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
PHONE, TILE, ACROSS, TILES = 356, 82, 4, 16
"""On a phone: width, side of a map, maps across, and how many at most."""
ARCS = 16
"""Room for arcs above the maps, in px."""
WIDEST = 64
LEGEND = 40
"""Least distance between the middles of columns with a colour scale each, in px: the limits stand below them."""
LETTER, BOLD = 6.4, 7.0
"""Width of a letter above the columns, in px, rounded up."""


@dataclass(frozen=True)
class Frame:
    """The room around the maps: where names begin and maps begin, in px from the top, maps per column, and the width."""

    names: int = 4
    head: int = HEAD
    slots: int = SLOTS
    folds: bool = False
    width: int = WIDTH

    @property
    def with_arcs(self) -> Frame:
        """The same with room for shortcuts above the maps."""
        return replace(self, head=self.head + ARCS)


PLAIN, FOLDED, STAGED = Frame(), Frame(4, 82, folds=True), Frame(82, 160, 8, folds=True)
"""Of small networks; of those whose names have a line more; of those with stages and a silhouette of the whole."""


@dataclass(frozen=True)
class View:
    """What of a large network is on the screen.

    `path` is the selected step: its stage is open. The steps in `unfolded` have columns of their own. `channels` tells, by
    the number of a block of `scale_groups`, which channel must be among those shown.
    """

    path: str = ""
    unfolded: frozenset[str] = frozenset()
    channels: Mapping[int, int] = field(default_factory=dict)

    @property
    def apart(self) -> frozenset[str]:
        return self.unfolded | {self.path}


@dataclass(frozen=True)
class Gaps:
    """Least gaps between columns, in px: where each map reads its own, where edges fan out, and between stages besides."""

    narrow: int
    wide: int
    card: int


AIRY, TIGHT = Gaps(6, 18, 10), Gaps(4, 10, 9)
"""As a rule, and where the columns are wider than the overview all the same."""

WHOLE = View()
"""Nothing chosen: every stage is closed."""


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

    title: str = ""
    """What stands above it in place of its name: the first layer folded into it, or its stage."""

    also: str = ""
    """A line below that: what else is in the column."""

    closed: bool = False
    """Whether it stands for a whole stage."""

    rank: int = 0
    """Its place from the left among the visible columns; columns in parallel lanes share it."""

    top: float | None = None
    """Where its name stands, in px, if it is in a lane and not at the head of the overview."""

    joins: bool = False
    """Whether lanes end in it."""

    marks: tuple[tuple[float, str], ...] = ()
    """Where lanes end: which channels come from which branch, with the place of the text, in px."""

    @property
    def header(self) -> str:
        """The name above the column; a layer that is named after the one before it stands beside it."""
        return self.title or stem_of(self.name)

    @property
    def hidden(self) -> int:
        return self.shape[2] - len(self.slots) if self.form == "maps" else 0

    @property
    def caption(self) -> tuple[str, str]:
        """Two short lines: the size, and how many; empty where the left neighbour says it."""
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
class Card:
    """A stage with more than one column: its name, its left and right edge in px, and whether it is open.

    `path` is the step that is selected by a click on it, `steps` are all of its steps.
    """

    title: str
    path: str
    x0: float
    x1: float
    open: bool
    steps: tuple[str, ...]


@dataclass(frozen=True)
class Layout:
    """The whole overview, with a column per step; those of hidden steps have no slots.

    `key` changes exactly when the places do, and not when other channels come into the same slots.
    """

    width: int
    height: int
    columns: tuple[Column, ...]
    key: str
    frame: Frame = PLAIN
    cards: tuple[Card, ...] = ()

    @property
    def content(self) -> str:
        """A text that changes with the places and with the channels that are in them."""
        firsts = (slot.channel for c in self.shown for slot in (c.slots if c.marks else c.slots[:1]))
        return f"{self.key}-{'.'.join(map(str, firsts))}"

    @property
    def shown(self) -> list[Column]:
        """The columns that have pictures: all of them, or on a phone the selected one."""
        return [column for column in self.columns if column.slots]

    @property
    def groups(self) -> list[tuple[int, list[Column]]]:
        """Columns that share one colour scale, from left to right."""
        numbers = sorted({column.group for column in self.columns})
        return [(n, [c for c in self.columns if c.group == n]) for n in numbers]
