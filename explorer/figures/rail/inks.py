"""Colors behind the numbers of the rail, and the color of text that can be read on each."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import lru_cache

from explorer.figures.theme import rgb

DARK_INK, WHITE, BLACK = "#1f2933", "#ffffff", "#000000"
READABLE = 4.5
"""The least contrast of text (WCAG 2.2, level AA)."""


def shade(stops: Sequence[str], share: float) -> str:
    """The color at `share`, -1 to 1, of a scale whose middle is zero, "#rrggbb"; beyond its ends the last color."""
    place = (min(max(share, -1.0), 1.0) + 1) / 2 * (len(stops) - 1) if math.isfinite(share) else (len(stops) - 1) / 2
    below = min(int(place), len(stops) - 2)
    part = place - below
    first, second = rgb(stops[below]), rgb(stops[below + 1])
    mixed = (round(a + (b - a) * part) for a, b in zip(first, second, strict=True))
    return "#" + "".join(f"{channel:02x}" for channel in mixed)


@lru_cache(maxsize=4096)
def ink_on(color: str) -> str:
    """The color of text on `color`: dark gray or white where it can be read, black where neither can."""
    return next((ink for ink in (DARK_INK, WHITE) if contrast(ink, color) >= READABLE), BLACK)


def contrast(first: str, second: str) -> float:
    """The contrast of two colors, 1 to 21: (L1 + 0.05) / (L2 + 0.05) of their relative luminances (WCAG 2.2)."""
    light, dark = sorted((_luminance(first), _luminance(second)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@lru_cache(maxsize=4096)
def _luminance(color: str) -> float:
    linear = ((c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4) for c in (n / 255 for n in rgb(color)))
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))
