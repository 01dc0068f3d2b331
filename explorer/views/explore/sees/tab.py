"""The Receptive field tab: cone and coverage of what the selected cell reads, influence and gradients of its number."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from explorer.network import Cell
from explorer.views.explore.screen import Screen
from explorer.views.explore.sees.cone import cone_part
from explorer.views.explore.sees.coverage import coverage_part
from explorer.views.explore.sees.gradients import gradient_part
from explorer.views.explore.sees.influence import influence_part
from explorer.views.explore.tab_switch import open_part
from explorer.views.shell.state import session

PARTS: dict[str, Callable[[Screen, Cell], None]] = {
    "Cone": cone_part,
    "Coverage": coverage_part,
    "Influence": influence_part,
    "Gradients": gradient_part,
}


def sees_tab(screen: Screen, cell: Cell) -> None:
    """The tab: the switch between its parts, and the open one; only that one computes."""
    with st.container(key="sees", gap="small"):
        PARTS[open_part(session(), "Receptive field", "What it sees", list(PARTS), "sees_part")](screen, cell)
