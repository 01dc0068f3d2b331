"""The model card of a trained network, in a dialog."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from explorer.figures.card import classes_figure, classes_words, confusion_figure, confusion_words
from explorer.figures.theme import Theme
from explorer.views.share.notes import plain
from explorer.views.shared.asked import ask, is_asked
from explorer.views.shared.trainings import Training, training_of
from explorer.views.shell.charts import CHART
from explorer.views.shell.state import Session
from explorer.weights import TrainedHere
from explorer.weights.cards import ModelCard, Tested
from explorer.weights.own.card import Mistake

MISTAKE = 88
"""Width in px of a picture that the network takes for something else."""
_ASKED = "about_asked"
"""Key of the session: when the card was asked for."""
MAX_IN_LINE = 14
"""Layers of an architecture that are written in one line; more are a list of their own."""


def about_button(current: Session, theme: Theme) -> None:
    """The button that opens the model card of trained weights; nothing for others."""
    training = training_of(current.shown.weights)
    card = training.card if training is not None else current.shown.weights.card
    if card is None:
        return
    st.button("About this network", icon=":material/info:", key="about", on_click=ask, args=(_ASKED,))
    if is_asked(_ASKED):
        _about(card, theme, isinstance(current.shown.weights.base, TrainedHere), mistakes_of(training))


@st.dialog("About this network", width="large")
def _about(card: ModelCard, theme: Theme, own: bool, mistakes: Sequence[Mistake]) -> None:
    """The card; what is said on one of a network that learned here (`own`) may come from anybody."""
    said = plain if own else str
    size = f"{card.param_count:,} parameters."
    if card.tested is None:
        st.markdown(f"{size} {said(card.bad_at)}")
    else:
        images = "validation pictures" if own else "test images"
        _tests(card, card.tested, images, f"{size} {said(card.bad_at)}", theme)
    lines = {
        "Architecture": architecture_words(card.architecture),
        "Input": card.input,
        "Data": f"{card.data.name}, {card.data.images}. {card.data.source}. Licence: {card.data.licence}",
        "Recipe": card.recipe,
        "Weights": f"epochs {', '.join(f'{each:g}' for each in card.epochs)}, stored as {card.stored}."
        if len(card.epochs) > 1
        else f"stored as {card.stored}.",
        "Licence": card.weights_licence,
    }
    figures = [f"- {sentence}" for sentence in card.figures]
    st.markdown("\n".join([*figures, *(f"- **{title}:** {said(text)}" for title, text in lines.items())]))
    if len(card.architecture) > MAX_IN_LINE:
        with st.expander("Architecture, part by part"):
            st.markdown("\n".join(f"1. {said(part)}" for part in card.architecture))
    if mistakes:
        st.markdown("**Where it is sure, and wrong**")
        st.image([each.picture.squeeze() for each in mistakes], _captions(card, mistakes), width=MISTAKE)


def mistakes_of(training: Training | None) -> Sequence[Mistake]:
    """The mistakes on the card of a network that learned here, of the latest snapshot; none for others."""
    latest = training.snapshots[-1] if training is not None else None
    return latest.card.mistakes if isinstance(latest, TrainedHere) and latest.card is not None else ()


def _captions(card: ModelCard, mistakes: Sequence[Mistake]) -> list[str]:
    """Under each picture what it is, and what the network takes it for."""
    return [
        plain(f"{card.classes[each.true]}, taken for {card.classes[each.answer]} ({100 * each.share:.0f}%)")
        for each in mistakes
    ]


def architecture_words(parts: Sequence[str]) -> str:
    """The layers of a card one after the other; of many, where they are listed."""
    return " → ".join(parts) if len(parts) <= MAX_IN_LINE else f"{len(parts)} parts, listed below."


def _tests(card: ModelCard, tested: Tested, images: str, more: str, theme: Theme) -> None:
    st.markdown(
        f"With these weights, the network answers **{tested.accuracy:.2f}%** of {tested.images:,} {images} correctly, as "
        f"computed by this explorer itself. {more}"
    )
    left, right = st.columns(2)
    with left:
        chart, words = classes_figure(card.classes, tested, theme), classes_words(card.classes, tested)
        st.plotly_chart(chart, theme=None, config=CHART, key="card_classes", alt=words)
    with right:
        chart, words = confusion_figure(card.classes, tested, theme), confusion_words(tested)
        st.plotly_chart(chart, theme=None, config=CHART, key="card_confusion", alt=words)
