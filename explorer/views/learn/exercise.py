"""The exercise below a lesson: question, answer field, immediate marking, and a button for a new one."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import Any

import streamlit as st

from explorer.lessons import Lesson, load
from explorer.lessons.exercises import MAX_SEED, TITLES, Exercise, generate
from explorer.lessons.lesson import kept_together
from explorer.views.learn import progress
from explorer.views.learn.figures import show_figure
from explorer.views.shell.state import session
from explorer.views.shell.theme import current_theme

_NEWS = "course_solved_now"
"""Under this key a callback tells the exercise that it was solved for the first time."""


@dataclass
class ExerciseState:
    """The present exercise of a lesson, by family and seed, and the visitor's answer.

    `shown`: the visitor had the solution shown. `solved`: how many exercises of this lesson were solved.
    """

    family: str
    seed: int
    answer: str = ""
    shown: bool = False
    solved: int = 0


def exercise(lesson: Lesson) -> None:
    """The exercise of a lesson, if the lesson has any."""
    if lesson.families:
        _exercise(lesson.slug)


def _state_of(lesson: Lesson) -> ExerciseState:
    states: dict[str, ExerciseState] = st.session_state.setdefault("course_exercises", {})
    if lesson.slug not in states:
        states[lesson.slug] = ExerciseState(lesson.families[0], secrets.randbelow(MAX_SEED + 1))
    return states[lesson.slug]


@st.fragment
def _exercise(slug: str) -> None:
    lesson = load(slug)
    state = _state_of(lesson)
    present = generate(state.family, state.seed)
    with st.container(key=f"exercise_{slug}", gap="small"):
        st.header(TITLES[state.family], anchor=False)
        st.markdown(kept_together(present.question))
        for place, shown in enumerate(present.figures):
            show_figure(shown, current_theme(), session().narrow, f"{slug}_exercise_{place}")
        _answer_field(present, state, slug)
        _marking(present, state, slug)
        with st.container(horizontal=True, vertical_alignment="center"):
            st.button("New exercise", icon=":material/refresh:", key=f"new_{slug}", on_click=_new, args=(slug,))
            answered = state.shown or (state.answer and present.mark(state.answer).right)
            if not answered:
                st.button("Show the answer", type="tertiary", key=f"reveal_{slug}", on_click=_reveal, args=(slug,))
            if state.solved or progress.solved(slug):
                words = f"{state.solved} solved" if state.solved else "solved before"
                st.caption(f":material/check_circle: {words}", width="content")
    if st.session_state.pop(_NEWS, False):
        st.rerun(scope="app")  # the lesson is ticked off in the contents, and in the browser's storage


def _answer_field(present: Exercise, state: ExerciseState, slug: str) -> None:
    key = f"answer_{slug}_{present.family}_{present.seed}"
    if present.numeric:
        with st.form(key=f"form_{key}", border=False), st.container(horizontal=True, vertical_alignment="bottom"):
            unit = f", in {present.unit}" if present.unit else ""
            st.text_input(f"Your answer{unit}", key=key, value=state.answer, width=220, autocomplete="off")
            st.form_submit_button("Check", on_click=_say, args=(slug, key))
        return
    st.session_state[key] = state.answer if state.answer in present.options else None
    st.radio("Your answer", present.options, key=key, index=None, on_change=_say, args=(slug, key))


def _say(slug: str, key: str) -> None:
    """Store the visitor's answer, and count the exercise if it is solved for the first time."""
    lesson = load(slug)
    state, answer = _state_of(lesson), str(st.session_state.get(key) or "").strip()
    solved_before = bool(state.answer) and generate(state.family, state.seed).mark(state.answer).right
    state.answer = answer
    if answer and generate(state.family, state.seed).mark(answer).right and not solved_before and not state.shown:
        state.solved += 1
        progress.solve(slug)
        st.session_state[_NEWS] = True


def _marking(present: Exercise, state: ExerciseState, slug: str) -> None:
    if state.answer:
        marking = present.mark(state.answer)
        if marking.right:
            st.success(f"{marking.words} {present.explanation}", icon=":material/check:")
            return
        st.warning(marking.words, icon=":material/close:")
    if state.shown:
        st.info(f"**{present.answer}**. {present.explanation}")


def _reveal(slug: str) -> None:
    _state_of(load(slug)).shown = True


def _new(slug: str) -> None:
    """Replace the exercise by a new one, of the lesson's next family."""
    lesson = load(slug)
    state = _state_of(lesson)
    families = lesson.families
    following = families[(families.index(state.family) + 1) % len(families)]
    states: dict[str, Any] = st.session_state["course_exercises"]
    states[slug] = ExerciseState(following, secrets.randbelow(MAX_SEED + 1), solved=state.solved)
