"""What the overview shows of a large network: open stage, unfolded columns, which channels of each block.

All of it follows from the selected cell and from the cells selected before; it is not part of the scene or of undo.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import streamlit as st

from explorer.analysis.answer import class_names
from explorer.figures.overview.folding import fold
from explorer.figures.overview.layout import lay_out, lay_out_phone, scale_groups
from explorer.figures.overview.places import WIDTH, Layout, View
from explorer.layers.base import as_map
from explorer.layers.stack import split_path
from explorer.network import Cell, Network
from explorer.views.shell.embed import FRAME_OVERVIEW_WIDTH, embedded
from explorer.views.shell.state import Session

MAPS_PER_PAGE = 16
"""How many maps of a layer a phone shows at a time."""


@dataclass
class OverviewState:
    """The paths of unfolded layers, and the channel last selected in each block, of the network with `digest`."""

    digest: str = ""
    unfolded: set[str] = field(default_factory=set)
    channels: dict[int, int] = field(default_factory=dict)


def _state_of(network: Network) -> OverviewState:
    state: OverviewState = st.session_state.setdefault("looking", OverviewState())
    if state.digest != network.digest:
        st.session_state["looking"] = state = OverviewState(network.digest)
    return state


def overview_layout(current: Session, network: Network, classes: tuple[str, ...]) -> Layout:
    """The layout of the overview, with the selected cell in view; `classes` name the units of a softmax."""
    cell, state = current.shown.settled_cell(), _state_of(network)
    if any(cell.path in unit.folded for unit in fold(network)):
        state.unfolded.add(cell.path)  # for good: columns must not come and go at every selection
    state.channels[scale_groups(network)[network.index(cell.path)]] = cell.channel
    view = View(cell.path, frozenset(state.unfolded), dict(state.channels))
    if current.narrow:
        layout = lay_out_phone(network, cell.path, classes, view)
    else:
        layout = lay_out(network, classes, view, FRAME_OVERVIEW_WIDTH if embedded() else WIDTH)
    st.session_state["laid"] = layout.content
    return layout


def bring_into_view(current: Session) -> None:
    """After a cell was selected: rerun the whole page if the overview must show other columns or maps for it."""
    before = st.session_state.get("laid")
    network = current.shown.network
    if overview_layout(current, network, class_names(network, current.shown.weights)).content != before:
        st.session_state["whole_page"] = True


def fold_or_unfold(current: Session, path: str, action: str) -> None:
    """Give the layer at `path` a column of its own ("unfold"), or fold it into the next column (any other `action`)."""
    network, cell = current.shown.network, current.shown.settled_cell()
    state = _state_of(network)
    column = next((unit for unit in fold(network) if path in unit.folded), None)
    if column is None:
        return
    if action == "unfold":
        state.unfolded.add(path)
    else:
        state.unfolded = {other for other in state.unfolded if other != path and not _on_one_shortcut(other, path)}
        if cell.path == path:
            current.select(replace(cell, path=column.path))
    st.session_state["whole_page"] = True


def channel_pager(current: Session, network: Network, cell: Cell) -> None:
    """On a phone: a pager through the maps of a wide layer, sixteen at a time."""
    shape = as_map(network.step(cell.path).output_shape)
    pages = -(-shape[2] // MAPS_PER_PAGE)
    if shape[:2] == (1, 1) or pages == 1:
        return
    key = f"maps_page_{pages}"
    st.session_state[key] = cell.channel // MAPS_PER_PAGE + 1

    def turn() -> None:
        chosen = int(st.session_state[key] or 1) - 1
        current.select(replace(cell, channel=min(chosen * MAPS_PER_PAGE, shape[2] - 1)))

    st.pagination(pages, key=key, on_change=turn)


def _on_one_shortcut(path: str, other: str) -> bool:
    """Whether two layers are on the same shortcut of a residual block: they are unfolded and folded together."""
    prefix = split_path(path)[0]
    return prefix == split_path(other)[0] and prefix.endswith(".b1.")
