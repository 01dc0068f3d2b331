"""The visitor's browser window as the server knows it, and the room that it leaves for the overview.

The page's head writes the window's size into a cookie before Streamlit connects, so the first run of the script knows it.
Later changes, and browsers that refuse the cookie, are reported by the `window` component.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import streamlit as st

from explorer.figures.overview.room import Room, room_in
from explorer.views.components.present.mode import presented_room, presenting
from explorer.views.components.window.window import mount_window, reported

COOKIE = "cnn_room"
"""The cookie's name; its value is "1440x900x0": width and height in px, and 1 if the sidebar is open."""
LEAST_SIDE, MOST_SIDE = 320, 8192
"""Limits in px to which a window's sides are clamped: a visitor can send any number."""
PHONE_WIDTH, PHONE_HEIGHT = 640, 664
"""The width in px up to which a page is laid out for a phone, in the style sheets as here; the height of a usual phone."""
_FORM = re.compile(r"([0-9]{1,5})x([0-9]{1,5})x([01])")


@dataclass(frozen=True)
class Window:
    """Width and height in px of a browser's window without its own bars, and whether the sidebar is open."""

    width: int
    height: int
    sidebar_open: bool = False

    @property
    def room(self) -> Room:
        """The room that this window leaves for the overview."""
        return room_in(self.width, self.height, self.sidebar_open)

    @property
    def is_phone(self) -> bool:
        """Whether a page in it is laid out for a phone."""
        return self.width <= PHONE_WIDTH

    @property
    def steady(self) -> Window:
        """The window as far as the first picture depends on it: a phone's height changes with the browser's bars."""
        return Window(self.width, PHONE_HEIGHT) if self.is_phone else self

    @property
    def text(self) -> str:
        """The window as the cookie writes it."""
        return f"{self.width}x{self.height}x{int(self.sidebar_open)}"


USUAL_WINDOW = Window(1280, 720)
"""The window that is assumed where nothing is known."""


def parsed(text: object) -> Window | None:
    """The window that `text`, such as "1440x900x0", describes, its sides clamped; None if it is not of that form."""
    match = _FORM.fullmatch(text if isinstance(text, str) else "")
    return _clamped(int(match[1]), int(match[2]), match[3] == "1") if match else None


def window() -> Window:
    """The window of the visitor whose script runs: as last reported, else as in the cookie, else 1280 x 720."""
    return _known() or USUAL_WINDOW


def sidebar_may_be_open() -> bool:
    """Whether the sidebar is open, or nothing is known of the window. What is in a folded one need not be sent."""
    known = _known()
    return known is None or known.sidebar_open


def is_narrow() -> bool:
    """Whether the page is laid out for a phone. Where the window is not known, whether the browser calls itself a phone's."""
    known = _known()
    return known.is_phone if known else "Mobi" in (st.context.headers.get("User-Agent") or "")


def _known() -> Window | None:
    return _from_report(reported()) or parsed(st.context.cookies.get(COOKIE))


def room() -> Room:
    """The room for the overview in the visitor's window."""
    known = window()
    return presented_room(known.width, known.height) if presenting() else known.room


def watch_window() -> None:
    """Rerun the page once whenever the window has become another one: resized, turned, or its sidebar opened or closed."""
    known = window()
    with st.container(key="watched_window"):
        mount_window(known.width, known.height, known.sidebar_open)


def _from_report(value: object) -> Window | None:
    """The window in a report `[width, height, sidebar_open]`; None for anything else that a client may send."""
    if not isinstance(value, list) or len(value) != 3:
        return None
    width, height, sidebar_open = value
    if not all(isinstance(side, int) and not isinstance(side, bool) for side in (width, height)):
        return None
    return _clamped(width, height, sidebar_open is True)


def _clamped(width: int, height: int, sidebar_open: bool) -> Window:
    def side(px: int) -> int:
        return min(max(px, LEAST_SIDE), MOST_SIDE)

    return Window(side(width), side(height), sidebar_open)
