"""The What if tab: the filter behind the selected map, edited, flipped, compared with the original; and other parameters."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import streamlit as st

from explorer.layers.sliding import Convolving
from explorer.network import Cell
from explorer.network.producing_step import producing_step
from explorer.views.explore.screen import Screen
from explorer.views.explore.tab_switch import open_part
from explorer.views.explore.what_if.compare import compare_part
from explorer.views.explore.what_if.filter import ChosenFilter, filter_of
from explorer.views.explore.what_if.flip import flip_part
from explorer.views.explore.what_if.kernel import kernel_part
from explorer.views.explore.what_if.parameters import parameters_part, per_map
from explorer.views.shell.state import session

PARTS: dict[str, Callable[[Screen, ChosenFilter], None]] = {
    "Kernel": kernel_part,
    "Before and after": compare_part,
    "Flip": flip_part,
}
PARAMETERS = "Parameters"
"""The part for layers that have numbers of their own for each map, such as normalisations."""


def whatif_tab(screen: Screen, cell: Cell) -> None:
    """The tab: the switch between its parts, and the open one; only that one computes."""
    producer = producing_step(
        screen.run.network, cell.path, cell.channel, lambda step: isinstance(step.layer, Convolving)
    )
    own = screen.run.network.step(cell.path)
    parts = [*([PARAMETERS] if per_map(own) else []), *(PARTS if producer is not None else [])]
    with st.container(key="whatif", gap="small"):
        if not parts:
            st.markdown("Select a map of a convolution, or of a layer above one, to edit its filter.")
            return
        part = open_part(session(), "What if", "What if", parts, "whatif_part")
        if part == PARAMETERS:
            parameters_part(screen, own, cell)
        elif producer is not None:
            step, channel = producer
            PARTS[part](screen, filter_of(screen, step, replace(cell, channel=channel)))
