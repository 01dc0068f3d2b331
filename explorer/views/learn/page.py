"""The Learn page: the table of contents in the sidebar, one lesson at a time, the glossary, material for teachers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import streamlit as st

from explorer import lessons
from explorer.errors import SettingError
from explorer.figures.theme import Theme
from explorer.lessons import LESSONS, Lesson
from explorer.views.components.cards.cards import mount_cards
from explorer.views.learn import pictures, progress
from explorer.views.learn.glossary import glossary
from explorer.views.learn.lesson import image_choice, show
from explorer.views.learn.printing import ready_to_print
from explorer.views.learn.teacher import teachers
from explorer.views.learn.way import arrived
from explorer.views.share.notes import tell
from explorer.views.shell.pages import LESSON
from explorer.views.shell.state import session
from explorer.views.shell.theme import current_theme

_STYLE = Path(__file__).parent / "learn.html"
BEGINNER = "patch"
"""The lesson that is offered first: it explains the sum with which Explore opens."""
EXTRAS: dict[str, tuple[str, Callable[[], None]]] = {
    "glossary": ("Glossary", lambda: glossary(go)),
    "teachers": ("For teachers", teachers),
}
"""Pages beside the lessons: title and function, by the name in the address."""


def page() -> None:
    """The lesson or extra page that the address names, or the table of contents."""
    st.html(_STYLE)
    ready_to_print()
    arrived()
    asked = st.query_params.get(LESSON, "")
    with st.container(key="learn", gap="medium"):
        if asked in EXTRAS:
            EXTRAS[asked][1]()
            progress.keep(asked)
            return
        try:
            lesson = lessons.load(asked) if asked else None
        except SettingError as error:
            tell(str(error))
            lesson = None
        if lesson is None:
            _contents_page()
        else:
            show(session(), lesson)
            _previous_and_next(lesson)
    progress.keep(lesson.slug if lesson else "")


def contents() -> None:
    """The table of contents, in the sidebar."""
    now = st.query_params.get(LESSON, "")
    done = set(progress.done())
    with st.container(key="course_contents"):
        st.header("The course", anchor=False)
        st.caption(f"{len(done)} of {len(LESSONS)} lessons done. This browser remembers them.")
        image_choice(session())
        for group, members in lessons.by_group().items():
            st.subheader(group, anchor=False)
            for lesson in members:
                icon = ":material/check_circle:" if lesson.slug in done else ":material/radio_button_unchecked:"
                _entry(lesson.slug, lesson.title, icon, lesson.slug == now)
        st.subheader("Beside the lessons", anchor=False)
        for slug, icon in (("glossary", ":material/menu_book:"), ("teachers", ":material/school:")):
            _entry(slug, EXTRAS[slug][0], icon, slug == now)


def _entry(slug: str, title: str, icon: str, now: bool) -> None:
    with st.container(key=f"{'now' if now else 'to'}_{slug}"):
        st.button(title, key=f"contents_{slug}", type="tertiary", icon=icon, width="stretch", on_click=go, args=(slug,))


def go(slug: str) -> None:
    """Open a lesson, an extra page, or for "" the contents; the address changes, so that the browser's Back works."""
    if slug:
        st.query_params[LESSON] = slug
    else:
        st.query_params.pop(LESSON, None)


def _contents_page() -> None:
    st.title("How a convolutional network sees", anchor=False)
    done = progress.done()
    st.markdown(
        f"{len(LESSONS)} short lessons, from why images need convolution to training whole networks. In each you change "
        "something and see at once what follows, on your own image if you like; then answer a question that is new "
        "every time. Begin with what makes one number, then take them in order, or jump to what you need."
    )
    with st.container(horizontal=True, key="lesson_actions"):
        first = next_lesson(done).slug
        st.button(invitation(done), type="primary", key="start_course", on_click=go, args=(first,))
        if done:
            st.button("Forget my progress", key="forget", type="tertiary", on_click=progress.forget)
    mount_cards(cards(done, current_theme()), "", _pick, what="lessons", heading=2)
    with st.container(horizontal=True, gap="small", key="group_extras"):
        for slug, (title, _) in EXTRAS.items():
            st.button(title, key=f"start_{slug}", type="tertiary", on_click=go, args=(slug,))


def cards(done: Sequence[str], theme: Theme) -> list[dict[str, Any]]:
    """The lessons of each group as cards: picture, title, how long it takes, and whether it is done."""
    return [
        {"title": group, "cards": [_card(lesson, lesson.slug in done, theme) for lesson in members]}
        for group, members in lessons.by_group().items()
    ]


def _card(lesson: Lesson, done: bool, theme: Theme) -> dict[str, Any]:
    return {
        "name": lesson.slug,
        "title": lesson.title,
        "words": "",
        "badge": "✓ done" if done else "",
        "trained": done,
        "facts": f"{lesson.minutes} min",
        "picture": pictures.address(lesson.slug, theme),
    }


def _pick(slug: str) -> None:
    """Open the lesson that the browser names; ignored if there is none."""
    if slug in progress.SLUGS:
        go(slug)


def next_lesson(done: Sequence[str]) -> Lesson:
    """The lesson to offer: the beginner's one first, then the next one that is not done after the last that is."""
    beginner = lessons.load(BEGINNER)
    if not done:
        return beginner
    after = LESSONS.index(lessons.load(done[-1])) + 1
    return next((lesson for lesson in (*LESSONS[after:], *LESSONS[:after]) if lesson.slug not in done), beginner)


def invitation(done: Sequence[str]) -> str:
    """The words on the button that opens the lesson to offer; `done` are the slugs of those done, the last one last."""
    if not done:
        return f"Start with: {next_lesson(done).title}"
    words = "Go on with" if len(done) < len(LESSONS) else "Begin again with"
    return f"{words}: {next_lesson(done).title}"


def _previous_and_next(lesson: Lesson) -> None:
    """The buttons to the previous and to the next lesson."""
    before, after = lessons.neighbours(lesson)
    with st.container(horizontal=True, horizontal_alignment="distribute", key="lesson_ends"):
        st.button(
            before.title if before else "Contents",
            key="previous_lesson",
            icon=":material/arrow_back:",
            on_click=go,
            args=(before.slug if before else "",),
        )
        st.button(
            f"Next: {after.title}" if after else "Finish: to the contents",
            key="next_lesson",
            type="primary",
            on_click=_finish,
            args=(lesson.slug, after.slug if after else ""),
        )


def _finish(slug: str, following: str) -> None:
    progress.finish(slug)
    go(following)
