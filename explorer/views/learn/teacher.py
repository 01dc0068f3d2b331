"""The page for teachers: sheets of exercises to print, and walkthroughs made of lessons."""

from __future__ import annotations

import streamlit as st

from explorer import lessons
from explorer.errors import LinkError
from explorer.figures.lessons.sheet import MAX_EXERCISES, to_html
from explorer.lessons import LESSONS
from explorer.lessons.exercises import FAMILIES, TITLES, varied
from explorer.lessons.tools import sample
from explorer.scene import ImageChoice, walkthrough
from explorer.scene.walkthrough import Stop, Walkthrough
from explorer.views.share.address import base_address
from explorer.views.share.notes import tell

SAMPLE_IMAGE = "cat"


def teachers() -> None:
    """The whole page."""
    st.title("For teachers", anchor=False)
    _sheet()
    _walkthrough()


def _sheet() -> None:
    st.header("A sheet of exercises", anchor=False)
    st.markdown(
        "Choose what to ask. The same number always makes the same sheet, with and without answers, so that you can hand out "
        "the one and keep the other. Each file opens in a browser and prints well."
    )
    titles = list(dict.fromkeys(TITLES.values()))
    with st.container(key="controls_sheet", gap="small"):
        chosen = st.multiselect("Kinds of questions", titles, key="sheet_kinds", placeholder="all kinds")
        left, right = st.columns(2)
        count = left.number_input("Exercises", 1, MAX_EXERCISES, 10, key="sheet_count")
        seed = right.number_input("Number of the sheet", 0, 999_999, 1, key="sheet_seed")
    families = varied(family for family in FAMILIES if not chosen or TITLES[family] in chosen)
    with st.container(horizontal=True):
        for answers, label in ((False, "Download the sheet"), (True, "Download with answers")):
            st.download_button(
                label,
                _sheet_html(families, int(seed), int(count), answers),
                file_name=f"exercises-{int(seed)}{'-answers' if answers else ''}.html",
                mime="text/html",
                icon=":material/download:",
                key=f"sheet_{answers}",
                on_click="ignore",
            )


@st.cache_data(max_entries=32, show_spinner=False)
def _sheet_html(families: tuple[str, ...], seed: int, count: int, answers: bool) -> str:
    return to_html(families, seed, count, answers)


def _walkthrough() -> None:
    st.header("A walkthrough", anchor=False)
    st.markdown(
        "A walkthrough leads a class through states of the app, one link for all: each state with your note and, if you "
        "wish, a question to think about before it is shown. On **Explore** press *Walkthrough* beside *Share*, and add what "
        "is on the screen, state by state. Or begin with states of these lessons:"
    )
    by_title = {lesson.title: lesson.slug for lesson in LESSONS}
    with st.container(key="controls_walk"):
        chosen = st.multiselect(
            "Lessons",
            list(by_title),
            default=["The sliding window", "Stride", "Padding: valid, same, full"],
            key="walk_lessons",
        )
    if not chosen:
        return
    try:
        text = walkthrough.encode(course_walk(tuple(by_title[title] for title in chosen)))
    except LinkError as error:
        tell(str(error))
        return
    st.code(f"{base_address().removesuffix('learn')}?w={text}", language=None, wrap_lines=True)


def course_walk(slugs: tuple[str, ...]) -> Walkthrough:
    """A walkthrough of the states that these lessons open in Explore, each with the lesson's title and what it shows."""
    stops = []
    for slug in slugs:
        lesson = lessons.load(slug)
        study = lesson.study(lesson.given(lesson.defaults, sample, ImageChoice(SAMPLE_IMAGE)))
        stops.append(Stop(study.scene, f"{lesson.title}. You see {study.opens}."))
    return Walkthrough(tuple(stops), "From the course")
