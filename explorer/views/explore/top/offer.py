"""The offer to ask a network that knows 1,000 kinds of things about a photo, and the way back."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from explorer import presets
from explorer.images import samples
from explorer.scene import Scene
from explorer.views.shell.state import Session
from explorer.views.sidebar import edits

WORLD = "efficientnet_lite0"
"""The preset that knows 1,000 kinds of things."""
ASKED_FROM = "asked_from"
"""Under this key the session keeps the scene from which that network was asked."""


def offer(current: Session) -> None:
    """A line that offers that network, if it should be asked about the image; there, the way back to the one before."""
    asked_from: Scene | None = st.session_state.get(ASKED_FROM)
    if worth_asking(current.scene):
        card = current.scene.weights.card
        with _line():
            st.markdown(f"This network knows only {card.knows}." if card else "This network was not trained on photos.")
            label = "Ask a network that knows 1,000 kinds of things"
            st.button(label, key="ask_world", type="primary", on_click=ask, args=(current,))
    elif asked_from is not None and knows_the_world(current.scene):
        with _line():
            title = presets.load(asked_from.preset).title if asked_from.preset else "your network"
            icon = ":material/arrow_back:"
            args = (current, asked_from)
            st.button(f"Back to {title}", icon=icon, key="back_from_world", on_click=go_back, args=args)


def _line() -> DeltaGenerator:
    return st.container(key="offer", horizontal=True, vertical_alignment="center", gap="small")


def ask(current: Session) -> None:
    """Show the image to that network: one step of undo."""
    st.session_state[ASKED_FROM] = current.scene
    edits.start_from(current, replace(presets.load(WORLD).scene(), image=current.scene.image))


def go_back(current: Session, asked_from: Scene) -> None:
    """Show the present image to the network of the scene `asked_from` again: one step of undo."""
    edits.start_from(current, replace(asked_from, image=current.scene.image))


def worth_asking(scene: Scene) -> bool:
    """Whether the image is a photo and the network does not know it: the visitor's own one, or a sample of another kind."""
    image, card = scene.image, scene.weights.card
    if knows_the_world(scene):
        return False
    if image.own:
        return bool(image.digest)
    kind = next(sample.kind for sample in (*samples.SAMPLES, *samples.FASHION) if sample.name == image.sample)
    return card is not None and kind not in ("fashion", "pattern", card.gallery)


def knows_the_world(scene: Scene) -> bool:
    """Whether it is that network, not only the first layers of it."""
    card = scene.weights.card
    return card is not None and card.name == WORLD and bool(scene.layers) and scene.layers[-1].gives_probabilities
