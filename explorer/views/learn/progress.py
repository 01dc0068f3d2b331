"""The lessons that the visitor has finished: kept in the session and in the browser's storage, never in a link."""

from __future__ import annotations

import streamlit as st

from explorer.lessons import LESSONS
from explorer.views.components.course.course import mount_course

SLUGS = tuple(lesson.slug for lesson in LESSONS)
_SOLVED = "/solved"
MARKS = (*SLUGS, *(slug + _SOLVED for slug in SLUGS))
"""What the browser keeps: the slug of a finished lesson, and the same with a suffix if an exercise of it was solved."""
_KEY = "course_done"


def _marks() -> list[str]:
    """All marks, in the order in which they were made."""
    marks: list[str] = st.session_state.setdefault(_KEY, [])
    return marks


def done() -> list[str]:
    """The slugs of the finished lessons, in the order in which they were finished."""
    return [mark for mark in _marks() if mark in SLUGS]


def solved(slug: str) -> bool:
    """Whether an exercise of the lesson was solved, now or at an earlier visit."""
    return slug + _SOLVED in _marks()


def finish(slug: str) -> None:
    """Mark a lesson as finished."""
    _mark(slug)


def solve(slug: str) -> None:
    """Mark a lesson as finished because an exercise of it was solved."""
    _mark(slug)
    _mark(slug + _SOLVED)


def _mark(mark: str) -> None:
    if mark not in _marks():
        st.session_state[_KEY] = [*_marks(), mark]


def forget() -> None:
    """Forget all progress, in the session and in the browser."""
    st.session_state[_KEY] = []
    st.session_state["course_clear"] = st.session_state.get("course_clear", 0) + 1


def keep(slug: str) -> None:
    """Exchange progress with the browser's storage, in both directions; `slug` is the lesson on the screen, or ""."""
    mount_course(
        done=_marks(),
        slugs=MARKS,
        slug=slug,
        clear=st.session_state.get("course_clear", 0),
        on_done=_merge_stored,
    )


def _merge_stored(stored: list[object]) -> None:
    for mark in stored:
        if isinstance(mark, str) and mark in MARKS:
            _mark(mark)
