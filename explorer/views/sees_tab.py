"""The Sees tab: what the selected cell sees of the image, and how evenly its layer looks at it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import streamlit as st

from explorer.network import Cell
from explorer.views.cone_part import cone_part
from explorer.views.coverage_part import coverage_part
from explorer.views.gradient_part import gradient_part
from explorer.views.influence_part import influence_part
from explorer.views.state import session
from explorer.views.tool import open_part

if TYPE_CHECKING:
    from explorer.views.selection import Shown

PARTS: dict[str, Callable[[Shown, Cell], None]] = {
    "Cone": cone_part,
    "Coverage": coverage_part,
    "Influence": influence_part,
    "Gradients": gradient_part,
}


def sees_tab(shown: Shown, cell: Cell) -> None:
    """One of its parts; only that one computes."""
    with st.container(key="sees", gap="small"):
        PARTS[open_part(session(), "Sees", "What it sees", list(PARTS), "sees_part")](shown, cell)
