"""The head of the comparison: which scene stands on either side, what both answer, and what can be done with them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from html import escape

import streamlit as st

from explorer.errors import ExplorerError
from explorer.figures.maps import photo_small
from explorer.figures.overview.figure import percent
from explorer.images import fit
from explorer.scene import Scene
from explorer.scene.scene import PARTS, Part
from explorer.views.compare.acts import CHOOSING, PROBLEM, close, keep_other, put_beside, swap, turn_choosing
from explorer.views.compare.choosing import chooser
from explorer.views.compare.running import name_of
from explorer.views.compare.side_by_side import SideBySide
from explorer.views.explore.runs import Run
from explorer.views.shared.trainings import epoch_of, training_of
from explorer.views.shell.state import Session
from explorer.words.class_names import short_class
from explorer.words.description import image_words, weights_words
from explorer.words.glossary import tip
from explorer.words.numerals import fixed

PHOTO = 72
"""Side in px of the picture of either image."""
MOST_ANSWERS = 2
"""Classes of either side that are shown."""
PART_NAMES: dict[Part, str] = {"maps": "Maps", "numbers": "Numbers"}


def heads(current: Session, run: Run, view: SideBySide | None) -> None:
    """Both headings with the answers between them, and the row of buttons; `view` is None while the right one cannot be run."""
    with st.container(key="compare_heads", horizontal=True, gap="medium", vertical_alignment="center"):
        with st.container(key="compare_left", gap="xsmall"):
            _card(current, "left", run.scene, run, current.commit)
        with st.container(key="compare_answers", gap="xsmall"):
            if view is not None:
                st.html(answers_html(view))
        with st.container(key="compare_right", gap="xsmall"):
            _card(
                current,
                "right",
                current.scene.sides[1],
                None if view is None else view.right,
                lambda scene: put_beside(current, scene),
            )
    if current.viewing.allows("edit"):
        _buttons(current, running=view is not None)
    else:
        _part_switch(current)


def _card(current: Session, side: str, scene: Scene, run: Run | None, commit: Callable[[Scene], None]) -> None:
    """Photo, name and weights of a side, and the switch between the epochs of its training; `commit` takes a changed scene."""
    picture = ""
    try:
        if run is not None:
            small = photo_small(fit(run.picture, PHOTO * 2, PHOTO * 2, "pad", 3).pixels)
            picture = f'<img src="{small}" width="{PHOTO}" height="{PHOTO}" alt="{escape(image_words(scene.image))}">'
    except ExplorerError:  # the photo is gone
        picture = ""
    words = f"{weights_words(scene)}, {image_words(scene.image)}"
    st.html(
        f'<div class="cnn-side">{picture}<div><h3>{escape(name_of(scene))}</h3><p>{escape(words)}</p></div></div>',
        width="content",
    )
    _epochs(current, scene, side, commit)


def _epochs(current: Session, scene: Scene, side: str, commit: Callable[[Scene], None]) -> None:
    training, epoch = training_of(scene.weights), epoch_of(scene.weights)
    if training is None or not training.playable or not current.viewing.allows("edit"):
        return
    key = f"compare_epoch_{side}"

    def chosen() -> None:
        weights = replace(scene.weights, base=training.at(st.session_state[key]))
        commit(replace(scene, weights=weights))

    epochs = list(training.card.epochs)
    st.session_state[key] = epoch if epoch in epochs else epochs[-1]
    st.select_slider(
        "Epoch",
        epochs,
        format_func=lambda each: f"{each:g}",
        key=key,
        on_change=chosen,
        width=180,
        label_visibility="collapsed",
        help=tip("epoch"),
    )


def answers_html(view: SideBySide) -> str:
    """The most likely classes of both sides as a table, with what they differ by; what is said where there are none."""
    pairs = view.record.answers(MOST_ANSWERS)
    if not pairs:
        return "<p>Neither network gives probabilities of classes.</p>"
    rows = "".join(
        f"<tr><th scope='row'>{escape(short_class(pair.name, 24))}</th>"
        f"<td>{_share(pair.left)}</td><td>{_share(pair.right)}</td>"
        f"<td>{'–' if pair.points is None else _points(pair.points)}</td></tr>"
        for pair in pairs
    )
    head = "".join(f"<th scope='col'>{each}</th>" for each in ("Answer", "left", "right", "points"))
    return f"<table class='cnn-answers'><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"


def _share(share: float | None) -> str:
    return "–" if share is None else percent(share)


def _points(points: float) -> str:
    """A change in percentage points, with its sign; "0" only where there is none."""
    if points and abs(points) < 0.05:
        return "<0.1" if points > 0 else "−<0.1"
    return fixed(points, 1, sign=bool(points)) if points else "0"


def _buttons(current: Session, running: bool) -> None:
    with st.container(key="compare_buttons", horizontal=True, gap="small", vertical_alignment="center"):
        if running:
            _part_switch(current)
        st.button("Swap sides", icon=":material/swap_horiz:", key="compare_swap", on_click=swap, args=(current,))
        st.button("Change", icon=":material/tune:", key="compare_change", on_click=turn_choosing)
        st.button(
            "Make the right one mine",
            icon=":material/check:",
            key="compare_keep",
            on_click=keep_other,
            args=(current,),
            help="Goes on with what stands on the right. Undo brings back what you have now.",
        )
        st.button("Close", icon=":material/close:", key="compare_close", on_click=close, args=(current,))

    if st.session_state.get(CHOOSING) or PROBLEM in st.session_state:
        chooser(current)


def _part_switch(current: Session) -> None:
    key = "compare_part"

    def chosen() -> None:
        current.set_part(st.session_state[key] or PARTS[0])

    st.session_state[key] = current.scene.compared.part if current.scene.compared is not None else PARTS[0]
    st.segmented_control(
        "What is compared",
        PARTS,
        required=True,
        format_func=PART_NAMES.__getitem__,
        key=key,
        on_change=chosen,
        label_visibility="collapsed",
    )
