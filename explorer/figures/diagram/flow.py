"""The flow: the network from the top down, in as many columns side by side as make the diagram as wide as it may be."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from explorer.analysis.architecture import shape_text
from explorer.figures.diagram.metrics import GAP, WORDINGS, Wording, box_width, extent_of, is_box
from explorer.figures.diagram.nodes import Nodes
from explorer.figures.diagram.placing import Spine, place
from explorer.figures.diagram.plan import CAP, SIZE, Label, Plan, width_of

EDGE = 2.0
"""Free space around the diagram, in pt."""
GUTTER = 16.0
"""Distance between two columns, with room for the line that leads from one to the next."""
SIZE_GAP = 5.0
"""Distance between what is drawn and its size."""
RETURN = 8.0
"""Height of the line above and below the columns."""
ASPECT = {2: 1.3, 4: 0.55}
"""Height to width that a diagram should have, by the number of columns that it may have."""
WORTH = 0.1
"""How much of that a step of more words is worth."""
TALLEST = 640.0
"""Height in pt that fits on a page; only what does not fit in all columns is taller."""


@dataclass(frozen=True)
class Columns:
    """The nodes of every column, their wording and the width of their boxes; the room left and right of the middle lines."""

    parts: tuple[Nodes, ...]
    wording: Wording
    box: float
    left: float
    right: float
    sizes: float
    height: float

    @property
    def pitch(self) -> float:
        """The distance between two middle lines."""
        return self.left + self.right + SIZE_GAP + self.sizes + GUTTER

    @property
    def width(self) -> float:
        """The width of all columns."""
        return self.pitch * len(self.parts) - GUTTER + 2 * EDGE


def flow_plan(nodes: Nodes, room: float, most: int) -> Plan:
    """The plan in at most `most` columns and `room` pt of width; wider only if nothing fits."""
    return _placed(_chosen(nodes, room, most))


def _chosen(nodes: Nodes, room: float, most: int) -> Columns:
    """The columns whose shape is nearest to what a paper wants, with as many words as fit."""
    found = [fitting for count in range(1, most + 1) if (fitting := _fitting(nodes, count, room)) is not None]
    if not found:
        return _columns(nodes, 1, WORDINGS[-1])
    pages = [each for each in found if each.height <= TALLEST] or [min(found, key=lambda each: each.height)]
    return min(pages, key=lambda each: abs(each.height / each.width - ASPECT[most]) - WORTH * each.wording.main)


def _fitting(nodes: Nodes, count: int, room: float) -> Columns | None:
    """So many columns with the most words that fit; None if none do."""
    if count > len(nodes):
        return None
    tried = (_columns(nodes, count, wording) for wording in WORDINGS)
    return next((each for each in tried if each.width <= room), None)


def _columns(nodes: Nodes, count: int, wording: Wording) -> Columns:
    box = box_width(nodes, wording.main)
    extents = [extent_of(node, wording, box) for node in nodes]
    heights = [extent.height for extent in extents]
    sizes = max(width_of(text) for text in _sizes(nodes))
    parts = _divided(heights, count)
    height = max(sum(heights[a:b]) + GAP * (b - a - 1) for a, b in parts) + 2 * EDGE + (2 * RETURN if count > 1 else 0)
    left, right = max(extent.left for extent in extents), max(extent.right for extent in extents)
    return Columns(tuple(nodes[a:b] for a, b in parts), wording, box, left, right, sizes, height)


def _sizes(nodes: Nodes) -> list[str]:
    """The size after every node, "" where it is that of the node before it."""
    shapes = [node.shape for node in nodes]
    return [shape_text(shape) if at == 0 or shape != shapes[at - 1] else "" for at, shape in enumerate(shapes)]


def _divided(heights: list[float], count: int) -> list[tuple[int, int]]:
    """The nodes as `count` parts in a row (first, beyond the last), the tallest as low as can be; by bisection."""
    low, high = max(heights), sum(heights) + GAP * len(heights)
    for _ in range(40):
        limit = (low + high) / 2
        low, high = (low, limit) if len(_filled(heights, limit)) <= count else (limit, high)
    parts = _filled(heights, high)
    while len(parts) < count:  # a part of several nodes is divided, so that no column stays empty
        at = max(range(len(parts)), key=lambda n: parts[n][1] - parts[n][0])
        first, beyond = parts[at]
        parts[at : at + 1] = [(first, (first + beyond + 1) // 2), ((first + beyond + 1) // 2, beyond)]
    return parts


def _filled(heights: list[float], limit: float) -> list[tuple[int, int]]:
    parts, first, used = [], 0, 0.0
    for at, height in enumerate(heights):
        if at > first and used + GAP + height > limit:
            parts.append((first, at))
            first, used = at, 0.0
        used += height + (GAP if at > first else 0)
    return [*parts, (first, len(heights))]


def _placed(columns: Columns) -> Plan:
    plan = Plan(columns.width, columns.height)
    several = len(columns.parts) > 1
    top = EDGE + (RETURN if several else 0)
    sizes = iter(_sizes(tuple(node for part in columns.parts for node in part)))
    for at, part in enumerate(columns.parts):
        x = EDGE + columns.left + at * columns.pitch
        end = _place_column(plan, part, Spine(x, columns.wording, columns.box), top, columns, sizes)
        if at + 1 < len(columns.parts):
            beyond, floor = x + columns.pitch - columns.left - GUTTER / 2, end + RETURN / 2
            following = x + columns.pitch
            corners = ((x, end), (x, floor), (beyond, floor), (beyond, EDGE), (following, EDGE), (following, top))
            plan.wire(*corners, arrow=is_box(columns.parts[at + 1][0]))
    return plan


def _place_column(plan: Plan, nodes: Nodes, spine: Spine, y: float, columns: Columns, sizes: Iterator[str]) -> float:
    for at, node in enumerate(nodes):
        if at:
            plan.wire((spine.x, y), (spine.x, y + GAP), arrow=is_box(node))
            y += GAP
        end = place(plan, node, spine, y)
        text = next(sizes)
        if text:
            place_size(plan, text, spine.x + columns.right + SIZE_GAP, (y + end) / 2)
        y = end
    return y


def place_size(plan: Plan, text: str, x: float, middle: float) -> None:
    """The size of what a node puts out."""
    plan.labels.append(Label(text, x, middle + CAP * SIZE, "start", faint=True))
