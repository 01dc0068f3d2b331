"""The exercise below a lesson: asked, answered, marked at once, and a new one at a click."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import Any

import streamlit as st

from explorer.lessons import Lesson, load
from explorer.lessons.exercises import MAX_SEED, TITLES, Exercise, generate
from explorer.lessons.lesson import kept_together
from explorer.views.learn import progress
from explorer.views.learn.figures import draw
from explorer.views.shell.state import session
from explorer.views.shell.theme import current_theme


@dataclass
class Asked:
    """The present exercise of a lesson and what the visitor said to it; `shown` when the answer was asked for."""

    family: str
    seed: int
    said: str = ""
    shown: bool = False
    solved: int = 0


def exercise(lesson: Lesson) -> None:
    """The exercise of a lesson, if it has any."""
    if lesson.families:
        _exercise(lesson.slug)


def _asked(lesson: Lesson) -> Asked:
    kept: dict[str, Asked] = st.session_state.setdefault("course_exercises", {})
    if lesson.slug not in kept:
        kept[lesson.slug] = Asked(lesson.families[0], secrets.randbelow(MAX_SEED + 1))
    return kept[lesson.slug]


@st.fragment
def _exercise(slug: str) -> None:
    lesson = load(slug)
    asked = _asked(lesson)
    one = generate(asked.family, asked.seed)
    with st.container(key=f"exercise_{slug}", gap="small"):
        st.header(TITLES[asked.family], anchor=False)
        st.markdown(kept_together(one.question))
        for place, shown in enumerate(one.figures):
            draw(shown, current_theme(), session().narrow, f"{slug}_exercise_{place}")
        _field(one, asked, slug)
        _marked(one, asked, slug)
        with st.container(horizontal=True, vertical_alignment="center"):
            st.button("New exercise", icon=":material/refresh:", key=f"new_{slug}", on_click=_new, args=(slug,))
            answered = asked.shown or (asked.said and one.mark(asked.said).right)
            if not answered:
                st.button("Show the answer", type="tertiary", key=f"reveal_{slug}", on_click=_reveal, args=(slug,))
            if asked.solved:
                st.caption(f"{asked.solved} solved", width="content")


def _field(one: Exercise, asked: Asked, slug: str) -> None:
    key = f"answer_{slug}_{one.family}_{one.seed}"
    if one.numeric:
        with st.form(key=f"form_{key}", border=False), st.container(horizontal=True, vertical_alignment="bottom"):
            unit = f", in {one.unit}" if one.unit else ""
            st.text_input(f"Your answer{unit}", key=key, value=asked.said, width=220, autocomplete="off")
            st.form_submit_button("Check", on_click=_say, args=(slug, key))
        return
    st.session_state[key] = asked.said if asked.said in one.options else None
    st.radio("Your answer", one.options, key=key, index=None, on_change=_say, args=(slug, key))


def _say(slug: str, key: str) -> None:
    """The visitor answered: keep it, and count what is solved."""
    lesson = load(slug)
    asked, said = _asked(lesson), str(st.session_state.get(key) or "").strip()
    before = bool(asked.said) and generate(asked.family, asked.seed).mark(asked.said).right
    asked.said = said
    if said and generate(asked.family, asked.seed).mark(said).right and not before and not asked.shown:
        asked.solved += 1
        progress.finish(slug)


def _marked(one: Exercise, asked: Asked, slug: str) -> None:
    if asked.said:
        marking = one.mark(asked.said)
        if marking.right:
            st.success(f"{marking.words} {one.explanation}", icon=":material/check:")
            return
        st.warning(marking.words, icon=":material/close:")
    if asked.shown:
        st.info(f"**{one.answer}**. {one.explanation}")


def _reveal(slug: str) -> None:
    _asked(load(slug)).shown = True


def _new(slug: str) -> None:
    """Another exercise, of the lesson's next family."""
    lesson = load(slug)
    asked = _asked(lesson)
    families = lesson.families
    following = families[(families.index(asked.family) + 1) % len(families)]
    kept: dict[str, Any] = st.session_state["course_exercises"]
    kept[slug] = Asked(following, secrets.randbelow(MAX_SEED + 1), solved=asked.solved)
