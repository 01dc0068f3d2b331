"""The part of the Explore page that shows the selected cell: the right column and the tabs.

It is a fragment, which Streamlit reruns alone when another cell is selected.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import streamlit as st

from explorer import reads
from explorer.errors import ExplorerError
from explorer.figures import alternatives
from explorer.layers.base import as_map
from explorer.network import Cell
from explorer.scene.viewing import Viewing
from explorer.views.components.linker.linker import message, mount_pointer
from explorer.views.explore.explain.tab import explain_tab
from explorer.views.explore.layer_tab import layer_tab
from explorer.views.explore.overview_state import bring_into_view
from explorer.views.explore.phone.map_row import map_row
from explorer.views.explore.rail.enlarged import columns_of
from explorer.views.explore.rail.rail import phone_rail, rail, shown_value
from explorer.views.explore.screen import Screen
from explorer.views.explore.sees.tab import sees_tab
from explorer.views.explore.tab_switch import open_tab, slug
from explorer.views.explore.what_if.tab import whatif_tab
from explorer.views.image.visitor_images import visitor_images
from explorer.views.share.notes import tell
from explorer.views.shell.embed import embedded, on_phone, open_link
from explorer.views.shell.state import Session, session, unwritten_link, write_address

TABS: dict[str, Callable[[Screen, Cell], None]] = {
    "Layer": layer_tab,
    "Arithmetic": explain_tab,
    "Receptive field": sees_tab,
    "What if": whatif_tab,
}
OPENING_TAB = "Arithmetic"
WIDEST = 2
"""How many times as wide or high as the image a region may be to be drawn with its padding: the image would become tiny."""


@st.fragment
def selection(screen: Screen) -> None:
    """The right column and the open tab for the selected cell."""
    # Only a rerun of the page clears `passing`: a drawing that arrived with a message of this fragment is not shown yet.
    if st.session_state.pop("whole_page", False) or visitor_images().passing:
        st.rerun(scope="app")
    current = session()
    if st.session_state.pop("address_due", False):
        write_address(current)
    cell = current.shown.settled_cell()
    region = reads.region(screen.run.network, cell)
    phone = on_phone(current)
    with st.container(key="follows"):
        draw_map = map_row(screen, cell) if phone else None
        with st.container(key="right"), st.container(key="cell", gap="small"):
            mount_pointer(_pointer(current, screen, cell, region), _picked, _settled)
            if embedded():
                open_link(current)
            draw_charts = (phone_rail if phone else rail)(screen, cell, region)
        if draw_map is not None:
            draw_map()
        if not embedded():
            with st.container(key="tabs", gap="small"):
                _tabs(screen, cell)
        draw_charts()


def _tabs(screen: Screen, cell: Cell) -> None:
    """The tabs for the selected cell, those that a demo shows; only the open one computes."""
    names = [name for name in TABS if _offered(session().viewing, name)]
    if not names:
        return
    name = open_tab(session(), names, OPENING_TAB if OPENING_TAB in names else names[0])
    try:
        TABS[name](screen, cell)
    except ExplorerError as error:  # too many wait, or its time was over: map and cell stand all the same
        tell(str(error))


def _offered(viewing: Viewing, tab: str) -> bool:
    """Whether a demo shows this tab; where nothing may be changed there is no "What if"."""
    return slug(tab) in viewing.panels and (tab != "What if" or viewing.allows("edit"))


def _pointer(current: Session, screen: Screen, cell: Cell, region: reads.Region) -> dict[str, Any]:
    """The data of the selected cell for the browser. `box` has the edges left, top, right, bottom in px of the image."""
    box = None
    rows, cols = screen.run.network.input_shape[:2]
    small = (
        not region.whole
        and region.box is not None
        and region.box.height <= WIDEST * rows
        and region.box.width <= WIDEST * cols
    )
    if region.box is not None and small and any(region.in_padding):
        box = [region.box.left - 0.5, region.box.top - 0.5, region.box.right + 0.5, region.box.bottom + 0.5]
    return {
        "path": cell.path,
        "row": cell.row,
        "col": cell.col,
        "channel": cell.channel,
        "box": box,
        "columns": columns_of(as_map(screen.run.network.step(cell.path).output_shape)[2]),
        "serial": current.serial,
        "behind": unwritten_link(current),
        **_texts(screen, cell, region),
    }


def _texts(screen: Screen, cell: Cell, region: reads.Region) -> dict[str, Any]:
    """Alternative texts of the pictures beside the overview, and the sentence that screen readers say of a selection."""
    network, acts = screen.run.network, screen.run.acts
    values = network.step(cell.path).maps(acts)
    names = {
        "photo": alternatives.photo_words(network, cell, region),
        "enlarged": alternatives.map_words(network, cell, values),
        "channels": alternatives.channels_words(network, cell.path),
        "cone_maps": f"A map of each layer down to the photo, with what the selected cell reads. {alternatives.KEYS}",
    }
    return {"names": names, "said": alternatives.selection_words(network, cell, shown_value(screen, cell), region)}


def _picked() -> None:
    """Select the cell that the browser sends, if it is one of this network: the message can come from anybody."""
    request, current = message("pick"), session()
    if not isinstance(request, Mapping):
        return
    try:
        cell = Cell(str(request["path"]), int(request["row"]), int(request["col"]), int(request["channel"]))
        current.shown.network.check_cell(cell)
    except Exception:  # whatever it was, it was not a cell of this network
        return
    current.serial = int(request.get("serial", 0))
    current.select(cell)
    bring_into_view(current)


def _settled() -> None:
    """Have the selection written to the address: the browser reports that it has not changed for a second.

    Not here, in a callback: where an edit arrives with the same message the page runs anew, and Streamlit drops what a
    run that ends so has sent. The edit would be missing from the address for good.
    """
    st.session_state["address_due"] = True
