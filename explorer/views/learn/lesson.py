"""One lesson on the screen: words, controls, live figures, mathematics, a state to open, sources, an exercise."""

from __future__ import annotations

from typing import Any

import streamlit as st

from explorer.errors import ExplorerError, ImageError
from explorer.figures.theme import Theme
from explorer.images import samples
from explorer.layers.base import Array, Shape
from explorer.lessons import Given, Lesson, Slider, Source, Study
from explorer.lessons.lesson import Control, Piece, filled, kept_together, pieces
from explorer.scene import ImageChoice, link
from explorer.views.image.pictures import fitted
from explorer.views.learn.exercise import exercise
from explorer.views.learn.figures import draw
from explorer.views.shell.look import look
from explorer.views.shell.pages import to_explore
from explorer.views.shell.state import Session, session
from explorer.words.glossary import tip_of_label

USUAL, OWN = "cat", "own"
_IMAGE = "course_image"
"""The image of the lessons while the visitor has no photo; and what stands for the one on Explore."""


def show(current: Session, lesson: Lesson) -> None:
    """The lesson and its exercise; both rerun alone when something in them changes."""
    st.caption(lesson.group)
    st.title(lesson.title, anchor=False)
    _body(lesson.slug)
    exercise(lesson)


def reader_image(current: Session) -> ImageChoice:
    """The visitor's own image or photo; the opening network's garments are too coarse for most lessons."""
    return lesson_image(st.session_state.get(_IMAGE, OWN), current.scene.image)


def lesson_image(chosen: str, image: ImageChoice) -> ImageChoice:
    """The image that was chosen for the lessons; with OWN the one on Explore, but a photo in place of a garment."""
    if chosen != OWN:
        return ImageChoice(chosen)
    return ImageChoice(USUAL) if _garment(image) else image


def _garment(image: ImageChoice) -> bool:
    return image.sample in {sample.name for sample in samples.FASHION}


def image_choice(current: Session) -> None:
    """Which image the lessons use: the one on Explore, or one of the gallery."""
    image = current.scene.image
    usual = "a cat, to begin with" if _garment(image) else "your own image" if image.own else "as on Explore"
    titles = {OWN: usual, **{sample.name: sample.title for sample in samples.SAMPLES}}
    kept = st.session_state.get(_IMAGE, OWN)
    st.session_state["course_image_box"] = kept if kept in titles else OWN

    def pick() -> None:
        st.session_state[_IMAGE] = st.session_state["course_image_box"]

    st.selectbox(
        "Image of the lessons",
        list(titles),
        format_func=titles.__getitem__,
        key="course_image_box",
        on_change=pick,
        help="Choose or draw an image of your own on Explore, with “Your image”: the lessons use it then.",
    )


def _load(choice: ImageChoice, shape: Shape) -> Array:
    return fitted(choice, shape).pixels


@st.fragment
def _body(slug: str) -> None:
    from explorer.lessons import load

    lesson, theme, current = load(slug), look(), session()
    try:
        study, note = _studied(lesson, current)
    except ExplorerError as error:
        st.error(str(error))
        _controls(lesson)
        return
    if note:
        st.caption(note)
    folded = [piece for piece in pieces(lesson.text) if piece.why]
    for place, piece in enumerate(piece for piece in pieces(lesson.text) if not piece.why):
        _piece(lesson, piece, study, theme, current.narrow, f"{slug}_{place}")
    if folded:
        with st.expander("Why: the mathematics", icon=":material/function:"):
            for place, piece in enumerate(folded):
                _piece(lesson, piece, study, theme, current.narrow, f"{slug}_why_{place}")
    with st.container(horizontal=True, vertical_alignment="center", key="lesson_actions"):
        if st.button("Open this in Explore", icon=":material/open_in_new:", key=f"open_{slug}"):
            current.commit(link.decode(link.encode(study.scene)))
            to_explore()
        st.caption(kept_together(f"It opens {study.opens}."), width="stretch")
    _sources(lesson.sources)


def _studied(lesson: Lesson, current: Session) -> tuple[Study, str]:
    """The study for the present values, on the reader's image; on the usual one if that is gone."""
    values, image = _values(lesson), reader_image(current)
    try:
        return lesson.study(lesson.given(values, _load, image)), ""
    except ImageError as error:
        usual: Given = lesson.given(values, _load, ImageChoice(USUAL))
        return lesson.study(usual), f"{error} Until then the lesson uses the cat."


def _piece(lesson: Lesson, piece: Piece, study: Study, theme: Theme, narrow: bool, key: str) -> None:
    if piece.controls:
        _controls(lesson)
    elif piece.figure:
        draw(study.figures[piece.figure], theme, narrow, key)
    else:
        with st.container(key=f"words_{key}"):
            st.markdown(kept_together(filled(piece.words, study.numbers)))


# -- controls -----------------------------------------------------------------------------------------------------


def _values(lesson: Lesson) -> dict[str, Any]:
    """What the reader has set in this lesson; it stays while the session lasts."""
    kept: dict[str, dict[str, Any]] = st.session_state.setdefault("course_values", {})
    return kept.setdefault(lesson.slug, lesson.defaults)


def _controls(lesson: Lesson) -> None:
    values = _values(lesson)
    with st.container(key=f"controls_{lesson.slug}", gap="small"):
        abreast = len(lesson.controls) if len(lesson.controls) <= 3 else 2
        for start in range(0, len(lesson.controls), abreast):  # row by row: on a phone they stand in their order
            row = lesson.controls[start : start + abreast]
            for column, control in zip(st.columns(len(row), gap="medium"), row, strict=True):
                key = f"course_{lesson.slug}_{control.name}"
                st.session_state[key] = control.check(values[control.name])
                with column:
                    _control(control, key, values, PHONE if session().narrow else DESK // abreast - GAP)


LETTER, AIR = 7.5, 34
"""Width of a letter of an option, and of what is around its text, in px."""
PHONE, DESK, GAP = 310, 728, 16
"""Room for controls side by side, and what is lost between two, in px."""


def _control(control: Control, key: str, values: dict[str, Any], room: int) -> None:
    """A slider; or options side by side where there is room for all, else in a list."""

    def changed() -> None:
        values[control.name] = control.check(st.session_state[key])

    words = tip_of_label(control.label)
    if isinstance(control, Slider):
        st.slider(control.label, control.low, control.high, step=control.step, key=key, on_change=changed, help=words)
    elif sum(LETTER * len(option) + AIR for option in control.options) <= room:
        st.segmented_control(control.label, control.options, key=key, required=True, on_change=changed, help=words)
    else:
        st.selectbox(control.label, control.options, key=key, on_change=changed, help=words)


def _sources(sources: tuple[Source, ...]) -> None:
    if not sources:
        return
    with st.expander("Sources", icon=":material/menu_book:"):
        for source in sources:
            address = source.address
            tail = f" [{'doi:' + source.doi if source.doi else 'arXiv:' + source.arxiv}]({address})" if address else ""
            st.markdown(f"- {source.text}.{tail}")
