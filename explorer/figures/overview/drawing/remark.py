"""A remark below the bars of an answer: that weights are random, so that the classes mean nothing yet."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace

from explorer.figures.overview.geometry.lettering import LINE_HEIGHT
from explorer.figures.overview.geometry.notes import Note
from explorer.figures.overview.places import Layout

GAP = 8
"""Between the last bar and the remark, in px."""


def with_remark(layout: Layout, lines: Sequence[str]) -> Layout:
    """The layout with `lines` below the bars of its answer; the same if it has none, or no room for them."""
    column = next((column for column in layout.shown if column.answer is not None), None)
    if column is None or column.answer is None or not lines:
        return layout
    left, top = column.answer.x, column.answer.y + column.answer.h + GAP
    notes = tuple(Note(line, left, top + index * LINE_HEIGHT, "left") for index, line in enumerate(lines))
    *_, right, bottom = (max(edges) for edges in zip(*(note.box for note in notes), strict=True))
    if right > layout.width or bottom > layout.frame.bottom:
        return layout
    key = hashlib.sha256(f"{layout.key}{notes!r}".encode()).hexdigest()[:16]
    return replace(layout, notes=layout.notes + notes, key=key)
