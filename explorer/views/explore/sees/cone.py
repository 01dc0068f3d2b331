"""The part "Cone": what the selected cell reads of every layer below it, as a row of maps and from the side."""

from __future__ import annotations

import streamlit as st

from explorer.figures.cone import maps as cone_maps
from explorer.figures.cone import side as cone_side
from explorer.figures.cone import words as cone_words
from explorer.figures.ledger.figure import NARROW, WIDTH
from explorer.network import Cell
from explorer.reads.cone import cone
from explorer.views.explore.screen import Screen
from explorer.views.shell.charts import CHART
from explorer.views.shell.room import window
from explorer.words.glossary import tips

AXES = {"Rows": 0, "Columns": 1}


def cone_part(screen: Screen, cell: Cell) -> None:
    """The cone of `cell`: a sentence, the maps, the side view, and a table of the numbers."""
    network, width = screen.run.network, NARROW if screen.narrow else max(WIDTH, window().room.width)
    levels = cone(network, cell)
    st.markdown(cone_words.cone_sentence(network, cell, levels), help=tips("cone", "receptive field"))
    if len(levels) == 1:
        return
    maps = cone_maps.maps(levels, cell, screen.run.acts, screen.scales, screen.theme, width)
    st.plotly_chart(
        maps,
        theme=None,
        width="content",
        config=CHART,
        key="cone_maps",
        alt="One map of each layer, with the cells that are read.",
    )
    st.caption(
        "Bright cells are read, dimmed ones are not, hatched ones lie in the padding. Between the image and the selected map, "
        "each layer shows the strongest of the maps that are read."
    )
    st.session_state.setdefault("cone_axis", "Rows")
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.markdown("**From the side**, along its")
        axis = st.segmented_control("Axis", list(AXES), key="cone_axis", label_visibility="collapsed")
    side = cone_side.side(levels, AXES[axis or "Rows"], screen.theme, width)
    st.plotly_chart(side, theme=None, width="content", config=CHART, key="cone_side", alt="The cone from the side.")
    with st.expander("The numbers"):
        st.markdown(cone_words.cone_table(levels))
        st.caption(cone_words.TABLE_HELP)
