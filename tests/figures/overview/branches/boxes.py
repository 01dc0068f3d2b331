"""The rectangles of everything that a layout with branches shows, to find what overlaps."""

from __future__ import annotations

import itertools

from explorer.figures.overview.bundles import bundles
from explorer.figures.overview.geometry.notes import Box
from explorer.figures.overview.places import Layout
from explorer.network import Network
from tests.figures.overview.boxes import outside as beyond
from tests.figures.overview.boxes import overlap, slot_box

SLACK = 1.1
"""How far two rectangles may overlap, in px: positions are rounded, and lines of text stand close."""


def boxes(network: Network, layout: Layout) -> list[tuple[str, Box]]:
    """What every rectangle is, and its edges (x0, y0, x1, y1) in px: of texts, maps, photos, answers and arcs' labels."""
    result = [(f"text {note.text!r}", note.box) for note in layout.notes]
    for column in layout.shown:
        places = [*column.slots, *(each for each in (column.photo, column.answer) if each)]
        result += [(f"map {column.name} {slot.channel}", slot_box(slot)) for slot in dict.fromkeys(places)]
    for bundle in bundles(network, layout):
        if bundle.arc and bundle.arc.words:
            result.append((f"arc {bundle.arc.words!r}", bundle.arc.box))
        if bundle.arc and bundle.arc.joint:
            x, y = bundle.arc.x1, bundle.arc.y
            result.append((f"plus of {bundle.above.name}", (x - 8, y - 8, x + 8, y + 8)))
    return result


def overlapping(network: Network, layout: Layout) -> list[tuple[str, str]]:
    """The pairs of rectangles that overlap."""
    every = boxes(network, layout)
    return [(name, other) for (name, a), (other, b) in itertools.combinations(every, 2) if overlap(a, b, SLACK)]


def outside(network: Network, layout: Layout) -> list[str]:
    """What is not inside the layout."""
    return beyond(((f"{name} {box}", box) for name, box in boxes(network, layout)), layout.width, layout.height, SLACK)
