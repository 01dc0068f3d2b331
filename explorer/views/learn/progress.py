"""The lessons that the visitor has finished: kept in the session and in the browser's storage, never in a link."""

from __future__ import annotations

import streamlit as st

from explorer.lessons import LESSONS
from explorer.views.components.course.course import mount_course
from explorer.views.shell.state import session

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
    mount_course(
        done=done(),
        slugs=SLUGS,
        slug=slug,
        clear=st.session_state.get("course_clear", 0),
        narrow=session().narrow,
        on_done=_merge_stored,
        on_narrow=_resized,
    )


def _resized(narrow: bool) -> None:
    session().narrow = narrow


def _merge_stored(stored: list[object]) -> None:
    for slug in stored:
        if isinstance(slug, str) and slug in SLUGS:
            finish(slug)
