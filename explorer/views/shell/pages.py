"""The pages of the app by name, so that one view leads to another without importing it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import streamlit as st

EXPLORE, LEARN, ARCHITECTURE = "explore", "learn", "architecture"
_BODIES: dict[str, Callable[[], None]] = {}


def register(bodies: dict[str, Callable[[], None]]) -> None:
    """Say which function draws each page; the app does it once, before it shows any."""
    _BODIES.update(bodies)


def page_at(path: str) -> Any:
    """The page at `path`, as Streamlit has it; pages made twice of the same path are the same page."""
    return st.Page(_BODIES[path], title=path.capitalize(), url_path=path, default=path == EXPLORE)


def to_explore() -> None:
    """Turn to the Explore page; it shows the session's scene."""
    st.switch_page(page_at(EXPLORE))


def to_learn() -> None:
    """Turn to the course."""
    st.switch_page(page_at(LEARN))
