"""The right rail: the photo with the region, the selected map enlarged, and what the cell reads, in words."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import numpy as np
import streamlit as st

from explorer import reads
from explorer.figures import cell as figures
from explorer.figures.theme import Theme
from explorer.figures.words import place, reads_sentence, sum_table, value_text
from explorer.layers import Dense
from explorer.layers.base import Array, as_map
from explorer.ledger import explain_dense, logit_of
from explorer.network import Cell, Network
from explorer.views.charts import CHART
from explorer.views.linker import message, mount_pointer
from explorer.views.state import Session, behind, session, write_address
from explorer.weights import Weights

Acts = Mapping[str, Array]

TAP = 264
"""Side of the enlarged map on a phone, in px: large enough to hit a cell with a finger."""


@st.fragment
def rail(
    weights: Weights, network: Network, acts: Acts, limits: Mapping[str, float], theme: Theme, narrow: bool
) -> None:
    """Reruns alone when a cell is picked."""
    current = session()
    cell = current.shown.settled_cell()
    region = reads.region(network, cell)
    with st.container(key="cell", gap="small"):
        mount_pointer(_pointer(current, network, cell, region), _picked, _settled)
        st.plotly_chart(figures.photo(acts[""][0], theme), theme=None, width="content", config=CHART, key="photo")
        step = network.step(cell.path)
        values = acts[cell.path][0].reshape(as_map(step.output_shape))
        st.markdown(f"**{place(network, cell)}**")
        exact = float(values[cell.row, cell.col, cell.channel])
        st.markdown(f'<span class="cnn-value" title="{exact!r}">{value_text(exact)}</span>', unsafe_allow_html=True)
        st.markdown(reads_sentence(network, cell, region))
        _contributions(weights, network, acts, cell)
        picture = _picture(values, cell)
        side = TAP if narrow else figures.ENLARGED
        chart = figures.enlarged(picture, limits[cell.path], theme, side, grey=not cell.path)
        st.plotly_chart(chart, theme=None, width="content", config=CHART, key="enlarged")


def _contributions(weights: Weights, network: Network, acts: Acts, cell: Cell) -> None:
    """For a unit of a dense layer, or the softmax above it: the products that weigh most in its sum."""
    logit = logit_of(network, cell)
    layer = network.step(logit.path).layer
    if not isinstance(layer, Dense) or len(network.step(logit.path).output_shape) != 1:
        return
    with st.popover("Largest contributions", icon=":material/functions:", width="stretch"):
        st.markdown(sum_table(network, explain_dense(network, weights.params(network), acts, logit)))


def _columns(units: int) -> int:
    """How many columns a vector gets when it is shown as a map, row by row."""
    return max(1, math.ceil(math.sqrt(units)))


def _picture(values: Array, cell: Cell) -> Array:
    """The selected map; a vector of n units is laid out row by row in a square."""
    rows, cols, channels = values.shape
    if (rows, cols) != (1, 1):
        return np.asarray(values[:, :, cell.channel])
    width = _columns(channels)
    laid = np.full(-(-channels // width) * width, np.nan, np.float32)
    laid[:channels] = values[0, 0]
    return laid.reshape(-1, width)


def _pointer(current: Session, network: Network, cell: Cell, region: reads.Region) -> dict[str, Any]:
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
        "columns": _columns(as_map(network.step(cell.path).output_shape)[2]),
        "serial": current.serial,
        "behind": behind(current),
    }


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


def _settled() -> None:
    """The visitor has stayed on a cell for a second: now it goes into the address."""
    write_address(session())
