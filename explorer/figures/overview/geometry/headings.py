"""The texts above the maps: the name of every column, and for every block of one size a bracket with that size."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from explorer.figures.overview.geometry.lettering import LINE_HEIGHT, shortened, text_width
from explorer.figures.overview.geometry.notes import Bracket, Note
from explorer.figures.overview.geometry.rows import LIFT
from explorer.figures.overview.geometry.spacing import BETWEEN_NAMES, MARGIN
from explorer.figures.overview.places import Column, Frame, StageCard
from explorer.figures.theme import size_text

BETWEEN_SIZES = 8
"""Least distance between the texts of two brackets, in px."""


def names(columns: Sequence[Column], frame: Frame, width: float, lifted: bool, bold: bool) -> tuple[Note, ...]:
    """The name above every column outside lanes, on one line, or in turn on two lines; shortened where it would touch."""
    top = [column for column in columns if column.top is None]
    notes: list[Note] = []
    for at, column in enumerate(top):
        y = frame.names + LIFT * (lifted and at % 2 == 0)
        same_line = top[at % 2 :: 2] if lifted else top
        beside = (abs(other.centre - column.centre) for other in same_line if other is not column)
        edges = 2 * (min(column.centre, width - column.centre) - MARGIN)
        room = min(min(beside, default=width) - BETWEEN_NAMES, edges)
        x, anchor = column.centre, "center"
        if column.form == "bars" and column.answer is not None:
            x, anchor, room = column.answer.x, "left", column.answer.w
        text = shortened(column.title, room, bold)
        notes.append(Note(text, x, y, anchor, strong=True, bold=bold, path=column.first))  # type: ignore[arg-type]
    return tuple(notes)


def blocks(columns: Sequence[Column]) -> list[list[Column]]:
    """Neighbouring columns of maps with the same rows and columns, or neighbouring vectors; the input is by itself."""
    top = [column for column in columns if column.top is None]
    return [list(members) for _, members in itertools.groupby(top, _block_key)]


def _block_key(column: Column) -> tuple[object, ...]:
    maps = column.form == "maps"
    return (maps, column.shape[:2] if maps else (), column.stage, column.path if not column.first else "")


@dataclass(frozen=True)
class _Size:
    """One wording of a block's size, as lines of text, and whether it says all that there is to say."""

    lines: tuple[str, ...] = ()
    complete: bool = False

    @property
    def width(self) -> float:
        return max(map(text_width, self.lines), default=0)


def sizes(
    columns: Sequence[Column], frame: Frame, room: Callable[[Sequence[Column]], tuple[float, float]], lines: int
) -> tuple[tuple[Note, ...], tuple[Bracket, ...], bool]:
    """The size and the number of maps of every block, the line below them, and whether all of them are said in full.

    `room` gives the left and right end of what a block's text may take; `lines` is how many lines of text there are.
    """
    every = blocks(columns)
    options = [_wordings(block, after, lines) for block, after in itertools.zip_longest(every, every[1:])]
    middles = [sum(_edges(block)) / 2 for block in every]
    ends = [room(block) for block in every]

    def span(at: int, size: _Size) -> tuple[float, float]:
        low, high = ends[at][0] + size.width / 2, ends[at][1] - size.width / 2
        middle = min(max(middles[at], low), high) if low <= high else middles[at]
        return middle - size.width / 2, middle + size.width / 2

    def fits(at: int, size: _Size) -> bool:
        left, right = span(at, size)
        clear = left >= ends[at][0] and right <= ends[at][1]
        for other in (at - 1, at + 1):
            if 0 <= other < len(every) and chosen[other].lines:
                x0, x1 = span(other, chosen[other])
                clear &= x1 + BETWEEN_SIZES <= left or right + BETWEEN_SIZES <= x0
        return clear

    chosen = [_Size()] * len(every)
    for tried in (
        [each[-1:] for each in options],
        options,
    ):  # first a short text for all, then as much as there is room for
        for at, wordings in enumerate(tried):
            chosen[at] = next((size for size in wordings if fits(at, size)), chosen[at])
    notes = [
        Note(text, sum(span(at, size)) / 2, frame.names - 2 - LINE_HEIGHT * (len(size.lines) - line))
        for at, size in enumerate(chosen)
        for line, text in enumerate(size.lines)
    ]
    brackets = [
        Bracket(*_edges(block)[:1], frame.names - 1, _edges(block)[1], frame.names - 1)
        for block, size in zip(every, chosen, strict=True)
        if size.lines
    ]
    return tuple(notes), tuple(brackets), all(size.complete for size in chosen)


def _edges(block: Sequence[Column]) -> tuple[float, float]:
    slots = [slot for column in block for slot in (*column.slots, *([column.answer] if column.answer else []))]
    return min(slot.x for slot in slots), max(slot.x + slot.w for slot in slots)


def _wordings(block: Sequence[Column], after: Sequence[Column] | None, lines: int) -> list[_Size]:
    """What can be said of a block, from the longest to the shortest; nothing of a photo whose size the next block has."""
    if block[0].form != "maps":
        return list(_of_vectors(block, lines))
    if block[0].photo is not None and after and after[0].form == "maps" and after[0].shape[:2] == block[0].shape[:2]:
        return [_Size(complete=True)]
    return list(_of_maps(block, lines))


def _counts(block: Sequence[Column]) -> list[str]:
    """The numbers of channels of a block's columns, in order, without repetitions."""
    return [f"{count:,}" for count, _ in itertools.groupby(column.shape[2] for column in block)]


def _of_vectors(block: Sequence[Column], lines: int) -> Iterator[_Size]:
    counts = _counts(block)
    many, word = " → ".join(counts), "unit" if counts == ["1"] else "units"
    yield _Size((f"{many} {word}",), True)
    if len(counts) > 1:
        yield _Size((many,), True)
    if lines > 1 and len(counts) <= 2:
        yield _Size((many, word), True)
    yield _Size((f"{counts[0]} … {counts[-1]}" if len(counts) > 1 else counts[0],))


def _of_maps(block: Sequence[Column], lines: int) -> Iterator[_Size]:
    size = size_text(*block[0].shape[:2])
    if block[0].photo is not None:
        yield _Size((size,), True)
        return
    many = " → ".join(_counts(block))
    shown = max(len(column.slots) for column in block)
    number = f"{shown} of {many}" if any(column.hidden for column in block) else many
    word = "map" if number == "1" else "maps"
    yield _Size((f"{size}, {number} {word}",), True)
    yield _Size((f"{size}, {number}",), True)
    if lines > 1:
        yield _Size((size, f"{number} {word}"), True)
        yield _Size((size, number), True)
    yield _Size((size,))


def least_size_width(column: Column) -> float:
    """The width that the size of a single column takes on two lines, in px."""
    return _wordings([column], None, 2)[-2 if column.form == "maps" and column.photo is None else -1].width


def card_titles(cards: Sequence[StageCard], frame: Frame) -> tuple[Note, ...]:
    """The title of every stage card; that of a closed one has a mark that says that it opens."""
    if frame.card is None:
        return ()
    notes = []
    for card in cards:
        room = card.x1 - card.x0 - 4
        text = card.title if card.open else f"{card.title} ▸"
        text = text if text_width(text) <= room else shortened(card.title, room)
        notes.append(Note(text, (card.x0 + card.x1) / 2, frame.card + 3, path=None if card.open else card.path))
    return tuple(notes)
