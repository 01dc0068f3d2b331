"""What of a large network a visitor has in view: open stage, unfolded columns, pages of channels.

All of it follows from the selected cell and from what was looked at before; it is no part of the scene, and undo leaves it.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import streamlit as st

from explorer.figures.overview.folding import fold
from explorer.figures.overview.layout import lay_out, lay_out_phone, scale_groups
from explorer.figures.overview.places import WIDTH, Layout, View
from explorer.layers.base import as_map
from explorer.layers.stack import split
from explorer.network import Cell, Network
from explorer.views.shell.embed import FRAME_OVERVIEW_WIDTH, embedded
from explorer.views.shell.state import Session

TILES = 16
"""Maps on a phone."""


@dataclass
class Looking:
    """What was unfolded, and which channel of each block was looked at last, of the network with `digest`."""

    digest: str = ""
    unfolded: set[str] = field(default_factory=set)
    channels: dict[int, int] = field(default_factory=dict)


def _looking(network: Network) -> Looking:
    found: Looking = st.session_state.setdefault("looking", Looking())
    if found.digest != network.digest:
        st.session_state["looking"] = found = Looking(network.digest)
    return found


def laid_out(current: Session, network: Network, classes: tuple[str, ...]) -> Layout:
    """The overview with the selected cell in view."""
    cell, kept = current.shown.settled_cell(), _looking(network)
    if any(cell.path in unit.folded for unit in fold(network)):
        kept.unfolded.add(cell.path)  # and it stays so: columns that come and go at every step would be a nuisance
    kept.channels[scale_groups(network)[network.index(cell.path)]] = cell.channel
    view = View(cell.path, frozenset(kept.unfolded), dict(kept.channels))
    if current.narrow:
        layout = lay_out_phone(network, cell.path, classes, view)
    else:
        layout = lay_out(network, classes, view, FRAME_OVERVIEW_WIDTH if embedded() else WIDTH)
    st.session_state["laid"] = layout.content
    return layout


def follow(current: Session, classes: tuple[str, ...]) -> None:
    """After a pick: if other columns or maps must be shown for it, the whole page is made again."""
    before = st.session_state.get("laid")
    if laid_out(current, current.shown.network, classes).content != before:
        st.session_state["whole_page"] = True


def refold(current: Session, path: str, act: str) -> None:
    """Give the step at `path` a column of its own, or fold it into the one after it."""
    network, cell = current.shown.network, current.shown.settled_cell()
    kept = _looking(network)
    after = next((unit for unit in fold(network) if path in unit.folded), None)
    if after is None:
        return
    if act == "unfold":
        kept.unfolded.add(path)
    else:
        kept.unfolded = {each for each in kept.unfolded if each != path and not _together(each, path)}
        if cell.path == path:
            current.select(replace(cell, path=after.path))
    st.session_state["whole_page"] = True


def pager(current: Session, network: Network, cell: Cell) -> None:
    """On a phone: pages of sixteen maps of a wide layer."""
    shape = as_map(network.step(cell.path).output_shape)
    pages = -(-shape[2] // TILES)
    if shape[:2] == (1, 1) or pages == 1:
        return
    key = f"maps_page_{pages}"
    st.session_state[key] = cell.channel // TILES + 1

    def turn() -> None:
        chosen = int(st.session_state[key] or 1) - 1
        current.select(replace(cell, channel=min(chosen * TILES, shape[2] - 1)))

    st.pagination(pages, key=key, on_change=turn)


def _together(one: str, two: str) -> bool:
    """Whether two layers are on the same shortcut: they come and go together."""
    stacks = [split(path)[0] for path in (one, two)]
    return stacks[0] == stacks[1] and stacks[0].endswith(".b1.")
