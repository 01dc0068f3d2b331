"""One lesson: text, controls, live figures, mathematics, a link to Explore, sources, and an exercise."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from explorer.errors import ExplorerError, ImageError
from explorer.figures.theme import Theme
from explorer.images import samples
from explorer.layers.base import Array, Shape
from explorer.lessons import Given, Lesson, Pick, Slider, Source, Study
from explorer.lessons.lesson import Control, Piece, filled, kept_together, pieces
from explorer.scene import ImageChoice
from explorer.views.image.pictures import fitted, shown
from explorer.views.learn.exercise import exercise
from explorer.views.learn.figures import show_figure
from explorer.views.learn.way import leave_for_explore
from explorer.views.share.notes import tell
from explorer.views.shell.state import Session, session
from explorer.views.shell.theme import current_theme
from explorer.words.glossary import tip_of_label

DEFAULT_IMAGE, AS_ON_EXPLORE = "cat", "own"
"""The sample that lessons use at first, and the choice that stands for the image on Explore."""
LEAST_SIDE = 16
"""Least rows and columns of a part of an image, in px, for lessons to use it."""
_IMAGE_KEY = "course_image"
FOLDS = {
    "answer": ("What there is to see", ":material/lightbulb:"),
    "why": ("Why: the mathematics", ":material/function:"),
}
"""The collapsed parts of a lesson, in order, each with its label and icon."""


def show(current: Session, lesson: Lesson) -> None:
    """The lesson and its exercise; both are fragments, which Streamlit reruns alone."""
    st.caption(f"{lesson.group} · {lesson.minutes} min")
    st.title(lesson.title, anchor=False)
    _body(lesson.slug)
    exercise(lesson)


def reader_image(current: Session) -> ImageChoice:
    """The image that the visitor chose for the lessons, by default the one on Explore."""
    return lesson_image(st.session_state.get(_IMAGE_KEY, AS_ON_EXPLORE), shown(current.scene.image))


def lesson_image(chosen: str, image: ImageChoice) -> ImageChoice:
    """The sample `chosen`, or for AS_ON_EXPLORE the `image` on Explore; in place of one that is too coarse, the default."""
    if chosen != AS_ON_EXPLORE:
        return ImageChoice(chosen)
    return ImageChoice(DEFAULT_IMAGE) if _is_coarse(image) else image


def _is_coarse(image: ImageChoice) -> bool:
    """Whether it is clothing, or a part of a few px, such as the pictures that lessons draw themselves."""
    part = image.part
    small = part is not None and min(part.height, part.width) < LEAST_SIDE
    return small or image.sample in {sample.name for sample in samples.FASHION}


def image_choice(current: Session) -> None:
    """The field that chooses the image of the lessons: the one on Explore, or a sample."""
    image = shown(current.scene.image)
    as_on_explore = "a cat, to begin with" if _is_coarse(image) else "your own image" if image.own else "as on Explore"
    titles = {AS_ON_EXPLORE: as_on_explore, **{sample.name: sample.title for sample in samples.SAMPLES}}
    choice = st.session_state.get(_IMAGE_KEY, AS_ON_EXPLORE)
    st.session_state["course_image_box"] = choice if choice in titles else AS_ON_EXPLORE

    def pick() -> None:
        st.session_state[_IMAGE_KEY] = st.session_state["course_image_box"]

    st.selectbox(
        "Image of the lessons",
        list(titles),
        format_func=titles.__getitem__,
        key="course_image_box",
        on_change=pick,
        help="Choose or draw an image of your own on Explore, with “Your photo”: the lessons use it then.",
    )


def _load(choice: ImageChoice, shape: Shape) -> Array:
    return fitted(choice, shape).pixels


@st.fragment
def _body(slug: str) -> None:
    from explorer.lessons import load

    lesson, theme, current = load(slug), current_theme(), session()
    try:
        study, note = _studied(lesson, current)
    except ExplorerError as error:
        tell(str(error))
        _controls(lesson)
        return
    if note:
        st.caption(note)
    for place, piece in enumerate(piece for piece in pieces(lesson.text) if not piece.fold):
        _piece(lesson, piece, study, theme, current.narrow, f"{slug}_{place}")
    for fold, (label, icon) in FOLDS.items():
        folded = [piece for piece in pieces(lesson.text) if piece.fold == fold]
        if folded:
            with st.expander(label, icon=icon):
                for place, piece in enumerate(folded):
                    _piece(lesson, piece, study, theme, current.narrow, f"{slug}_{fold}_{place}")
    with st.container(horizontal=True, vertical_alignment="center", key="lesson_actions"):
        if st.button("Open this in Explore", icon=":material/open_in_new:", key=f"open_{slug}"):
            leave_for_explore(slug, study)
        st.caption(kept_together(f"It opens {study.opens}."), width="stretch")
    _sources(lesson.sources)


def _studied(lesson: Lesson, current: Session) -> tuple[Study, str]:
    """The study for the present values on the reader's image, and ""; on the default image, with a note, if that is gone."""
    values, image = _values(lesson), reader_image(current)
    try:
        with st.spinner("The networks look at the pictures …"):  # shows only if it takes long: the first time
            return lesson.study(lesson.given(values, _load, image)), ""
    except ImageError as error:
        fallback: Given = lesson.given(values, _load, ImageChoice(DEFAULT_IMAGE))
        return lesson.study(fallback), f"{error} Until then the lesson uses the cat."


def _piece(lesson: Lesson, piece: Piece, study: Study, theme: Theme, narrow: bool, key: str) -> None:
    if piece.controls:
        _controls(lesson)
    elif piece.figure:
        show_figure(study.figures[piece.figure], theme, narrow, key, fill=True, move=lambda moved: _move(lesson, moved))
    else:
        with st.container(key=f"words_{key}"):
            st.markdown(kept_together(filled(piece.words, study.numbers)))


# -- controls -----------------------------------------------------------------------------------------------------


def _values(lesson: Lesson) -> dict[str, Any]:
    """The values of the lesson's controls, by name; they last as long as the session."""
    all_values: dict[str, dict[str, Any]] = st.session_state.setdefault("course_values", {})
    return all_values.setdefault(lesson.slug, lesson.defaults)


def _move(lesson: Lesson, moved: Mapping[str, Any]) -> None:
    """Set controls to what a figure sends, brought into their range."""
    values = _values(lesson)
    for control in lesson.controls:
        if control.name in moved:
            values[control.name] = control.check(moved[control.name])


def _controls(lesson: Lesson) -> None:
    values = _values(lesson)
    with st.container(key=f"controls_{lesson.slug}", gap="small"):
        per_row = len(lesson.controls) if len(lesson.controls) <= 3 else 2
        for start in range(0, len(lesson.controls), per_row):  # row by row, so that a phone keeps their order
            row = lesson.controls[start : start + per_row]
            rooms = rooms_of(row)
            for column, control, room in zip(st.columns(rooms, gap="medium"), row, rooms, strict=True):
                key = f"course_{lesson.slug}_{control.name}"
                st.session_state[key] = control.check(values[control.name])
                with column:
                    _control(control, key, values, PHONE_WIDTH if session().narrow else room)


LETTER_WIDTH, DIGIT_WIDTH, OPTION_MARGIN = 8, 9, 34
"""Width of a letter and of a digit of an option, which are wider, and of the space around its text, in px."""
PHONE_WIDTH, DESK_WIDTH, GAP = 310, 728, 32
"""Width available to a row of controls, and the space between two, in px."""


def rooms_of(row: Sequence[Control]) -> list[float]:
    """The width of each control of a row, in px: alike, or as their options need it where some then do not fit."""
    room = (DESK_WIDTH - GAP * (len(row) - 1)) / len(row)
    needs = [options_width(control) if isinstance(control, Pick) else room for control in row]
    spare = room * len(row) - sum(needs)
    if max(needs) <= room or spare < 0:
        return [room] * len(row)
    return [need + spare / len(row) for need in needs]


def options_width(pick: Pick) -> float:
    """The width of all options side by side, in px."""
    letters = (DIGIT_WIDTH if letter.isdigit() else LETTER_WIDTH for option in pick.options for letter in option)
    return sum(letters) + OPTION_MARGIN * len(pick.options)


def _control(control: Control, key: str, values: dict[str, Any], room: float) -> None:
    """One control: a slider, or options side by side if `room` px are enough for all of them, else as a list."""

    def changed() -> None:
        values[control.name] = control.check(st.session_state[key])

    tooltip = tip_of_label(control.label)
    if isinstance(control, Slider):
        st.slider(control.label, control.low, control.high, step=control.step, key=key, on_change=changed, help=tooltip)
    elif options_width(control) <= room:
        st.segmented_control(control.label, control.options, key=key, required=True, on_change=changed, help=tooltip)
    else:
        st.selectbox(control.label, control.options, key=key, on_change=changed, help=tooltip)


def _sources(sources: tuple[Source, ...]) -> None:
    if not sources:
        return
    with st.expander("Sources", icon=":material/menu_book:"):
        for source in sources:
            address = source.address
            reference = (
                f" [{'doi:' + source.doi if source.doi else 'arXiv:' + source.arxiv}]({address})" if address else ""
            )
            st.markdown(f"- {source.text}.{reference}")
