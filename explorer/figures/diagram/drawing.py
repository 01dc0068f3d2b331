"""A plan as a display list, in the colours of print: pale boxes, dark lines."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

from explorer.figures.diagram.metrics import RADIUS
from explorer.figures.diagram.plan import SIZE, Plan, Wire
from explorer.figures.vector.inks import NONE, color_of
from explorer.figures.vector.items import Box, Drawing, Item, Paint, Path, Text, plain
from explorer.figures.vector.paths import circle, line

HEAD, HALF = 3.2, 1.6
"""Length of an arrow's head and half of its width, in pt."""
THIN, CORNER = 0.6, 1.5
"""Width of lines, and radius of the corners of boxes, in pt."""


@dataclass(frozen=True)
class Look:
    """The colours of a diagram: of each role the fill and the edge of its boxes."""

    page: str
    ink: str
    faint: str
    around: str
    fills: dict[str, tuple[str, str]]


LOOKS = {
    "light": Look(
        "#ffffff",
        "#1a1a1a",
        "#5a5a5a",
        "#a0a0a0",
        {
            "input": ("#f0f0f0", "#8a8a8a"),
            "conv": ("#dbe8f6", "#5b7fa6"),
            "pool": ("#fbe4cf", "#bf8450"),
            "dense": ("#dcefdf", "#5d9a6c"),
            "other": ("#ece6f3", "#8873a8"),
            "joint": ("#ffffff", "#8a8a8a"),
        },
    ),
    "dark": Look(
        "#14171c",
        "#e6e9ed",
        "#9aa5b1",
        "#5c6670",
        {
            "input": ("#23272e", "#6b7580"),
            "conv": ("#1f3247", "#5c8fbe"),
            "pool": ("#47301f", "#b4754c"),
            "dense": ("#1f3d2a", "#55806a"),
            "other": ("#32283f", "#7a6490"),
            "joint": ("#14171c", "#6b7580"),
        },
    ),
}


def drawing_of(plan: Plan, theme: str = "light") -> Drawing:
    """The display list of a plan, in pt."""
    look = LOOKS[theme]
    items = (
        *_arounds(plan, look),
        *_wires(plan, look),
        *_blocks(plan, look),
        *_joints(plan, look),
        *_labels(plan, look),
    )
    return Drawing(plan.width, plan.height, items, color_of(look.page) if theme == "dark" else NONE)


def _arounds(plan: Plan, look: Look) -> Iterator[Item]:
    paint = Paint(NONE, color_of(look.around), THIN, (2, 1.5))
    for each in plan.arounds:
        yield Box(each.left, each.top, each.right - each.left, each.bottom - each.top, paint, 2 * CORNER)


def _blocks(plan: Plan, look: Look) -> Iterator[Item]:
    for each in plan.blocks:
        fill, edge = look.fills[each.role]
        yield Box(each.left, each.top, each.width, each.height, Paint(color_of(fill), color_of(edge), THIN), CORNER)


def _labels(plan: Plan, look: Look) -> Iterator[Item]:
    for each in plan.labels:
        color = color_of(look.faint if each.faint else look.ink)
        yield Text(plain(each.text, each.bold), each.x, each.y, SIZE, color, each.anchor)  # type: ignore[arg-type]


def _joints(plan: Plan, look: Look) -> Iterator[Item]:
    ink = color_of(look.ink)
    arm = RADIUS - 1.4
    for each in plan.joints:
        yield Path(circle(each.x, each.y, RADIUS), Paint(color_of(look.page), ink, THIN))
        ends = ((arm, 0.0), (0.0, arm)) if each.sign == "+" else ((arm * 0.7, arm * 0.7), (arm * 0.7, -arm * 0.7))
        for dx, dy in ends:
            yield Path(line(((each.x - dx, each.y - dy), (each.x + dx, each.y + dy))), Paint(NONE, ink, THIN))


def _wires(plan: Plan, look: Look) -> Iterator[Item]:
    ink = color_of(look.ink)
    for wire in plan.wires:
        yield Path(line(_shortened(wire)), Paint(NONE, ink, THIN))
        if wire.arrow:
            yield Path(_head(wire), Paint(ink))


def _direction(wire: Wire) -> tuple[float, float]:
    """The direction in which a wire ends, as a vector of length 1."""
    (x0, y0), (x1, y1) = [point for at, point in enumerate(wire.points) if not at or point != wire.points[at - 1]][-2:]
    length = math.hypot(x1 - x0, y1 - y0)
    return (x1 - x0) / length, (y1 - y0) / length


def _shortened(wire: Wire) -> list[tuple[float, float]]:
    """The corners of a wire, up to the middle of its head."""
    if not wire.arrow:
        return list(wire.points)
    (dx, dy), (x, y) = _direction(wire), wire.points[-1]
    return [*wire.points[:-1], (x - dx * HEAD / 2, y - dy * HEAD / 2)]


def _head(wire: Wire) -> tuple[tuple[str, tuple[float, ...]], ...]:
    (dx, dy), (x, y) = _direction(wire), wire.points[-1]
    back = x - dx * HEAD, y - dy * HEAD
    corners = ((x, y), (back[0] - dy * HALF, back[1] + dx * HALF), (back[0] + dy * HALF, back[1] - dx * HALF))
    return (*line(corners), ("Z", ()))
