"""Shortcuts as arcs above the maps: the layers on one as a box, and a plus where it is added."""

from __future__ import annotations

from explorer.figures.overview.bundles import Bundle
from explorer.figures.overview.places import LETTER, Frame
from explorer.figures.theme import Theme

ABOVE = 10
"""How far above the maps an arc runs, in px."""
BEND, PLUS, BOX = 7, 6, 16
"""Radius of its corners, radius of the plus, height of the box, in px."""


def run(bundle: Bundle, frame: Frame) -> tuple[float, float, float, float, float]:
    """From (x0, y0) up to the height y, over to x1, and down to (x1, y1), all in px."""
    x0, x1 = bundle.below.centre, bundle.above.centre
    return x0, bundle.below.slots[0].y - 2, frame.head - ABOVE, x1, bundle.above.slots[0].y - 2


def box(bundle: Bundle, frame: Frame) -> tuple[float, float, float, float]:
    """The rectangle (x0, y0, x1, y1) of the layers on the arc; without any, that of the arc itself."""
    x0, _, y, x1, _ = run(bundle, frame)
    half = len(bundle.arc) * LETTER / 2 + 6 if bundle.inner else (x1 - x0) / 2
    return (x0 + x1) / 2 - half, y - BOX / 2, (x0 + x1) / 2 + half, y + BOX / 2


def drawing(bundle: Bundle, frame: Frame, theme: Theme) -> str:
    """The arc as SVG."""
    x0, y0, y, x1, y1 = run(bundle, frame)
    path = f"M{x0},{y0:.1f}V{y + BEND}Q{x0},{y} {x0 + BEND},{y}H{x1 - BEND}Q{x1},{y} {x1},{y + BEND}V{y1:.1f}"
    out = [f'<path d="{path}" fill="none" stroke="{theme.ink}" stroke-opacity="0.55" stroke-width="1.5"/>']
    if bundle.inner:
        left, top, right, _ = box(bundle, frame)
        out.append(
            f'<rect x="{left:.1f}" y="{top:.1f}" width="{right - left:.1f}" height="{BOX}" rx="4" fill="{theme.page}" '
            f'stroke="{theme.ink}" stroke-opacity="0.55"/>'
        )
    if bundle.sum:
        out.append(
            f'<circle cx="{x1}" cy="{y + 1}" r="{PLUS}" fill="{theme.page}" stroke="{theme.ink}" stroke-opacity="0.7"/>'
            f'<path d="M{x1 - 3.5},{y + 1}H{x1 + 3.5}M{x1},{y - 2.5}V{y + 4.5}" stroke="{theme.ink}" stroke-width="1.3"/>'
        )
    return "".join(out)
