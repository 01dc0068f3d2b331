"""The What if tab: the selected map's filter edited, flipped, and compared with what it was."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import streamlit as st

from explorer.network import Cell
from explorer.network.producer import maker
from explorer.views.explore.screen import Screen
from explorer.views.explore.tab_switch import open_part
from explorer.views.explore.what_if.compare import compare_part
from explorer.views.explore.what_if.filter import EDITABLE, Chosen, filter_of
from explorer.views.explore.what_if.flip import flip_part
from explorer.views.explore.what_if.kernel import kernel_part
from explorer.views.shell.state import session

PARTS: dict[str, Callable[[Screen, Chosen], None]] = {
    "Kernel": kernel_part,
    "Before and after": compare_part,
    "Flip": flip_part,
}


def whatif_tab(screen: Screen, cell: Cell) -> None:
    """What the filter behind the selected map is, and what it could be; only the open part computes."""
    found = maker(screen.run.network, cell.path, cell.channel, lambda step: isinstance(step.layer, EDITABLE))
    with st.container(key="whatif", gap="small"):
        if found is None:
            st.markdown("Select a map of a convolution, or of a layer above one, to edit its filter.")
            return
        part = open_part(session(), "What if", "What if", list(PARTS), "whatif_part")
        step, channel = found
        PARTS[part](screen, filter_of(screen, step, replace(cell, channel=channel)))
