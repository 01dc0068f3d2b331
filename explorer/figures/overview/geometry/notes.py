"""Texts and lines of the overview that are placed by its layout: names, sizes of blocks, labels of planes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from explorer.figures.overview.geometry.lettering import LINE_HEIGHT, text_width

Box = tuple[float, float, float, float]
"""The left, top, right and bottom edge of a rectangle, in px."""


@dataclass(frozen=True)
class Note:
    """A line of text, in px: `y` is its top; `x` is its middle, or its left end if `anchor` is "left".

    `path` is the step that a click on it selects, "" for the input; None for a text that does nothing.
    """

    text: str
    x: float
    y: float
    anchor: Literal["center", "left"] = "center"
    strong: bool = False
    """Whether it is drawn in the colour of names instead of the fainter one of captions."""

    bold: bool = False
    path: str | None = None

    @property
    def box(self) -> Box:
        """The rectangle that the text takes at most."""
        width = text_width(self.text, self.bold)
        left = self.x if self.anchor == "left" else self.x - width / 2
        return left, self.y, left + width, self.y + LINE_HEIGHT


@dataclass(frozen=True)
class Bracket:
    """A line over the columns of a block, or around those of a lane, from x0 to x1, in px; `y1` equals `y0` for a line."""

    x0: float
    y0: float
    x1: float
    y1: float
