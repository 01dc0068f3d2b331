"""The small pictures of the glossary, WIDE x HIGH px: one SVG per term in the colours of the theme, a file for each family."""

from __future__ import annotations

from explorer.figures.glyphs import kinds, learning, networks, windows
from explorer.figures.glyphs.pen import HIGH, WIDE, Pen, Picture
from explorer.figures.theme import Theme

__all__ = ["HIGH", "PICTURES", "WIDE", "Pen", "picture"]

PICTURES: dict[str, Picture] = {
    **windows.PICTURES,
    **kinds.PICTURES,
    **networks.PICTURES,
    **learning.PICTURES,
}
"""One picture per term of the glossary."""


def picture(term: str, theme: Theme) -> str:
    """The SVG picture of a glossary term. Raises KeyError for a term without one."""
    pen = Pen(theme)
    PICTURES[term](pen)
    return pen.svg()
