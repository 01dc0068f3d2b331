"""The panel of a trained network: a slider over its training epochs, its accuracy, and its model card."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from explorer import presets
from explorer.figures.card import classes_figure, classes_words, confusion_figure, confusion_words
from explorer.figures.theme import Theme
from explorer.images import samples
from explorer.network import Network
from explorer.views.shell.charts import CHART
from explorer.views.shell.state import Session
from explorer.views.sidebar import edits
from explorer.weights import Trained
from explorer.weights.cards import ModelCard
from explorer.words.glossary import tips


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
        with st.container(width="content", gap="small"):
            st.button("About this network", icon=":material/info:", key="about", on_click=_open)
            if not _shows_clothing(current):
                st.button(
                    "See it through photo filters",
                    icon=":material/filter_b_and_w:",
                    key="to_filters",
                    on_click=_to_filters,
                    args=(current,),
                )
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
    share = f"{card.accuracy_at(base.epoch):.1f}% of {card.test_images:,} test images rightly"
    tested = (
        f"Here it names {share}."
        if _as_trained(current, base, network)
        else (f"As trained it names {share}; as it is now, nobody has tested it.")
    )
    if _shows_clothing(current):
        sample = next(s for s in samples.FASHION if s.name == current.shown.image.sample)
        only = f"This network only knows clothing. The image is a test image of class **{sample.label}**."
    else:
        only = "This network only knows clothing: whatever it is shown, it answers with one of its ten classes."
    random = [network.step(path).name for path in current.shown.weights.untrained(network)]
    if random:
        only += f" Of another shape than trained, so random now: {', '.join(random)}."
    return f"{only} {tested}"


def _as_trained(current: Session, base: Trained, network: Network) -> bool:
    """Whether this is the network that was trained, with no weight changed."""
    weights = current.shown.weights
    return network == presets.load(base.name).network and not weights.filters and not weights.overrides


def _shows_clothing(current: Session) -> bool:
    return current.shown.image.sample in {sample.name for sample in samples.FASHION}


def _to_filters(current: Session) -> None:
    edits.start_from(current, replace(presets.load("edges").scene(), image=current.scene.image))


def _open() -> None:
    st.session_state["about_open"] = True


@st.dialog("About this network", width="large")
def _about(card: ModelCard, theme: Theme) -> None:
    st.markdown(
        f"**{card.accuracy:.2f}%** of {card.test_images:,} test images named rightly by the weights that are shipped, computed "
        f"with this explorer's own engine. {card.param_count:,} parameters. {card.bad_at}"
    )
    left, right = st.columns(2)
    with left:
        st.plotly_chart(
            classes_figure(card, theme), theme=None, config=CHART, key="card_classes", alt=classes_words(card)
        )
    with right:
        words = confusion_words(card)
        st.plotly_chart(confusion_figure(card, theme), theme=None, config=CHART, key="card_confusion", alt=words)
    st.markdown(
        f"- **Architecture:** {' → '.join(card.architecture)}\n"
        f"- **Input:** {card.input}\n"
        f"- **Data:** {card.data.name}, {card.data.images}. {card.data.source}. Licence: {card.data.licence}\n"
        f"- **Recipe:** {card.recipe} Seed {card.seed}.\n"
        f"- **Weights:** epochs {', '.join(map(str, card.epochs))}, stored as float16, which costs "
        f"{card.rounding_cost:.2f} points of accuracy."
    )
