"""Colours as numbers: whatever a figure has for a colour is read here, so that nothing else of it gets into a file."""

from __future__ import annotations

import re

from PIL import ImageColor

from explorer.errors import SettingError

Color = tuple[int, int, int, float]
"""Red, green and blue from 0 to 255, and the opacity from 0 to 1."""
NONE: Color = (0, 0, 0, 0.0)
_RGBA = re.compile(r"rgba\(\s*(\d+)\s*,\s*(\d+)\s*,\s*(\d+)\s*,\s*([0-9.]+)\s*\)")


def color_of(text: str, opacity: float = 1) -> Color:
    """A colour of CSS, "#rrggbb", "rgb(...)", "rgba(...)" or a name, made `opacity` times as opaque.

    Raises SettingError for any other text.
    """
    if text in ("none", "transparent", ""):
        return NONE
    if found := _RGBA.fullmatch(text):
        red, green, blue = (min(int(part), 255) for part in found.groups()[:3])
        return red, green, blue, min(float(found[4]), 1.0) * opacity
    try:
        red, green, blue, *alpha = ImageColor.getrgb(text)
    except ValueError:
        raise SettingError(f"{text!r} is no colour that figures have.", 'Write it as "#rrggbb".') from None
    return red, green, blue, (alpha[0] / 255 if alpha else 1.0) * opacity


def faded(color: Color, opacity: float) -> Color:
    """The colour, `opacity` times as opaque."""
    return (*color[:3], color[3] * opacity)


def hex_of(color: Color) -> str:
    """The colour as "#rrggbb", without its opacity."""
    red, green, blue, _ = color
    return f"#{red:02x}{green:02x}{blue:02x}"
