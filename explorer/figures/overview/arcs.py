"""Shortcut connections, drawn as arcs above the maps: a box for the layers on the shortcut, a plus or a cross where it ends."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from explorer.figures.overview.geometry.lettering import LINE_HEIGHT, text_width
from explorer.figures.overview.geometry.notes import Box, Note
from explorer.figures.theme import Theme
from explorer.layers import Composite
from explorer.layers.stack import Layers

ARC_RISE, ARC_PITCH = 14, 20
"""Distance between the lowest arc and the top of the maps, and between an arc and one that passes over it, in px."""
BEND_RADIUS, PLUS_RADIUS, BOX_HEIGHT, BOX_PADDING = 7, 8, 18, 6
"""Radius of an arc's corners, radius of the plus, height and side padding of the box of layers, in px."""
ARC_ASIDE = 0.3
"""How far from the middle of a column an arc begins or ends, as a share of the width of a map."""
ARC_ROOM = ARC_RISE + PLUS_RADIUS + 4
"""Height above the maps that the lowest arc needs, in px."""


@dataclass(frozen=True)
class Arc:
    """An arc, in px: from (x0, y0) up to `y`, across to x1, down to (x1, y1).

    `words` say which layers lie on it, "" for none; `inner` is the path of the first of them. `joint` is the path of the
    sum or product that it ends in, "" where it ends in a concatenation; `sign` is + or ×, and `operands` are the names of the
    steps that are added or multiplied there.
    """

    x0: float
    y0: float
    y: float
    x1: float
    y1: float
    words: str = ""
    inner: str = ""
    joint: str = ""
    sign: str = ""
    operands: tuple[str, ...] = ()

    def named(self, wordings: Sequence[str], inner: str) -> Arc:
        """The same arc with the first of the wordings that fits on it, or the last, for layers that begin with `inner`."""
        room = self.x1 - self.x0 - 2 * (PLUS_RADIUS + BOX_PADDING + 4)
        words = next((words for words in wordings if text_width(words) <= room), wordings[-1])
        return replace(self, words=words, inner=inner)

    @property
    def plus(self) -> Box:
        """The square around the plus, a little larger than its circle so that it is easy to hit."""
        reach = PLUS_RADIUS + 3
        return self.x1 - reach, self.y - reach, self.x1 + reach, self.y + reach

    @property
    def label(self) -> Note:
        """The names of the layers on it, in the middle of its horizontal part."""
        return Note(self.words, self._middle, self.y - LINE_HEIGHT / 2, strong=True, path=self.inner)

    @property
    def box(self) -> Box:
        """The rectangle around the names of the layers on it; without any, that of its horizontal part up to the plus."""
        half = text_width(self.words) / 2 + BOX_PADDING if self.words else (self.x1 - self.x0) / 2 - PLUS_RADIUS - 3
        return self._middle - half, self.y - BOX_HEIGHT / 2, self._middle + half, self.y + BOX_HEIGHT / 2

    @property
    def _middle(self) -> float:
        return (self.x0 + self.x1) / 2


def arc_room(layers: Layers, in_lane: bool = False) -> int:
    """The height above the maps, in px, that the arcs of a stack of layers need: more where blocks lie inside each other.

    `in_lane`: it is a branch that is drawn as a lane, where inner concatenations have arcs too instead of lanes.
    """
    depth = _depth(layers, in_lane)
    return ARC_ROOM + (depth - 1) * ARC_PITCH if depth else 0


def _depth(layers: Layers, in_lane: bool) -> int:
    """How many arcs pass over each other at most: one for every block around the same layers."""
    return max(
        (
            1 + max(_depth(branch, in_lane) for branch in layer.branches)
            for layer in layers
            if isinstance(layer, Composite) and (layer.sign or in_lane)
        ),
        default=0,
    )


def stacked(arcs: Sequence[Arc]) -> list[Arc]:
    """The same arcs, each lifted above those that lie below it."""
    placed: list[Arc] = []
    for arc in sorted(arcs, key=lambda each: each.x1 - each.x0):
        below = [each.y - ARC_PITCH for each in placed if each.x0 < arc.x1 and arc.x0 < each.x1 and _beside(each, arc)]
        placed.append(replace(arc, y=min([arc.y, *below])))
    by_ends = {(arc.x0, arc.x1, arc.joint): arc for arc in placed}
    return [by_ends[arc.x0, arc.x1, arc.joint] for arc in arcs]


def _beside(one: Arc, other: Arc) -> bool:
    """Whether two arcs are at nearly the same height, so that they would touch."""
    return abs(one.y - other.y) < ARC_PITCH * 4


def arc_svg(arc: Arc, theme: Theme) -> str:
    """An arc as SVG elements. The text in its box is drawn with the other texts."""
    left_bend = f"V{arc.y + BEND_RADIUS:.1f}Q{arc.x0},{arc.y:.1f} {arc.x0 + BEND_RADIUS},{arc.y:.1f}"
    if arc.joint:
        end = f"H{arc.x1 - PLUS_RADIUS}M{arc.x1},{arc.y + PLUS_RADIUS:.1f}V{arc.y1:.1f}"
    else:
        end = f"H{arc.x1 - BEND_RADIUS}Q{arc.x1},{arc.y:.1f} {arc.x1},{arc.y + BEND_RADIUS:.1f}V{arc.y1:.1f}"
    path = f"M{arc.x0},{arc.y0:.1f}{left_bend}{end}"
    parts = [f'<path d="{path}" fill="none" stroke="{theme.ink}" stroke-opacity="0.55" stroke-width="1.5"/>']
    if arc.words:
        left, top, right, bottom = arc.box
        parts.append(
            f'<rect x="{left:.1f}" y="{top:.1f}" width="{right - left:.1f}" height="{bottom - top:.1f}" rx="5" '
            f'fill="{theme.page}" stroke="{theme.ink}" stroke-opacity="0.55"/>'
        )
    return "".join([*parts, _plus(arc, theme) if arc.joint else ""])


def _plus(arc: Arc, theme: Theme) -> str:
    x, y, arm = arc.x1, arc.y, PLUS_RADIUS - 3.5
    turned = f' transform="rotate(45 {x} {y:.1f})"' if arc.sign == "×" else ""
    return (
        f'<circle cx="{x}" cy="{y:.1f}" r="{PLUS_RADIUS}" fill="{theme.page}" stroke="{theme.ink}" stroke-opacity="0.75" '
        f'stroke-width="1.5"/><path d="M{x - arm},{y:.1f}H{x + arm}M{x},{y - arm:.1f}V{y + arm:.1f}" '
        f'stroke="{theme.ink}" stroke-width="1.5"{turned}/>'
    )
