"""The What if tab: the selected map's filter edited, flipped, and compared with what it was."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

import streamlit as st

from explorer.maker import maker
from explorer.network import Cell
from explorer.views.compare_part import compare_part
from explorer.views.filter import EDITABLE, Chosen, filter_of
from explorer.views.flip_part import flip_part
from explorer.views.kernel_part import kernel_part
from explorer.views.state import session
from explorer.views.tool import open_part

if TYPE_CHECKING:
    from explorer.views.selection import Shown

PARTS: dict[str, Callable[[Shown, Chosen], None]] = {
    "Kernel": kernel_part,
    "Before and after": compare_part,
    "Flip": flip_part,
}


def whatif_tab(shown: Shown, cell: Cell) -> None:
    """What the filter behind the selected map is, and what it could be; only the open part computes."""
    found = maker(shown.run.network, cell.path, cell.channel, lambda step: isinstance(step.layer, EDITABLE))
    with st.container(key="whatif", gap="small"):
        if found is None:
            st.markdown("Select a map of a convolution, or of a layer above one, to edit its filter.")
            return
        part = open_part(session(), "What if", "What if", list(PARTS), "whatif_part")
        step, channel = found
        PARTS[part](shown, filter_of(shown, step, replace(cell, channel=channel)))
