"""Which lessons are done: known to this session, kept in the visitor's browser, never in a link."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import streamlit as st

from explorer.lessons import LESSONS
from explorer.views.shell.state import session

_STATIC = Path(__file__).parents[1] / "components" / "course"
_keeper = st.components.v2.component(
    "cnn_course", js=(_STATIC / "course.js").read_text(encoding="utf-8"), isolate_styles=False
)
SLUGS = tuple(lesson.slug for lesson in LESSONS)
_KEY = "course_done"


def done() -> list[str]:
    """The slugs of the lessons that are done, in the order in which they were."""
    found: list[str] = st.session_state.setdefault(_KEY, [])
    return found


def finish(slug: str) -> None:
    """This lesson is done."""
    if slug not in done():
        st.session_state[_KEY] = [*done(), slug]


def forget() -> None:
    """Nothing is done."""
    st.session_state[_KEY] = []
    st.session_state["course_clear"] = st.session_state.get("course_clear", 0) + 1


def keep(slug: str) -> None:
    """Let the browser keep what is done and tell what it kept before; `slug` is the lesson on the screen."""
    data = {
        "done": done(),
        "slugs": list(SLUGS),
        "slug": slug,
        "clear": st.session_state.get("course_clear", 0),
        "narrow": session().narrow,
    }
    _keeper(key="course_keeper", data=data, on_done_change=_told, on_narrow_change=_resized)


def _resized() -> None:
    said: Any = st.session_state.get("course_keeper")
    session().narrow = bool(getattr(said, "narrow", False))


def _told() -> None:
    said: Any = st.session_state.get("course_keeper")
    kept = getattr(said, "done", None)
    for slug in kept if isinstance(kept, list) else []:
        if slug in SLUGS:
            finish(slug)
