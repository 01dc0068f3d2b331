"""Connections that do not lead to the right-hand neighbour as SVG: across, down and up an hourglass, through an empty lane."""

from __future__ import annotations

from explorer.figures.overview.bundles import Bundle
from explorer.figures.overview.geometry.notes import Note
from explorer.figures.overview.places import LEGEND_ROOM, Column, Layout, Slot
from explorer.figures.theme import Theme

SKIP_INK, LEVEL_INK, PASS_INK = 0.6, 0.4, 0.25
"""Opacity of the lines of skip connections, of those between levels, of those through an empty lane."""
HEAD = 6
"""Length of an arrow's head, in px; it is as wide."""
FREE = 4
"""Distance of arrows from maps and texts, in px."""
BEND = 24
"""Width of the bend that leads into an empty lane, in px."""


def way_svg(bundle: Bundle, layout: Layout, theme: Theme) -> str:
    """The lines of a bundle with a course of its own."""
    below, above = bundle.below, bundle.above
    if bundle.course == "skip":
        return "".join(_across(x0, x1, y, theme) for x0, x1, y in skip_lines(below, above))
    if bundle.course == "pass":
        pairs = ((below.slots[low], above.slots[high]) for low, high in bundle.pairs)
        return "".join(_passing(source, target, theme) for source, target in pairs)
    path, head = (_down if bundle.course == "down" else _up)(below, above, layout.notes)
    return _arrow(path, head, LEVEL_INK, theme)


def skip_lines(below: Column, above: Column) -> list[tuple[float, float, float]]:
    """The straight lines (x0, x1, y) of a skip connection in px: one per row in which both columns show the same map."""
    lines = [
        (source.x + source.w + FREE, target.x - FREE, source.y + source.h / 2)
        for source, target in zip(below.slots, above.slots, strict=False)
        if abs(source.y - target.y) < 1
    ]
    return lines[: _skipped(above)]


def _skipped(above: Column) -> int:
    """How many of the first maps of a joint come from the skip connection: those above its second mark, or all."""
    if len(above.marks) < 2:
        return len(above.slots)
    return sum(slot.y < above.marks[1][0] for slot in above.slots)


def _across(x0: float, x1: float, y: float, theme: Theme) -> str:
    return _arrow(f"M{x0:.1f},{y:.1f}H{x1 - HEAD:.1f}", _right_head(x1, y), SKIP_INK, theme)


def _passing(source: Slot, target: Slot, theme: Theme) -> str:
    """From a map right into the empty lane, and straight through it."""
    x0, y0 = source.x + source.w + 1, source.y + source.h / 2
    x1, y1 = target.x - FREE, target.y + target.h / 2
    bend, mid = min(x0 + BEND, x1 - HEAD), x0 + BEND / 2
    path = f"M{x0:.1f},{y0:.1f}C{mid:.1f},{y0:.1f} {mid:.1f},{y1:.1f} {bend:.1f},{y1:.1f}H{x1 - HEAD:.1f}"
    return _arrow(path, _right_head(x1, y1), PASS_INK, theme)


def _down(below: Column, above: Column, notes: tuple[Note, ...]) -> tuple[str, str]:
    """From below the last map of the upper level to the texts of the lower one, or into the side of its first map."""
    x, y0 = below.centre, _bottom(below) + FREE
    if below.centre == above.centre:
        y1 = _above_texts(above, notes, _bottom(below)) - FREE
        return f"M{x},{y0:.1f}V{y1 - HEAD:.1f}", _down_head(x, y1)
    x1, y1 = min(slot.x for slot in above.slots) - FREE, above.slots[0].y + above.slots[0].h / 2
    return f"M{x},{y0:.1f}V{y1:.1f}H{x1 - HEAD:.1f}", _right_head(x1, y1)


def _up(below: Column, above: Column, notes: tuple[Note, ...]) -> tuple[str, str]:
    """From above the texts of the lower level, or out of the side of its first map, to below the last map of the upper one."""
    x, y1 = above.centre, _bottom(above) + FREE
    if below.centre == above.centre:
        y0 = _above_texts(below, notes, _bottom(above)) - FREE
        return f"M{x},{y0:.1f}V{y1 + HEAD:.1f}", _up_head(x, y1)
    x0, y0 = max(slot.x + slot.w for slot in below.slots) + FREE, below.slots[0].y + below.slots[0].h / 2
    return f"M{x0:.1f},{y0:.1f}H{x}V{y1 + HEAD:.1f}", _up_head(x, y1)


def _above_texts(column: Column, notes: tuple[Note, ...], lowest: float) -> float:
    """The top of the uppermost text that stands over a column and below y = `lowest`; else of the line over it."""
    over = [note.box[1] for note in notes if note.box[0] - FREE < column.centre < note.box[2] + FREE]
    tops = [y for y in over if lowest < y < column.slots[0].y]
    return min(tops, default=column.slots[0].y) - (FREE if len(tops) < 3 else 0)


def _bottom(column: Column) -> float:
    """The lower edge of the last map, or of the legend that stands below it."""
    if column.legend_top is not None:
        return column.legend_top + LEGEND_ROOM
    return max(slot.y + slot.h for slot in column.slots)


def _arrow(path: str, head: str, opacity: float, theme: Theme) -> str:
    return (
        f'<path d="{path}" fill="none" stroke="{theme.ink}" stroke-opacity="{opacity}" stroke-width="1.5"/>'
        f'<path d="{head}" fill="{theme.ink}" fill-opacity="{opacity}"/>'
    )


def _right_head(x: float, y: float) -> str:
    return f"M{x:.1f},{y:.1f}l{-HEAD},{-HEAD / 2}v{HEAD}Z"


def _down_head(x: float, y: float) -> str:
    return f"M{x},{y:.1f}l{-HEAD / 2},{-HEAD}h{HEAD}Z"


def _up_head(x: float, y: float) -> str:
    return f"M{x},{y:.1f}l{-HEAD / 2},{HEAD}h{HEAD}Z"
