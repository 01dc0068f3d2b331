"""The legend of the maps' colours, and the choice of what shares one color scale: a map, a block or the network."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from explorer.figures.maps import THUMBNAIL
from explorer.figures.overview.places import Layout
from explorer.figures.overview.scales import CAPTIONS
from explorer.figures.theme import Theme
from explorer.scene import SCOPES
from explorer.views.shell.state import Session

CLIPPED = "Scales are clipped at the 99.5th percentile: the few strongest cells share the last colour."
TITLES = {"map": "Map", "block": "Block", "network": "Network"}


def legend(scope: str, layout: Layout) -> str:
    """The sentence below the overview that says what the colors mean."""
    sentence = f"Orange is below zero, blue above; {CAPTIONS[scope]}, clipped at the 99.5th percentile."
    if any(card.form == "maps" and max(card.shape[:2]) > THUMBNAIL for card in layout.shown):
        sentence += f" In maps larger than {THUMBNAIL} × {THUMBNAIL}, each dot is the strongest of its cells."
    return sentence


def color_bar(theme: Theme) -> str:
    """The bar from below to above zero, as HTML with its tooltip."""
    ramp = ", ".join(theme.diverging)
    return (
        f'<div class="cnn-scale" title="Orange is below zero, blue above. {CLIPPED}"><span><i>below</i><b>−</b></span>'
        f'<span class="ramp" style="background: linear-gradient(90deg, {ramp})"></span>'
        "<span><i>above zero</i><b>+</b></span></div>"
    )


def scope_choice(current: Session, changed: Callable[[], None]) -> None:
    """The choice of what shares one color scale; `changed` is called after another one was made."""
    st.session_state["scope"] = current.scene.scope

    def pick() -> None:
        current.set_scope(str(st.session_state["scope"] or "block"))
        changed()

    st.segmented_control(
        "Colours: one scale for each",
        SCOPES,
        format_func=TITLES.__getitem__,
        key="scope",
        on_change=pick,
        required=True,
        help="Choose what shares a colour scale. **Map**: every map shows its detail, but maps cannot be compared. **Block**: "
        "a convolution, its ReLU and its pooling can be compared. **Network**: all layers can be compared. The photo and a "
        "softmax keep their own scales.",
    )
