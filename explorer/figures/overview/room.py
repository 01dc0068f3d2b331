"""The room of the overview: how much of the browser's window is left for it beside everything else on the page."""

from __future__ import annotations

from dataclasses import dataclass

NAVIGATION, TOOLBAR, TRAINING_STRIP, TAB_BAR = 48, 56, 48, 44
"""Heights in px: the pages' names, the row of pictures and buttons, the strip below the maps, the tabs that peek out below."""
FOLDED_SIDEBAR, OPEN_SIDEBAR = 48, 264
"""Widths in px of the strip that a folded sidebar leaves, and of an open one."""
RAIL, NARROW_RAIL, FOLDED_RAIL = 336, 288, 48
"""Widths in px of the column on the right: in wide windows, below `WIDE`, and beside an open sidebar below `ROOMY`."""
WIDE, ROOMY, TALL = 1440, 1280, 800
"""Window sizes in px: width for a wide rail, width for a whole rail beside the sidebar, height for tabs that peek."""
EDGE, BETWEEN, BELOW = 16, 16, 8
"""Margins in px: at the sides of the page, between the overview and the rail, and below the training strip."""
LEAST_WIDTH, LEAST_HEIGHT = 560, 400
"""The least room that a layout is made for; in a smaller window the page scrolls."""


@dataclass(frozen=True)
class Room:
    """Width and height in px that the overview may take."""

    width: int
    height: int


def rail_width(window_width: int, sidebar_open: bool = False) -> int:
    """The width in px of the rail beside the overview."""
    if sidebar_open and window_width < ROOMY:
        return FOLDED_RAIL
    return RAIL if window_width >= WIDE else NARROW_RAIL


def room_in(window_width: int, window_height: int, sidebar_open: bool = False) -> Room:
    """The room that a browser's window of this size (in px, without its own bars) leaves for the overview."""
    left = OPEN_SIDEBAR if sidebar_open else FOLDED_SIDEBAR
    width = window_width - left - 2 * EDGE - BETWEEN - rail_width(window_width, sidebar_open)
    height = window_height - NAVIGATION - TOOLBAR - TRAINING_STRIP - BELOW
    if window_height >= TALL:
        height -= TAB_BAR
    return Room(max(width, LEAST_WIDTH), max(height, LEAST_HEIGHT))


USUAL = room_in(1280, 720)
"""The room where nothing is known of a window, as in a notebook."""
