"""The What if tab: the selected map's filter edited, flipped, and compared with what it was."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import streamlit as st

from explorer.network import Cell, Network, Step
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
    step = _convolution(shown.run.network, cell)
    with st.container(key="whatif", gap="small"):
        if step is None:
            st.markdown("Select a map of a convolution, or of a layer above one, to edit its filter.")
            return
        part = open_part(session(), "What if", "What if", list(PARTS), "whatif_part")
        PARTS[part](shown, filter_of(shown, step, cell))


def _convolution(network: Network, cell: Cell) -> Step | None:
    """The convolution whose filter made the selected map: the cell's own layer, or the last one below it."""
    for step in reversed(network.lane(cell.path)):
        if isinstance(step.layer, EDITABLE):
            return step
    return None
