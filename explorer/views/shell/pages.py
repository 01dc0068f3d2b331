"""The pages of the app by name, so that one page can link to another without importing it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import streamlit as st

EXPLORE, LEARN, ARCHITECTURE, GALLERY = "explore", "learn", "architecture", "gallery"
LESSON = "lesson"
"""The query parameter of the Learn page that names a lesson, or a page beside the lessons."""
DEMO = "d"
"""The query parameter with the id of a demo."""
_BODIES: dict[str, Callable[[], None]] = {}


def register(bodies: dict[str, Callable[[], None]]) -> None:
    """Register the function that draws each page; called once, before any page is shown."""
    _BODIES.update(bodies)


def page_at(path: str) -> Any:
    """Streamlit's page object for `path`; two made from the same path are the same page."""
    return st.Page(_BODIES[path], title=path.capitalize(), url_path=path, default=path == EXPLORE)


def to_explore(scene: str = "") -> None:
    """Switch to the Explore page, which shows the session's scene; with its link as `scene` the address has it at once."""
    st.switch_page(page_at(EXPLORE), query_params={"m": scene} if scene else None)


def to_demo(demo: str) -> None:
    """Switch to the Explore page, which shows the demo of this id."""
    st.switch_page(page_at(EXPLORE), query_params={DEMO: demo})


def to_learn(lesson: str = "") -> None:
    """Switch to the Learn page: to a lesson by its slug, or to the contents."""
    st.switch_page(page_at(LEARN), query_params={LESSON: lesson} if lesson else None)


def to_gallery() -> None:
    """Switch to the Gallery page."""
    st.switch_page(page_at(GALLERY))
