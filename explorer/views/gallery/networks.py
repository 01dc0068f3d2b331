"""The networks of the gallery: every one to start from as a card, in groups."""

from __future__ import annotations

from functools import cache
from typing import Any

import streamlit as st

from explorer import presets
from explorer.figures.architecture import silhouette_svg
from explorer.figures.svg import svg_address
from explorer.figures.theme import Theme
from explorer.presets.groups import GROUPS
from explorer.views.components.cards.cards import mount_cards
from explorer.views.explore.top.networks import open_preset
from explorer.views.opening.asking import ask_to_open
from explorer.views.shell.pages import to_explore
from explorer.views.shell.state import session
from explorer.views.shell.theme import current_theme

PICTURE = (240, 88)
"""Width and height of the silhouette on a card, px."""
OPENED = "opened_from_gallery"
"""Under this key a callback tells the page that a network was opened, so that it leads to it."""


def networks() -> None:
    """All networks, and what their pictures mean."""
    if st.session_state.pop(OPENED, False):
        to_explore()
    st.caption(
        "Choose a network to start from. Undo brings back what you have now.  \n"
        "Every box in a picture is a layer, from the image in grey to the answer. The taller "
        "a box, the larger its maps; the wider, the more of them. A paler box is a vector too tall to draw whole; an "
        "empty one stands for a branch."
    )
    with st.container(key="gallery_own", horizontal=True, vertical_alignment="center"):
        st.button("Open your own network", icon=":material/folder_open:", key="gallery_open", on_click=ask_to_open)
        st.caption("A file (ONNX or .cnn.json), or layers as text or as code of Keras or PyTorch.", width="content")
    mount_cards(groups(current_theme()), session().scene.preset, _open)


@cache
def groups(theme: Theme) -> list[dict[str, Any]]:
    """All groups, each with its title and its cards."""
    return [
        {"title": title, "cards": [_card(name, words, theme) for name, words in sentences.items()]}
        for title, sentences in GROUPS.items()
    ]


def _card(name: str, words: str, theme: Theme) -> dict[str, Any]:
    preset = presets.load(name)
    layers, count = len(preset.network.steps) - 1, preset.network.param_count
    facts = f"{layers} layers · {count:,} parameters" if layers else "an empty stack"
    return {
        "name": name,
        "title": preset.title,
        "words": words,
        "badge": badge(preset),
        "trained": preset.weights.card is not None,
        "facts": facts,
        "picture": svg_address(silhouette_svg(preset.network, theme, *PICTURE)),
    }


def badge(preset: presets.Preset) -> str:
    """Where the weights of a preset come from, in a few words."""
    card = preset.weights.card
    if card is not None:
        return f"trained on {card.data.name}"
    if not preset.network.param_count:
        return "no weights"
    return "made by hand" if preset.weights.overrides else "random weights"


def _open(name: str) -> None:
    """Open the preset that the browser names; ignored if there is none."""
    if name in presets.NAMES:
        open_preset(session(), name)
        st.session_state[OPENED] = True
