"""The two themes with their colours, and the font. Zero is always close to the colour of the page."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from explorer.words.numerals import compact, number, size_text

__all__ = [
    "DARK",
    "FONT",
    "LIGHT",
    "THEMES",
    "Theme",
    "colorscale",
    "compact",
    "in_theme",
    "number",
    "other_theme",
    "palette",
    "rgb",
    "size_text",
    "weight_colorscale",
]
FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', 'Noto Sans', Arial, sans-serif"


@dataclass(frozen=True)
class Theme:
    """The colours of the light or the dark theme, as "#rrggbb".

    `page` is the background, `ink` text, `faint` lines and secondary text, `bar` bars and selections. `diverging` (for
    activations) and `weights` run from the most negative colour through `zero` to the most positive one. On the dark page
    the colours halfway to the ends are brighter than the middle between them: the eye separates dark colours less well.
    """

    name: str
    page: str
    ink: str
    faint: str
    zero: str
    diverging: tuple[str, ...]
    weights: tuple[str, ...]
    bar: str

    @property
    def colors(self) -> tuple[str, ...]:
        """All colors, in the same order in every theme."""
        return self.page, self.ink, self.faint, self.zero, *self.diverging, *self.weights, self.bar


LIGHT = Theme(
    name="light",
    page="#ffffff",
    ink="#1f2933",
    faint="#5f6b7a",
    zero="#f5f5f4",
    diverging=("#a63603", "#f0a06a", "#f5f5f4", "#6fa8d6", "#0b4a8f"),
    weights=("#5b2a86", "#b692d2", "#f5f5f4", "#86bf92", "#14663a"),
    bar="#0b4a8f",
)
DARK = Theme(
    name="dark",
    page="#14171c",
    ink="#e6e9ed",
    faint="#9aa5b1",
    zero="#23272e",
    diverging=("#ffb27a", "#b4754c", "#23272e", "#5c8fbe", "#8cc8ff"),
    weights=("#d0a8f2", "#7a6490", "#23272e", "#55806a", "#93dfae"),
    bar="#8cc8ff",
)
THEMES = {"light": LIGHT, "dark": DARK}


def other_theme(theme: Theme) -> Theme:
    """The dark theme for the light one, and the light one for the dark."""
    return LIGHT if theme == DARK else DARK


def in_theme(scale: list[list[Any]], theme: Theme, other: Theme) -> list[list[Any]]:
    """A color scale of `theme` with the colors that `other` has in their place; colors of no theme stay."""
    pairs = dict(zip(theme.colors, other.colors, strict=True))
    return [[place, pairs.get(color, color)] for place, color in scale]


def rgb(colour: str) -> tuple[int, int, int]:
    """'#rrggbb' as three numbers, 0 to 255."""
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


@lru_cache(maxsize=8)
def palette(theme: Theme) -> NDArray[np.uint8]:
    """255 colours (255, 3): index 0 is the most negative, 127 zero, 254 the most positive."""
    stops = np.array([rgb(colour) for colour in theme.diverging], np.float64)
    places = np.linspace(0, 4, 255)
    channels = [np.interp(places, np.arange(5), stops[:, channel]) for channel in range(3)]
    return np.stack(channels, axis=1).round().astype(np.uint8)


def colorscale(theme: Theme) -> list[list[Any]]:
    """The colours of activations as a Plotly colour scale, from the most negative through zero to the most positive."""
    return [[place / 4, colour] for place, colour in enumerate(theme.diverging)]


def weight_colorscale(theme: Theme) -> list[list[Any]]:
    """The colours of weights as a Plotly colour scale: purple below zero, green above."""
    return [[place / 4, colour] for place, colour in enumerate(theme.weights)]
