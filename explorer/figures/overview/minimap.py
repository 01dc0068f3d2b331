"""The minimap above a large overview: all layers to scale in one line, with a bracket under the open stage."""

from __future__ import annotations

from dataclasses import dataclass

from explorer.figures.architecture import TALL as BOXES_TALL
from explorer.figures.architecture import outline
from explorer.figures.overview.folding import fold
from explorer.figures.overview.places import Layout
from explorer.network import Network

TOP, TALL = 4, 36
"""Top edge of the minimap and height of its tallest box, in px."""
GAP, THINNER = 3, 0.8
"""Gap between boxes, in px, and their width as a share of that on the Architecture page."""
BRACKET = 5
"""Distance from the boxes to the bracket below them, in px."""


@dataclass(frozen=True)
class MiniBox:
    """One box: the path of the step that a click selects, its hover text, and its rectangle in px.

    `open`: its step is in the stage that is open below.
    """

    path: str
    words: str
    x: float
    y: float
    w: float
    h: float
    open: bool


def minimap(network: Network, layout: Layout) -> tuple[MiniBox, ...]:
    """A box per layer that changes the shape or mixes channels, centred; empty where there are no stages or no room."""
    if layout.frame.minimap is None:
        return ()
    boxes = outline(network).boxes
    first = {path: unit.steps[0] for unit in fold(network) for path in unit.steps}
    opened = {path for card in layout.cards if card.open for path in card.steps}
    natural = sum(box.width for box in boxes) * THINNER
    squeeze = min(1.0, (layout.width - 24 - GAP * len(boxes)) / natural)
    x = (layout.width - natural * squeeze - GAP * (len(boxes) - 1)) / 2
    result = []
    for box in boxes:
        w, h = box.width * THINNER * squeeze, max(box.height * TALL / BOXES_TALL, 2)
        words = ", ".join((box.name, *box.also)) + ": " + " × ".join(f"{n:,}" for n in box.shape)
        y = TOP + (TALL - h) / 2
        result.append(
            MiniBox(first[box.path], words, round(x, 1), round(y, 1), round(w, 1), round(h, 1), box.path in opened)
        )
        x += w + GAP
    return tuple(result)


def minimap_svg(boxes: tuple[MiniBox, ...], ink: str, faint: str) -> str:
    """The boxes as SVG elements, with a bracket below those whose stage is open."""
    if not boxes:
        return ""
    parts = [
        f'<rect x="{b.x}" y="{b.y}" width="{b.w}" height="{b.h}" rx="1" fill="{ink if b.open else faint}" '
        f'fill-opacity="{0.9 if b.open else 0.45}"/>'
        for b in boxes
    ]
    opened = [box for box in boxes if box.open]
    if opened:
        x0, x1, y = opened[0].x - 2, opened[-1].x + opened[-1].w + 2, TOP + TALL + BRACKET
        parts.append(f'<path d="M{x0},{y - 4}V{y}H{x1}V{y - 4}" fill="none" stroke="{ink}" stroke-width="1.5"/>')
    return "".join(parts)
