"""Buttons that lead from a number to the cells that it is made of."""

from __future__ import annotations

import streamlit as st

from explorer.errors import ExplorerError
from explorer.figures.words import cell_name
from explorer.ledger import Ledger
from explorer.ledger.origins import origins
from explorer.network import Cell, Network
from explorer.views.explore.view import follow
from explorer.views.shell.state import Session

WORDS = "Select the cell that this number comes from, to see what that one is made of."


def origin_buttons(current: Session, network: Network, ledger: Ledger) -> None:
    """A button for each cell that the number of `ledger` comes from; nothing where those are many or none."""
    found = origins(network, ledger)
    if not found:
        return
    with st.container(key="explain_origins", horizontal=True, vertical_alignment="center", gap="small"):
        st.markdown("Comes from", width="content")
        for order, cell in enumerate(found):
            st.button(
                cell_name(network, cell),
                key=f"origin_{order}",
                icon=":material/my_location:",
                help=WORDS if order == 0 else None,
                on_click=_go,
                args=(current, cell),
            )


def _go(current: Session, cell: Cell) -> None:
    """Select `cell`, if the network on the screen still has it."""
    try:
        current.shown.network.check_cell(cell)
    except ExplorerError:
        return
    current.select(cell)
    card = current.shown.weights.card
    follow(current, card.classes if card else ())
