"""Preparing the page for printing: the browser draws charts in the light theme and opens all expanders."""

from __future__ import annotations

from explorer.figures.theme import LIGHT, Theme
from explorer.views.components.print.print import mount_print
from explorer.views.shell.theme import current_theme


def ready_to_print() -> None:
    """Have the browser prepare this page whenever it is printed."""
    mount_print(print_colors(current_theme()))


def print_colors(theme: Theme) -> dict[str, str]:
    """For every color of `theme` the one that the light theme has in its place; empty for the light theme itself."""
    if theme == LIGHT:
        return {}
    return dict(zip(theme.colors, LIGHT.colors, strict=True))
