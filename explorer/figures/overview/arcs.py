"""Shortcut connections, drawn as arcs above the maps: a box for the layers on the shortcut, a plus where it is added."""

from __future__ import annotations

from explorer.figures.overview.bundles import Bundle
from explorer.figures.overview.geometry.lettering import text_width
from explorer.figures.overview.places import Frame
from explorer.figures.theme import Theme

ARC_RISE = 10
"""Distance between an arc and the top of the maps, in px."""
BEND_RADIUS, PLUS_RADIUS, BOX_HEIGHT = 7, 6, 16
"""Radius of an arc's corners, radius of the plus sign, height of the box of layers, in px."""


def route(bundle: Bundle, frame: Frame) -> tuple[float, float, float, float, float]:
    """The course (x0, y0, y, x1, y1) of an arc, in px: from (x0, y0) up to y, across to x1, down to (x1, y1)."""
    x0, x1 = bundle.below.centre, bundle.above.centre
    return x0, bundle.below.slots[0].y - 2, frame.head - ARC_RISE, x1, bundle.above.slots[0].y - 2


def label_box(bundle: Bundle, frame: Frame) -> tuple[float, float, float, float]:
    """The box (x0, y0, x1, y1) around the names of the layers on an arc, in px; of a bare arc its horizontal part."""
    x0, _, y, x1, _ = route(bundle, frame)
    half = text_width(bundle.arc) / 2 + 6 if bundle.inner else (x1 - x0) / 2
    return (x0 + x1) / 2 - half, y - BOX_HEIGHT / 2, (x0 + x1) / 2 + half, y + BOX_HEIGHT / 2


def arc_svg(bundle: Bundle, frame: Frame, theme: Theme) -> str:
    """The arc of a bundle as SVG elements."""
    x0, y0, y, x1, y1 = route(bundle, frame)
    left_bend = f"V{y + BEND_RADIUS}Q{x0},{y} {x0 + BEND_RADIUS},{y}"
    right_bend = f"H{x1 - BEND_RADIUS}Q{x1},{y} {x1},{y + BEND_RADIUS}"
    path = f"M{x0},{y0:.1f}{left_bend}{right_bend}V{y1:.1f}"
    out = [f'<path d="{path}" fill="none" stroke="{theme.ink}" stroke-opacity="0.55" stroke-width="1.5"/>']
    if bundle.inner:
        left, top, right, _ = label_box(bundle, frame)
        out.append(
            f'<rect x="{left:.1f}" y="{top:.1f}" width="{right - left:.1f}" height="{BOX_HEIGHT}" rx="4" fill="{theme.page}" '
            f'stroke="{theme.ink}" stroke-opacity="0.55"/>'
        )
    if bundle.sum:
        out.append(
            f'<circle cx="{x1}" cy="{y + 1}" r="{PLUS_RADIUS}" fill="{theme.page}" stroke="{theme.ink}" stroke-opacity="0.7"/>'
            f'<path d="M{x1 - 3.5},{y + 1}H{x1 + 3.5}M{x1},{y - 2.5}V{y + 4.5}" stroke="{theme.ink}" stroke-width="1.3"/>'
        )
    return "".join(out)
