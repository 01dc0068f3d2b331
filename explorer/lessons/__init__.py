"""The course: lessons in order, each a text with computed figures, and exercises that are generated and marked."""

from __future__ import annotations

from explorer.errors import SettingError
from explorer.lessons.course import LESSONS
from explorer.lessons.lesson import Given, Lesson, Pick, Slider, Source, Study

__all__ = [
    "GROUPS",
    "LESSONS",
    "Given",
    "Lesson",
    "Pick",
    "Slider",
    "Source",
    "Study",
    "by_group",
    "load",
    "neighbours",
]

GROUPS: tuple[str, ...] = tuple(dict.fromkeys(lesson.group for lesson in LESSONS))
"""The groups of lessons in the order of the course."""
_BY_SLUG = {lesson.slug: lesson for lesson in LESSONS}


def load(slug: str) -> Lesson:
    """The lesson with the slug `slug`. Raises SettingError if there is none."""
    if slug not in _BY_SLUG:
        raise SettingError(f"There is no lesson {slug[:40]!r}.", "Choose one from the contents.")
    return _BY_SLUG[slug]


def by_group() -> dict[str, tuple[Lesson, ...]]:
    """The lessons of each group, in order."""
    return {group: tuple(lesson for lesson in LESSONS if lesson.group == group) for group in GROUPS}


def neighbours(lesson: Lesson) -> tuple[Lesson | None, Lesson | None]:
    """The lessons before and after a lesson; None at the ends of the course."""
    at = LESSONS.index(lesson)
    return (LESSONS[at - 1] if at else None), (LESSONS[at + 1] if at + 1 < len(LESSONS) else None)
