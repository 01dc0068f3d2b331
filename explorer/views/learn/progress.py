"""The lessons that the visitor has finished: kept in the session and in the browser's storage, never in a link."""

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
    """The slugs of the finished lessons, in the order in which they were finished."""
    slugs: list[str] = st.session_state.setdefault(_KEY, [])
    return slugs


def finish(slug: str) -> None:
    """Mark a lesson as finished."""
    if slug not in done():
        st.session_state[_KEY] = [*done(), slug]


def forget() -> None:
    """Forget all progress, in the session and in the browser."""
    st.session_state[_KEY] = []
    st.session_state["course_clear"] = st.session_state.get("course_clear", 0) + 1


def keep(slug: str) -> None:
    """Exchange progress with the browser's storage, in both directions; `slug` is the lesson on the screen, or ""."""
    data = {
        "done": done(),
        "slugs": list(SLUGS),
        "slug": slug,
        "clear": st.session_state.get("course_clear", 0),
        "narrow": session().narrow,
    }
    _keeper(key="course_keeper", data=data, on_done_change=_merge_stored, on_narrow_change=_resized)


def _resized() -> None:
    message: Any = st.session_state.get("course_keeper")
    session().narrow = bool(getattr(message, "narrow", False))


def _merge_stored() -> None:
    message: Any = st.session_state.get("course_keeper")
    stored = getattr(message, "done", None)
    for slug in stored if isinstance(stored, list) else []:
        if slug in SLUGS:
            finish(slug)
