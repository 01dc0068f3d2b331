"""What changes in the overview from run to run: the pictures of the maps, the limits of the colours, and the answer."""

from __future__ import annotations

import hashlib
import itertools
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from explorer.figures.maps import (
    BAR_PX,
    BAR_ROWS,
    bars_png,
    grey_png,
    indices,
    map_png,
    photo_png,
    plane_png,
    reduced,
    reduced_length,
    reduced_shape,
    shrunk,
)
from explorer.figures.overview.geometry.lettering import shortened, text_width
from explorer.figures.overview.places import BAR_WIDTH, Column, Layout, Slot
from explorer.figures.overview.scales import Scales
from explorer.figures.theme import Theme
from explorer.figures.words import letters
from explorer.words.class_names import short_class

Array = NDArray[Any]
PHOTO_SIDE = 192
"""Longest side in px of the input's picture above its planes: twice that on the screen, for sharp displays."""


@dataclass(frozen=True)
class AnswerBar:
    """One bar of the answer: the unit, the name of its class, and its share as it is written."""

    unit: int
    name: str
    percent: str


@dataclass(frozen=True)
class Pictures:
    """The pictures and texts of one run: a PNG data address per picture, in order, and texts by annotation index.

    The pictures are those of `picture_slots`. The texts are the limits of the colour scales and the answer's names and
    shares. `answer` are the bars of the answer, from the top down.
    """

    sources: list[str]
    texts: dict[int, str]
    answer: tuple[AnswerBar, ...] = ()

    @cached_property
    def version(self) -> str:
        """A digest that changes exactly when a picture or a text does."""
        whole = repr((self.sources, sorted(self.texts.items())))
        return hashlib.sha256(whole.encode()).hexdigest()[:16]


@dataclass(frozen=True)
class PictureSlot:
    """A picture of the overview: its column, its place, and what it is: the "photo", a "map" or the bars of the "answer"."""

    column: Column
    slot: Slot
    what: str = "map"

    @property
    def size(self) -> tuple[int, int]:
        """Rows and columns, in px, of the picture itself."""
        rows, cols, units = self.column.shape
        if self.what == "answer":
            return BAR_ROWS * self.column.bars, BAR_PX + _shares_px(self.slot)
        if self.what == "photo":
            return reduced_shape(rows, cols, PHOTO_SIDE)
        if self.column.form == "strip":
            length = reduced_length(units, round(max(self.slot.w, self.slot.h)))
            return (1, length) if self.slot.lying else (length, 1)
        return reduced_shape(rows, cols)

    @property
    def name(self) -> str:
        """What the trace of the picture is called: "conv1_1 3", "photo", "answer"."""
        return f"{self.column.name} {self.slot.channel}" if self.what == "map" else self.what


def picture_slots(layout: Layout) -> list[PictureSlot]:
    """All pictures of a layout, in the order of their traces: of every column the photo, its maps, the answer's bars."""
    result: list[PictureSlot] = []
    for column in layout.shown:
        if column.photo is not None:
            result.append(PictureSlot(column, column.photo, "photo"))
        if column.form != "bars":
            result += [PictureSlot(column, slot) for slot in column.slots]
        if column.answer is not None:
            result.append(PictureSlot(column, column.answer, "answer"))
    return result


def pictures(scales: Scales, layout: Layout, theme: Theme) -> Pictures:
    """The pictures and texts of the run whose activations `scales` holds."""
    sources = [source for column in layout.shown for source in _sources(column, scales, theme)]
    legends = legend_groups(layout)
    texts = {index: scales.legend(columns[0].drawn) for index, columns in enumerate(legends)}
    bars: tuple[AnswerBar, ...] = ()
    for column in layout.shown:
        if column.answer is not None:
            bars = answer_bars(column, scales.acts[column.path].ravel())
            texts |= dict(enumerate(_answer_texts(column, bars), len(legends)))
    return Pictures(sources, texts, bars)


def legend_groups(layout: Layout) -> list[list[Column]]:
    """The groups with a common colour scale that have a legend, each as the list of its visible columns.

    A group has one legend below its columns at full height, in every stage's card that it reaches into, and one in every
    lane and on either side of every level that it is in: there it stands below the first of its columns, because arrows
    leave from the last.
    """
    groups: list[list[Column]] = []
    for _, columns in layout.groups:
        shown = [c for c in columns if c.slots and c.form != "bars"]
        whole = [c for c in shown if c.top is None]
        groups += [list(members) for _, members in itertools.groupby(whole, lambda c: c.stage)] or [[]]
        inside = sorted((c for c in shown if c.legend_top is not None), key=lambda c: (c.top, c.rank))
        for column in inside:
            last = groups[-1][-1] if groups[-1] else None
            if (
                last is not None
                and last.legend_top is not None
                and (last.top, last.rank + 1) == (column.top, column.rank)
            ):
                groups[-1].append(column)
            else:
                groups.append([column])
    return [columns for columns in groups if columns]


def answer_bars(column: Column, shares: Array) -> tuple[AnswerBar, ...]:
    """The bars of a column's answer: all classes in their order, or the likeliest of many, the likeliest first."""
    order = np.arange(len(shares))
    if column.bars < len(shares):
        order = np.argsort(-np.nan_to_num(shares), kind="stable")[: column.bars]
    return tuple(AnswerBar(int(unit), short_class(column.labels[unit]), percent(shares[unit])) for unit in order)


def _answer_texts(column: Column, bars: tuple[AnswerBar, ...]) -> list[str]:
    """The shares, then the names, in the order of their annotations; the likeliest class is bold."""
    assert column.answer is not None
    shares = [float(bar.percent.strip("<%")) for bar in bars]
    best = int(np.argmax(np.nan_to_num(shares)))
    names = [_fitting(bar.name, column.answer.w, at == best) for at, bar in enumerate(bars)]
    return [*(bar.percent for bar in bars), *names]


def _fitting(name: str, room: float, bold: bool) -> str:
    short = letters(name if text_width(name, bold) <= room else _cut(name, room, bold))
    return f"<b>{short}</b>" if bold else short


def _cut(name: str, room: float, bold: bool) -> str:
    for length in range(len(name) - 1, 0, -1):
        if text_width(form := f"{name[:length].rstrip()}…", bold) <= room:
            return form
    return shortened(name, room, bold)


def percent(share: float) -> str:
    """A share in percent with one decimal; "<0.1%" for a positive one that would be rounded to 0."""
    return "<0.1%" if 0 < share < 0.0005 else f"{100 * share:.1f}%"


def _sources(column: Column, scales: Scales, theme: Theme) -> list[str]:
    """The pictures of a column, in the order of `picture_slots`."""
    values: Array = scales.acts[column.drawn][0].reshape(column.shape)
    sources = [photo_png(shrunk(values, PHOTO_SIDE)[0])] if column.photo is not None else []
    if column.form == "strip":
        sources += [_strip(slot, values, scales.limit(column.drawn, slot.channel), theme) for slot in column.slots]
    elif column.form != "bars" and column.slots:
        sources += _maps(column, values, scales, theme)
    if column.answer is not None:
        shares = scales.acts[column.path].ravel()
        units = [bar.unit for bar in answer_bars(column, shares)]
        sources.append(bars_png(shares[units], theme, _shares_px(column.answer)))
    return sources


def _strip(slot: Slot, values: Array, top: float, theme: Theme) -> str:
    strip = reduced(values.reshape(-1, 1, 1), round(max(slot.w, slot.h)))[:, :, 0]
    return map_png(indices(strip.T if slot.lying else strip, top), theme)


def _maps(column: Column, values: Array, scales: Scales, theme: Theme) -> list[str]:
    """The maps of a column. Their colours are found for all of them at once: one by one it takes numpy twice as long."""
    channels = [slot.channel for slot in column.slots]
    maps = np.moveaxis(reduced(values[:, :, channels]), 2, 0)
    if column.drawn:
        tops = np.array([scales.limit(column.drawn, channel) for channel in channels], maps.dtype)
        return [map_png(each, theme) for each in indices(maps, tops[:, None, None])]
    if column.photo is None:
        return [grey_png(each) for each in maps]
    return [plane_png(each, channel) for each, channel in zip(maps, channels, strict=True)]


def _shares_px(slot: Slot) -> int:
    """Space to the right of the bars in their picture, in px of the picture, for the percentages."""
    return round(BAR_PX * (slot.w - BAR_WIDTH) / BAR_WIDTH)
