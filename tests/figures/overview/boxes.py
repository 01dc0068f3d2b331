"""The rectangles that the texts, maps and frames of an overview take, in px, and which of them overlap."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Sequence
from typing import Any

from explorer.figures.overview.drawing.annotations import all_texts, legend_slot
from explorer.figures.overview.drawing.pictures import Pictures, legend_groups
from explorer.figures.overview.geometry.lettering import LINE_HEIGHT, text_width
from explorer.figures.overview.places import Column, Layout, Slot
from explorer.figures.theme import LIGHT
from explorer.network import Network

Box = tuple[float, float, float, float]
"""Left, top, right, bottom."""
LIMIT, SHARES, SHARE, CLASS = "±0.123", "0–0.26%", "100.0%", "sunflower"
"""What stands for the texts that only a run knows, as wide as they get: limits of colours and of shares, and an answer."""


def text_boxes(network: Network, layout: Layout) -> dict[str, Box]:
    """The box of every text, by its number and its words."""
    legends = legend_groups(layout)
    limits = len(legends)
    bars = sum(column.bars for column in layout.shown if column.answer is not None)
    texts = {at: limit_text(network, columns) for at, columns in enumerate(legends)}
    texts |= dict.fromkeys(range(limits, limits + bars), SHARE)
    texts |= dict.fromkeys(range(limits + bars, limits + 2 * bars), CLASS)
    notes = all_texts(network, layout, LIGHT, Pictures([], texts))
    return {f"{at} {note['text']}": annotation_box(note) for at, note in enumerate(notes) if note["text"].strip()}


def limit_text(network: Network, columns: Sequence[Column]) -> str:
    """The widest text that can stand below the colour bar of some columns."""
    return SHARES if network.step(columns[0].drawn).layer.gives_probabilities else LIMIT


def annotation_box(note: dict[str, Any]) -> Box:
    """The box of an annotation: one line of text, bold or not."""
    words = re.sub(r"</?b>", "", note["text"])
    width = text_width(words, bold="<b>" in note["text"])
    left = note["x"] - {"left": 0, "center": width / 2, "right": width}[note["xanchor"]]
    top = note["y"] - {"top": 0, "middle": LINE_HEIGHT / 2, "bottom": LINE_HEIGHT}[note["yanchor"]]
    return left, top, left + width, top + LINE_HEIGHT


def map_boxes(layout: Layout) -> dict[str, Box]:
    """The box of every picture: maps, strips, bars, and the bars of the colour scales."""
    boxes: dict[str, Box] = {}
    for column in layout.shown:
        slots = [*column.slots, *([column.photo] if column.photo else [])]
        if column.answer is not None and column.form != "bars":
            slots.append(column.answer)
        boxes |= {f"{column.name}/{at}": slot_box(slot) for at, slot in enumerate(slots)}
    boxes |= {
        f"legend/{at}": slot_box(legend_slot(columns, layout)) for at, columns in enumerate(legend_groups(layout))
    }
    return boxes


def slot_box(slot: Slot) -> Box:
    return slot.x, slot.y, slot.x + slot.w, slot.y + slot.h


def overlap(one: Box, two: Box, slack: float = 0.6) -> bool:
    """Whether two boxes overlap by more than `slack` px in both directions."""
    return min(one[2], two[2]) - max(one[0], two[0]) > slack and min(one[3], two[3]) - max(one[1], two[1]) > slack


def overlapping(boxes: dict[str, Box], others: dict[str, Box] | None = None) -> list[tuple[str, str]]:
    """The names of all pairs that overlap, within `boxes` or between `boxes` and `others`."""
    pairs: Iterable[Any] = itertools.combinations(boxes.items(), 2)
    if others is not None:
        pairs = itertools.product(boxes.items(), others.items())
    return [(name, other) for (name, one), (other, two) in pairs if overlap(one, two)]


def outside(boxes: Iterable[tuple[str, Box]], width: float, height: float, slack: float = 0.5) -> list[str]:
    """The names of the boxes that reach over an edge by more than `slack` px."""
    return [
        name
        for name, (x0, y0, x1, y1) in boxes
        if x0 < -slack or y0 < -slack or x1 > width + slack or y1 > height + slack
    ]
