"""The fields in which an author chooses what viewers of a demo may do and see."""

from __future__ import annotations

import streamlit as st

from explorer.errors import listed
from explorer.scene.viewing import LOOKS, MAX_SIDE, MAY, MIN_SIDE, PANELS, Viewing

MAY_WORDS = {
    "look": "look",
    "cells": "choose cells",
    "image": "choose cells, show an image of their own",
    "edit": "do everything, edit the network too",
}
"""What viewers may do, in words that follow "Viewers may"."""
PANEL_NAMES = {
    "layer": "Layer",
    "arithmetic": "Arithmetic",
    "receptive-field": "Receptive field",
    "what-if": "What if",
}
LOOK_WORDS = {"auto": "as the viewer's system", "light": "light", "dark": "dark"}


def viewing_fields(before: Viewing, prefix: str) -> Viewing:
    """Fields for all options, with `before` in them at first; `prefix` begins the keys of the widgets."""
    may = st.selectbox(
        "Viewers may",
        MAY,
        index=MAY.index(before.may),
        format_func=MAY_WORDS.__getitem__,
        key=f"{prefix}may",
        help="Hides the controls for everything else from viewers.",
    )
    offered = [name for name in PANELS if name != "what-if" or may == "edit"]
    panels = st.pills(
        "Tabs below the maps",
        offered,
        default=[name for name in offered if name in before.panels],
        format_func=PANEL_NAMES.__getitem__,
        selection_mode="multi",
        key=f"{prefix}panels_{may == 'edit'}",
    )
    with st.container(horizontal=True, vertical_alignment="bottom"):
        width = _side("Frame, width", before.size[0], f"{prefix}width")
        height = _side("height", before.size[1], f"{prefix}height")
        look = st.selectbox(
            "Colours in a frame",
            LOOKS,
            index=LOOKS.index(before.look),
            format_func=LOOK_WORDS.__getitem__,
            key=f"{prefix}look",
        )
    return Viewing(may, tuple(panels), (width, height), look)


def viewing_words(viewing: Viewing) -> str:
    """The options as a sentence: what the dialog previews.

    >>> viewing_words(Viewing("look", ("layer",)))
    'Viewers may look. Below the maps they see the tab Layer.'
    """
    names = [PANEL_NAMES[name] for name in viewing.panels]
    if not names:
        below = "Below the maps they see no tabs."
    elif len(names) == 1:
        below = f"Below the maps they see the tab {names[0]}."
    else:
        below = f"Below the maps they see the tabs {listed(names)}."
    return f"Viewers may {MAY_WORDS[viewing.may]}. {below}"


def _side(label: str, before: int, key: str) -> int:
    return int(st.number_input(f"{label} (px)", MIN_SIDE, MAX_SIDE, before, 10, key=key))
