"""Buttons that select the cells from which the selected cell's number is computed."""

from __future__ import annotations

import streamlit as st

from explorer.errors import ExplorerError
from explorer.figures.words import cell_name
from explorer.ledger import Ledger
from explorer.ledger.origins import origins
from explorer.network import Cell, Network
from explorer.views.explore.overview_state import bring_into_view
from explorer.views.shell.state import Session

HELP = "Go to the cell that this number comes from, and see what it is made of."


def origin_buttons(current: Session, network: Network, ledger: Ledger) -> None:
    """A button for each cell that the number of `ledger` comes from; nothing if there are none or many."""
    sources = origins(network, ledger)
    if not sources:
        return
    with st.container(key="explain_origins", horizontal=True, vertical_alignment="center", gap="small"):
        st.markdown("Comes from", width="content")
        for index, cell in enumerate(sources):
            st.button(
                cell_name(network, cell),
                key=f"origin_{index}",
                icon=":material/my_location:",
                help=HELP if index == 0 else None,
                on_click=_select,
                args=(current, cell),
            )


def _select(current: Session, cell: Cell) -> None:
    """Select `cell`, if the network on the screen still has it."""
    try:
        current.shown.network.check_cell(cell)
    except ExplorerError:
        return
    current.select(cell)
    bring_into_view(current)
