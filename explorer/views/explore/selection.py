"""What follows the selected cell: the rail and the tabs. It reruns alone when a cell is picked."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import streamlit as st

from explorer import reads
from explorer.figures import alternatives
from explorer.layers.base import as_map
from explorer.network import Cell
from explorer.views.components.linker.linker import message, mount_pointer
from explorer.views.explore.explain.tab import explain_tab
from explorer.views.explore.layer_tab import layer_tab
from explorer.views.explore.rail import columns_of, rail
from explorer.views.explore.screen import Screen
from explorer.views.explore.sees.tab import sees_tab
from explorer.views.explore.tool import open_tab
from explorer.views.explore.view import follow, refold
from explorer.views.explore.what_if.tab import whatif_tab
from explorer.views.image.own_images import own_images
from explorer.views.shell.embed import embedded, open_link
from explorer.views.shell.state import Session, behind, session, write_address

TABS: dict[str, Callable[[Screen, Cell], None]] = {
    "Layer": layer_tab,
    "Explain": explain_tab,
    "Sees": sees_tab,
    "What if": whatif_tab,
}
OPENING_TAB = "Explain"


@st.fragment
def selection(screen: Screen) -> None:
    """The rail and the open tab for the cell that is selected now."""
    # A drawing that came together with a message of this fragment has not been shown yet: the page clears that mark.
    if st.session_state.pop("whole_page", False) or own_images().passing:
        st.rerun(scope="app")
    current = session()
    cell = current.shown.settled_cell()
    region = reads.region(screen.run.network, cell)
    with st.container(key="follows"):
        with st.container(key="right"), st.container(key="cell", gap="small"):
            mount_pointer(_pointer(current, screen, cell, region), _picked, _settled, _folded)
            if embedded():
                open_link(current)
            enlarged = rail(screen, cell, region)
        if not embedded():
            with st.container(key="tabs", gap="small"):
                _tabs(screen, cell)
        enlarged()


def _tabs(screen: Screen, cell: Cell) -> None:
    """Tools for the selected cell; only the open one computes."""
    TABS[open_tab(session(), list(TABS), OPENING_TAB)](screen, cell)


def _pointer(current: Session, screen: Screen, cell: Cell, region: reads.Region) -> dict[str, Any]:
    """What the browser must know of the selected cell. The box is in px edges: left, top, right, bottom."""
    box = None
    if region.box is not None and any(region.in_padding):
        box = [region.box.left - 0.5, region.box.top - 0.5, region.box.right + 0.5, region.box.bottom + 0.5]
    return {
        "path": cell.path,
        "row": cell.row,
        "col": cell.col,
        "channel": cell.channel,
        "box": box,
        "columns": columns_of(as_map(screen.run.network.step(cell.path).output_shape)[2]),
        "serial": current.serial,
        "behind": behind(current),
        **_words(screen, cell, region),
    }


def _words(screen: Screen, cell: Cell, region: reads.Region) -> dict[str, Any]:
    """What the pictures of the rail and the Layer tab show, and what is said of a cell that was just selected."""
    network, acts = screen.run.network, screen.run.acts
    values = acts[cell.path][0].reshape(as_map(network.step(cell.path).output_shape))
    names = {
        "photo": alternatives.photo_words(network, cell, region),
        "enlarged": alternatives.map_words(network, cell, values),
        "channels": alternatives.channels_words(network, cell.path),
        "cone_maps": f"A map of each layer down to the photo, with what the selected cell reads. {alternatives.KEYS}",
    }
    exact = float(values[cell.row, cell.col, cell.channel])
    return {"names": names, "said": alternatives.selection_words(network, cell, exact, region)}


def _picked() -> None:
    """The browser picked a cell: check it, for anybody can send anything, and select it."""
    said, current = message("pick"), session()
    if not isinstance(said, Mapping):
        return
    try:
        cell = Cell(str(said["path"]), int(said["row"]), int(said["col"]), int(said["channel"]))
        current.shown.network.check_cell(cell)
    except Exception:  # whatever it was, it was not a cell of this network
        return
    current.serial = int(said.get("serial", 0))
    current.select(cell)
    follow(current, _classes(current))


def _classes(current: Session) -> tuple[str, ...]:
    card = current.shown.weights.card
    return card.classes if card else ()


def _folded() -> None:
    """The browser was clicked on the name of a column in which layers are folded, or could be."""
    said, current = message("fold"), session()
    if isinstance(said, Mapping):
        current.serial = int(said.get("serial", 0))
        refold(current, str(said.get("path", "")), str(said.get("act", "")))


def _settled() -> None:
    """The visitor has stayed on a cell for a second: now it goes into the address."""
    write_address(session())
