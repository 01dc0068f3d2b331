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
from explorer.weights.cards import ModelCard, Tested
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
            if not _shows_its_own(current, card):
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
    only = _knows_words(current, card, network)
    random = [network.step(path).name for path in current.shown.weights.untrained(network)]
    if random:
        only += f" Of another shape than trained, so random now: {', '.join(random)}."
    accuracy = card.accuracy_at(base.epoch)
    if card.tested is None or accuracy is None:
        return only
    share = f"{accuracy:.1f}% of {card.tested.images:,} test images rightly"
    if _as_trained(current, base, network):
        return f"{only} Here it names {share}."
    return f"{only} As trained it names {share}; as it is now, nobody has tested it."


def _knows_words(current: Session, card: ModelCard, network: Network) -> str:
    """What the network can tell apart, and what the image is if that is known."""
    if network.output_shape != (len(card.classes),):
        return (
            f"The weights are of a network that knows {card.knows}. As it stands, this one does not name any of them."
        )
    sample = next((s for s in samples.FASHION if s.name == current.shown.image.sample), None)
    if sample is not None and card.gallery == sample.kind:
        return f"This network only knows {card.knows}. The image is a test image of class **{sample.label}**."
    answer = f"whatever it is shown, it answers with one of its {len(card.classes):,} classes"
    return f"This network only knows {card.knows}: {answer}."


def _as_trained(current: Session, base: Trained, network: Network) -> bool:
    """Whether this is the network that was trained, with no weight changed."""
    weights = current.shown.weights
    return network == presets.load(base.name).network and not weights.filters and not weights.overrides


def _shows_its_own(current: Session, card: ModelCard) -> bool:
    """Whether the image is a sample of what the network knows."""
    return current.shown.image.sample in {sample.name for sample in samples.of_kind(card.gallery)}


def _to_filters(current: Session) -> None:
    edits.start_from(current, replace(presets.load("edges").scene(), image=current.scene.image))


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
        "Architecture": " → ".join(card.architecture),
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


def _tests(card: ModelCard, tested: Tested, size: str, theme: Theme) -> None:
    st.markdown(
        f"**{tested.accuracy:.2f}%** of {tested.images:,} test images named rightly by the weights that are shipped, computed "
        f"with this explorer's own engine. {size} {card.bad_at}"
    )
    left, right = st.columns(2)
    with left:
        chart, words = classes_figure(card.classes, tested, theme), classes_words(card.classes, tested)
        st.plotly_chart(chart, theme=None, config=CHART, key="card_classes", alt=words)
    with right:
        chart, words = confusion_figure(card.classes, tested, theme), confusion_words(tested)
        st.plotly_chart(chart, theme=None, config=CHART, key="card_confusion", alt=words)
