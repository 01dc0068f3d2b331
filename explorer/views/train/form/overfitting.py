"""What keeps a network from learning its pictures by heart: weight decay, dropout, batch normalisation, augmentation."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

import streamlit as st

from explorer.layers import BatchNormalization, Conv2D, Dense, Dropout
from explorer.network import Network, Step
from explorer.views.shell.state import Session
from explorer.views.sidebar import edits
from explorer.views.train.desk import Desk
from explorer.views.train.form.fields import number, part_field
from explorer.views.train.form.pictures import augmented_row
from explorer.views.train.way import page_changed

DECAY = "Pulls every weight a little towards 0 at each step, so that no weight grows without need."


def overfitting(current: Session, found: Desk) -> None:
    """The fields, the layers that behave in another way while they learn, and a few pictures as the steps see them."""
    number(found, "weight_decay", "Weight decay", found.setup.recipe.weight_decay, help=DECAY)
    _layers(current, found)
    _augmentation(current, found)


def _layers(current: Session, found: Desk) -> None:
    network = current.shown.network
    st.markdown("**Layers that work differently while they learn**")
    lines = list(training_lines(network))
    st.markdown("\n".join(f"- {line}" for line in lines) if lines else "This network has none.")
    with st.container(horizontal=True, gap="small"):
        for label, place, layer in _additions(current):
            st.button(
                label,
                key=f"train_add_{layer.kind}",
                on_click=_add,
                args=(current, place, layer),
                disabled=found.started,
            )


def training_lines(network: Network) -> Iterator[str]:
    """What each dropout and batch normalisation does in training, and what when the network answers."""
    for step in network.steps:
        if isinstance(step.layer, Dropout):
            yield _dropout_words(step, step.layer.rate)
        elif isinstance(step.layer, BatchNormalization):
            yield (
                f"**{step.name}** uses the mean and the variance of each batch, and keeps running averages of them. With these "
                "it answers."
            )


def _dropout_words(step: Step, rate: float) -> str:
    if rate >= 1:
        return f"**{step.name}** sets all of its numbers to 0 in training: nothing is learned through it."
    scale = f", and multiplies the rest by {1 / (1 - rate):.3g}" if rate else ""
    share = f"**{step.name}** sets {100 * rate:g}% of its numbers to 0 at random{scale}."
    return f"{share} When the network answers, it does nothing."


def _additions(current: Session) -> Iterator[tuple[str, int, Any]]:
    """What can be added with one press, and where: a dropout before the last layer of units, a normalisation after the first
    convolution."""
    layers = current.scene.layers
    dense = [at for at, layer in enumerate(layers) if isinstance(layer, Dense)]
    if dense and not any(isinstance(layer, Dropout) for layer in layers):
        yield "Add dropout", dense[-1], Dropout()
    conv = [at for at, layer in enumerate(layers) if isinstance(layer, Conv2D)]
    if conv and not any(isinstance(layer, BatchNormalization) for layer in layers):
        yield "Add batch normalisation", conv[0] + 1, BatchNormalization()


def _add(current: Session, place: int, layer: Any) -> None:
    opened = current.open_id
    edits.insert(current, place, layer)
    current.open_id = opened  # the form of the training is what the visitor looks at
    page_changed()


def _augmentation(current: Session, found: Desk) -> None:
    augmentation = found.setup.recipe.augmentation
    st.markdown("**Augmentation**", help=augmentation.about)

    changing = partial(part_field, found, "augmentation")
    left, middle, right = st.columns([1, 1, 1], vertical_alignment="bottom")
    st.session_state["train_shift"] = augmentation.shift
    left.number_input("Shift, px", key="train_shift", step=1, disabled=found.started, on_change=changing("shift"))
    st.session_state["train_noise"] = augmentation.noise
    middle.number_input(
        "Noise", key="train_noise", step=0.05, format="%.3g", disabled=found.started, on_change=changing("noise")
    )
    st.session_state["train_flip"] = augmentation.flip
    right.checkbox("Flip", key="train_flip", disabled=found.started, on_change=changing("flip"))
    data = found.learned_from(current.shown.network)
    if data is not None:
        augmented_row(data, augmentation, found.setup.recipe.seed)
        st.caption(
            "This is one picture as seven steps see it."
            if not augmentation.is_none
            else "Without augmentation every step sees the same picture."
        )
