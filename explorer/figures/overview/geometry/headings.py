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
MOST_SHIFT = 24
"""How far a block's text may stand from the middle of the block, in px."""


def names(
    columns: Sequence[Column], frame: Frame, width: float, lifted: bool, bold: bool, whole: bool
) -> tuple[Note, ...]:
    """The name above every column outside lanes, on one line, or in turn on two lines.

    Where the columns do not stand so that names are clear of each other (not `whole`), each is cut to what it may take.
    """
    top = [column for column in columns if column.top is None]
    notes: list[Note] = []
    for at, column in enumerate(top):
        y = frame.names + LIFT * (lifted and at % 2 == 0)
        same_line = top[at % 2 :: 2] if lifted else top
        beside = (abs(other.centre - column.centre) for other in same_line if other is not column)
        edges = 2 * (min(column.centre, width - column.centre) - MARGIN)
        text = (
            column.title
            if whole
            else shortened(column.title, min(min(beside, default=width) - BETWEEN_NAMES, edges), bold)
        )
        if column.form == "bars" and column.answer is not None:
            text = shortened(column.title, column.answer.w, bold)
            notes.append(Note(text, column.answer.x, y, "left", strong=True, bold=bold, path=column.first))
        else:
            notes.append(Note(text, column.centre, y, strong=True, bold=bold, path=column.first))
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
    chosen, at = _chosen(options, middles, [room(block) for block in every])
    notes = [
        Note(text, x, frame.names - 2 - LINE_HEIGHT * (len(size.lines) - line))
        for x, size in zip(at, chosen, strict=True)
        for line, text in enumerate(size.lines)
    ]
    brackets = [
        Bracket(_edges(block)[0], frame.names - 1, _edges(block)[1], frame.names - 1)
        for block, size in zip(every, chosen, strict=True)
        if size.lines
    ]
    return tuple(notes), tuple(brackets), all(size.complete for size in chosen)


def _chosen(
    options: Sequence[Sequence[_Size]], middles: Sequence[float], ends: Sequence[tuple[float, float]]
) -> tuple[list[_Size], list[float]]:
    """A wording for every block and the x of its middle: the same kind for all if it fits, else for each what fits.

    `ends` are the left and right ends of what each may take.
    """
    for style in range(max(map(len, options))):
        chosen = [each[min(style, len(each) - 1)] for each in options]
        at = _apart([size.width for size in chosen], middles, ends)
        if at is not None and all(size.complete for size in chosen):
            return chosen, at
    chosen, at = [_Size()] * len(options), list(middles)
    for tried in ([each[-1:] for each in options], options):  # a short text for all, then as much as there is room for
        for place, wordings in enumerate(tried):
            for size in wordings:
                widths = [size.width if other == place else each.width for other, each in enumerate(chosen)]
                moved = _apart(widths, middles, ends)
                if moved is not None:
                    chosen[place], at = size, moved
                    break
    return chosen, at


def _apart(
    widths: Sequence[float], middles: Sequence[float], ends: Sequence[tuple[float, float]]
) -> list[float] | None:
    """The x of the middle of every text, moved by at most `MOST_SHIFT` so that none touch; None if they would."""
    at = list(middles)
    shown = [place for place, width in enumerate(widths) if width]
    for _ in range(12):
        before = list(at)
        for left, right in itertools.pairwise(shown):
            over = at[left] + widths[left] / 2 + BETWEEN_SIZES - at[right] + widths[right] / 2
            if over > 0:
                at[left], at[right] = at[left] - over / 2, at[right] + over / 2
        for place in shown:
            low, high = ends[place][0] + widths[place] / 2, ends[place][1] - widths[place] / 2
            at[place] = min(max(at[place], low), high)
        if at == before:
            break
    clear = all(
        at[left] + widths[left] / 2 + BETWEEN_SIZES - 1 <= at[right] - widths[right] / 2
        for left, right in itertools.pairwise(shown)
    )
    inside = all(
        ends[place][0] - 0.1 <= at[place] - widths[place] / 2
        and at[place] + widths[place] / 2 <= ends[place][1] + 0.1
        and abs(at[place] - middles[place]) <= MOST_SHIFT
        for place in shown
    )
    return at if clear and inside else None


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
    yield _Size((f"{many} {word}",), True)  # again, beside maps whose text is the second longest
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
        wordings = [card.title, card.title] if card.open else card_wordings(card.title)
        text = wordings[0] if text_width(wordings[0]) <= room else shortened(wordings[1], room)
        notes.append(Note(text, (card.x0 + card.x1) / 2, frame.card + 3, path=None if card.open else card.path))
    return tuple(notes)


def card_wordings(title: str) -> tuple[str, str]:
    """The title of a closed stage's card and a shorter one: "stages 2–4 ▸", "2–4 ▸"."""
    return f"{title} ▸", f"{title.removeprefix('stages ').removeprefix('stage ')} ▸"
