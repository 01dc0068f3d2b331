"""Whether the visitor presents: the Explore page without its chrome, enlarged for a projector."""

from __future__ import annotations

import streamlit as st

from explorer.figures.overview.room import EDGE, TRAINING_STRIP, Room

ENLARGED = 1.5
"""How many times as large the page is, as in present.css beside this: texts of 12 px have 18."""
_KEY = "presenting"
LEAST = Room(320, 240)
"""The least room that a layout is made for while presenting, px of the page before it is enlarged."""


def presenting() -> bool:
    """Whether the mode is on."""
    return bool(st.session_state.get(_KEY))


def magnification() -> float:
    """How many times as large the overview is drawn as it is laid out."""
    return ENLARGED if presenting() else 1


def turn_presenting(on: bool) -> None:
    """Turn the mode on or off."""
    st.session_state[_KEY] = on


def presented_photo(window_height: int) -> int:
    """The side of the photo beside the number in px of the screen, as present.css has it (`--cnn-photo`) before enlarging."""
    return round(ENLARGED * (120 if window_height >= 900 else 88 if window_height > 680 else 72))


def presented_room(window_width: int, window_height: int) -> Room:
    """The room for the overview in a window of this size, in px of the page before it is enlarged.

    It is the whole width: the rail comes over maps that its number is not about, once that has been guessed.
    """
    width = window_width / ENLARGED - 2 * EDGE
    height = window_height / ENLARGED - TRAINING_STRIP - 24
    return Room(max(int(width), LEAST.width), max(int(height), LEAST.height))
