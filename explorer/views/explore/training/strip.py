"""The strip below the overview: play the training, or go to one of its epochs; what the network knows; the colours."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

import streamlit as st

from explorer.figures.overview.places import Layout
from explorer.figures.overview.room import ROOMY
from explorer.figures.theme import Theme
from explorer.figures.words import remarks
from explorer.images import sentence
from explorer.views.components.training.training import message, mount_frames, mount_training
from explorer.views.explore.marks import mark_toggles
from explorer.views.explore.runs import Run
from explorer.views.explore.training.course import course_data, course_panel
from explorer.views.explore.training.face import PAGE_DUE, face_switch
from explorer.views.explore.training.frames import Played
from explorer.views.explore.training.legend import color_bar, legend, scope_choice
from explorer.views.explore.training.words import accuracy_words, state_words
from explorer.views.shared.trainings import Training, epoch_of, training_of
from explorer.views.shell.embed import embedded
from explorer.views.shell.room import window
from explorer.views.shell.state import Session, session
from explorer.views.train.button import train_button
from explorer.views.train.watching import follows, to_watched, watched_epoch, watched_training
from explorer.views.train.way import page_is_due

WANTED = "frames_wanted"
"""Under this key the session keeps the key of the pictures that the visitor's browser has asked for."""
WATCHED = ("the maps show the training",)
"""What the strip says of the maps while a training is watched."""
WATCHED_ABOUT = "The maps show the training that stands beside them. Nothing is kept of it until you keep it."
ABOUT_HEIGHT = 480
"""Height in px of what is written about a training, which scrolls."""


@dataclass(frozen=True)
class Strip:
    """What the strip is about: the session, and the run, layout and theme of the overview above it."""

    current: Session
    run: Run
    layout: Layout
    theme: Theme

    @property
    def training(self) -> Training | None:
        """The training of the weights, or the one that is watched; None for weights of which none is known."""
        if follows(self.current, self.run.scene):
            return watched_training()
        return training_of(self.current.shown.weights)

    @property
    def epoch(self) -> float:
        """The epoch on the screen."""
        found = watched_epoch() if follows(self.current, self.run.scene) else None
        return epoch_of(self.current.shown.weights) if found is None else found


@st.fragment
def training_strip(strip: Strip) -> None:
    """The whole strip. A fragment: the pictures of the epochs are prepared without a rerun of the page."""
    if any([st.session_state.pop(PAGE_DUE, False), page_is_due()]):
        st.rerun(scope="app")
    with st.container(key="strip", horizontal=True, vertical_alignment="center", gap="small"):
        if not embedded():
            _training(strip)
            train_button(strip.current)
            if _has_room():
                face_switch(strip.current, strip.run.network)
            _show(strip)
            _about(strip)
        st.html(color_bar(strip.theme), width="content")


def _training(strip: Strip) -> None:
    """The control of the training, and the pictures of its epochs once the browser asks for them."""
    training = strip.training
    played: Played | None = None
    course: dict[str, Any] = {}
    if training is not None and training.playable:
        played = Played(strip.run, training, strip.layout, strip.theme, strip.current.scene.scope, strip.current.narrow)
        course = course_data(played, strip.epoch)
    words: tuple[str, ...] = state_words(strip.current, strip.run.network)
    if follows(strip.current, strip.run.scene):
        words = course["said"][course["at"]] if course else WATCHED
    mount_training({"words": words, **course}, on_epoch=_to_epoch, on_prepare=_prepare)
    if played is not None and st.session_state.get(WANTED) == played.key:
        cell = strip.current.shown.settled_cell()
        mount_frames({"key": played.key, "cell": asdict(cell), "frames": played.frames(cell)})


def _prepare() -> None:
    """Have the pictures sent that the browser asks for. What it sends is only compared with a key."""
    st.session_state[WANTED] = str(message("prepare") or "")


def _to_epoch() -> None:
    """Go to the epoch that the browser sends, as one step of undo; ignored if it is none of this network's."""
    current, epoch = session(), message("epoch")
    if follows(current, current.shown):
        to_watched(epoch)
        _page_changed()
        return
    weights = current.scene.weights
    training = training_of(weights)
    if training is None or type(epoch) not in (int, float) or epoch not in training.card.epochs:
        return
    if epoch != epoch_of(weights):
        current.commit(replace(current.scene, weights=replace(weights, base=training.at(epoch))))
        _page_changed()


def _about(strip: Strip) -> None:
    """What would be too long for the strip: what the network knows, the course of its training, what the picture leaves out."""
    about = st.popover("About", icon=":material/info:", key="strip_about", type="tertiary", on_change="rerun")
    training = strip.training
    card = training.card if training else None
    course = card.course if card else None
    # A fixed height, because the browser chooses the side on which a popover opens before the chart is there.
    with about, st.container(width=440, height=ABOUT_HEIGHT if course else "content", border=False):
        for paragraph in _paragraphs(strip):
            st.markdown(paragraph)
        if about.open and card is not None and course is not None:
            course_panel(course, card.epochs, strip.epoch, strip.theme)


def _show(strip: Strip) -> None:
    """How the maps are shown: what is outlined in them, and what shares a color scale."""
    with st.popover("Show", icon=":material/tune:", key="strip_show", type="tertiary"), st.container(width=340):
        if not strip.current.narrow:
            st.markdown(":small[Outline for the selected cell]")
        mark_toggles(strip.current)
        if not _has_room():
            face_switch(strip.current, strip.run.network, labeled=True)
        scope_choice(strip.current, _page_changed)


def _has_room() -> bool:
    """Whether the switch of the maps' face stands in the strip itself."""
    return window().width >= ROOMY


def _page_changed() -> None:
    """Have the whole page drawn anew: the strip is a fragment, whose widgets have only itself drawn."""
    st.session_state[PAGE_DUE] = True


def _paragraphs(strip: Strip) -> Sequence[str]:
    training, network = strip.training, strip.run.network
    knows = WATCHED_ABOUT
    if not follows(strip.current, strip.run.scene):
        knows = accuracy_words(strip.current, training.card, network) if training is not None else ""
    notes = f"{sentence(strip.run.picture.notes)} {remarks(network, strip.run.scene.weights)}".strip()
    return [text for text in (knows, notes, legend(strip.current.scene.scope, strip.layout)) if text]
