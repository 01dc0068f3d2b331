"""The panel of a trained network: a slider over its training epochs, its accuracy, and its model card."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import streamlit as st

from explorer import presets
from explorer.figures.card import classes_figure, classes_words, confusion_figure, confusion_words
from explorer.figures.theme import Theme
from explorer.images import samples
from explorer.network import Network
from explorer.views.shell.charts import CHART
from explorer.views.shell.state import Session
from explorer.weights import Trained
from explorer.weights.cards import ModelCard, Tested
from explorer.words.glossary import tips

MAX_IN_LINE = 14
"""Layers of an architecture that are written in one line; more are a list of their own."""
MAX_LISTED = 6
"""Layers that a sentence lists by name."""


def trained_panel(current: Session, network: Network, theme: Theme) -> None:
    """The panel, if the weights were trained and have a card; else nothing."""
    card, base = current.shown.weights.card, current.shown.weights.base
    if card is None or not isinstance(base, Trained):
        return
    with st.container(key="trained", horizontal=not current.narrow, vertical_alignment="top", gap="medium"):
        if len(card.epochs) > 1:
            _slider(current, card, base)
        with st.container(width="stretch"):
            st.markdown(_accuracy_words(current, card, base, network))
        st.button("About this network", icon=":material/info:", key="about", on_click=_open)
    if st.session_state.pop("about_open", False):
        _about(card, theme)


def _slider(current: Session, card: ModelCard, base: Trained) -> None:
    st.session_state["epoch"] = base.epoch
    with st.container(width=200):
        st.select_slider(
            "Training, in epochs",
            card.epochs,
            key="epoch",
            format_func=lambda epoch: "untrained" if epoch == 0 else str(epoch),
            on_change=_to_epoch,
            args=(current, base.name),
            help=f"Move it: filters, maps and predictions change. {tips('epoch')}",
        )


def _to_epoch(current: Session, name: str) -> None:
    weights = replace(current.scene.weights, base=Trained(name, st.session_state["epoch"]))
    current.commit(replace(current.scene, weights=weights))


def _accuracy_words(current: Session, card: ModelCard, base: Trained, network: Network) -> str:
    only = _knows_words(current, card, network)
    random = [network.step(path).name for path in current.shown.weights.untrained(network)]
    if random:
        only += f" Of another shape than trained, so random now: {_listed(random)}."
    accuracy = card.accuracy_at(base.epoch)
    if card.tested is None or accuracy is None:
        return only
    share = f"{accuracy:.1f}% of {card.tested.images:,} test images correctly"
    if _as_trained(current, base, network):
        return f"{only} It answers {share}."
    return f"{only} As trained it answers {share}; changed as it is now, it has not been tested."


def _listed(names: list[str]) -> str:
    """The first few names, and how many more there are."""
    rest = len(names) - MAX_LISTED
    return ", ".join(names[:MAX_LISTED]) + (f" and {rest} more" if rest > 0 else "")


def _knows_words(current: Session, card: ModelCard, network: Network) -> str:
    """What the network can tell apart, and what the image is if that is known."""
    if network.output_shape != (len(card.classes),):
        return (
            f"The weights are of a network that knows {card.knows}. As it stands, this one does not name any of them."
        )
    sample = next((s for s in samples.FASHION if s.name == current.shown.image.sample), None)
    if sample is not None and card.gallery == sample.kind:
        return f"This network only knows {card.knows}. The image is a test image of class **{sample.label}**."
    return f"This network only knows {card.knows}: whatever it is shown, it answers with one of them."


def _as_trained(current: Session, base: Trained, network: Network) -> bool:
    """Whether this is the network that was trained, with no weight changed."""
    weights = current.shown.weights
    return network == presets.load(base.name).network and not weights.filters and not weights.overrides


def _open() -> None:
    st.session_state["about_open"] = True


@st.dialog("About this network", width="large")
def _about(card: ModelCard, theme: Theme) -> None:
    size = f"{card.param_count:,} parameters."
    if card.tested is None:
        st.markdown(f"{size} {card.bad_at}")
    else:
        _tests(card, card.tested, size, theme)
    lines = {
        "Architecture": architecture_words(card.architecture),
        "Input": card.input,
        "Data": f"{card.data.name}, {card.data.images}. {card.data.source}. Licence: {card.data.licence}",
        "Recipe": card.recipe,
        "Weights": f"epochs {', '.join(map(str, card.epochs))}, stored as {card.stored}."
        if len(card.epochs) > 1
        else f"stored as {card.stored}.",
        "Licence": card.weights_licence,
    }
    figures = [f"- {sentence}" for sentence in card.figures]
    st.markdown("\n".join([*figures, *(f"- **{title}:** {text}" for title, text in lines.items())]))
    if len(card.architecture) > MAX_IN_LINE:
        with st.expander("Architecture, part by part"):
            st.markdown("\n".join(f"1. {part}" for part in card.architecture))


def architecture_words(parts: Sequence[str]) -> str:
    """The layers of a card one after the other; of many, where they are listed."""
    return " → ".join(parts) if len(parts) <= MAX_IN_LINE else f"{len(parts)} parts, listed below."


def _tests(card: ModelCard, tested: Tested, size: str, theme: Theme) -> None:
    st.markdown(
        f"The weights that are shipped answer **{tested.accuracy:.2f}%** of {tested.images:,} test images correctly, computed "
        f"with this explorer's own engine. {size} {card.bad_at}"
    )
    left, right = st.columns(2)
    with left:
        chart, words = classes_figure(card.classes, tested, theme), classes_words(card.classes, tested)
        st.plotly_chart(chart, theme=None, config=CHART, key="card_classes", alt=words)
    with right:
        chart, words = confusion_figure(card.classes, tested, theme), confusion_words(tested)
        st.plotly_chart(chart, theme=None, config=CHART, key="card_confusion", alt=words)
