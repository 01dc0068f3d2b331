"""On a phone: the row of layers to choose from."""

from __future__ import annotations

import streamlit as st

from explorer.figures.overview.phone import phone_steps
from explorer.network import Cell, Network
from explorer.views.shell.state import Session
from explorer.views.sidebar.following import cell_of_layer


def layer_chips(current: Session, network: Network, cell: Cell) -> None:
    """Buttons that choose the layer to look at."""
    columns = phone_steps(network)
    names = {path: network.step(path).name for path in columns}
    st.session_state["chips"] = next(path for path, steps in columns.items() if cell.path in steps)

    def pick() -> None:
        if st.session_state["chips"] is not None:
            current.select(cell_of_layer(current, st.session_state["chips"]))

    st.segmented_control(
        "Layer", list(names), format_func=names.__getitem__, key="chips", on_change=pick, label_visibility="collapsed"
    )
