"""The legend below the overview, and the choice of what shares one color scale: a map, a block or the network."""

from __future__ import annotations

import streamlit as st

from explorer.figures.maps import THUMBNAIL
from explorer.figures.overview.places import Layout
from explorer.figures.overview.scales import CAPTIONS
from explorer.scene import SCOPES
from explorer.views.shell.state import Session

STYLE = """<style>
.st-key-legend { flex-wrap: nowrap; }
.st-key-legend > :first-child { flex: 1 1 0; min-width: 0; }
.st-key-colours button { min-height: 28px; padding: 0 4px; font-size: 14px; }
</style>"""
TITLES = {"map": "Map", "block": "Block", "network": "Network"}


def legend(scope: str, layout: Layout) -> str:
    """The sentence below the overview that says what the colors mean."""
    sentence = f"Orange is below zero, blue above; {CAPTIONS[scope]}, clipped at the 99.5th percentile."
    if any(card.form == "maps" and max(card.shape[:2]) > THUMBNAIL for card in layout.shown):
        sentence += f" Of maps larger than {THUMBNAIL} × {THUMBNAIL} each dot is the strongest of its cells."
    return sentence


def colours(current: Session) -> None:
    """The button "Colours", which opens the choice of the scale."""
    st.html(STYLE)
    st.session_state["scope"] = current.scene.scope

    def pick() -> None:
        current.set_scope(str(st.session_state["scope"] or "block"))

    with st.popover("Colours", icon=":material/palette:", key="colours", type="tertiary"), st.container(width=340):
        st.segmented_control(
            "One scale for each",
            SCOPES,
            format_func=TITLES.__getitem__,
            key="scope",
            on_change=pick,
            required=True,
        )
        st.caption(
            "**Map**: the detail of every map, but not which is stronger. **Block**: a convolution, its ReLU and its "
            "pooling can be compared. **Network**: so can all layers. The photo and a softmax keep their own."
        )
