"""Sliding: the window moves over the real input maps while the output map is uncovered, in the browser."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import streamlit as st

from explorer.figures.overview.scales import Scales
from explorer.figures.theme import Theme
from explorer.layers import Conv2DTranspose
from explorer.layers.base import Array, Params
from explorer.ledger.readings.slide import Slide, slide, slides
from explorer.network import Cell, Network
from explorer.views.components.picture.picture import inks, packed, versioned
from explorer.views.explore.explain.input_map import choose_input, names
from explorer.views.explore.explain.stamps import stamping
from explorer.views.shell.state import session

_STATIC = Path(__file__).parents[2] / "components" / "slide"
_component = st.components.v2.component(
    "cnn_slide",
    js="\n".join(
        (_STATIC / part).read_text(encoding="utf-8")
        for part in ("../shared/plain.js", "../shared/maps.js", "slide_sum.js", "lens.js", "stamp.js", "slide.js")
    ),
    css=(_STATIC / "slide.css").read_text(encoding="utf-8"),
    isolate_styles=False,
)
MAPS, AT = "explain_slide", "explain_slide_at"


def sliding(
    network: Network, params: Mapping[str, Params], acts: Mapping[str, Array], cell: Cell, theme: Theme, scales: Scales
) -> None:
    """The window that makes the map of `cell`, to be played; `params` are those of the cell's layer."""
    if isinstance(network.step(cell.path).layer, Conv2DTranspose):
        stamping(network, params, acts, cell, theme, scales, _component)
        return
    if not slides(network, cell.path):
        st.markdown(
            f"No window slides in **{network.step(cell.path).name}**. Select a map of a convolution or of a pooling."
        )
        return
    found = slide(network, params, acts, cell, choose_input(network, cell))
    data = _data(network, found, theme, scales)
    _component(key=MAPS, data=versioned(data), on_pick_change=_picked)
    cols = found.output.shape[1]
    key = f"{cell.path}:{cell.row}:{cell.col}:{cell.channel}"
    _component(key=AT, data={"role": "at", "row": cell.row, "col": cell.col, "cols": cols, "key": key}, height=1)
    st.caption(
        "Hatched: padding, which counts as 0. Click on the output map to go to a cell. Keys, when this has the focus: "
        "space plays and pauses, arrows step."
        if any(map(any, found.sides))
        else "Click on the output map to go to a cell. Keys, when this has the focus: space plays and pauses, arrows step."
    )


def _data(network: Network, found: Slide, theme: Theme, scales: Scales) -> dict[str, Any]:
    cell, called = found.cell, names(network, found.below)
    return {
        "role": "maps",
        "id": f"{cell.path}:{cell.channel}",
        "op": found.op,
        "taps": found.taps,
        "step": found.step,
        "dilation": found.dilation,
        "sides": found.sides,
        "whole": found.count_padding,
        "size": found.maps.shape[1:],
        "shape": found.output.shape,
        "names": [called[channel] for channel in found.channels],
        "others": found.others,
        "maps": packed(found.maps),
        "kernels": packed(found.kernels) if found.op == "sum" else None,
        "bias": found.bias,
        "output": packed(found.output),
        "below": network.step(found.below).name,
        "title": f"{network.step(cell.path).name}, map {cell.channel}",
        "grey": not found.below,
        "limit": scales.limit(found.below, found.channels[0]),
        "outLimit": scales.limit(cell.path, cell.channel),
        "weight": float(np.abs(found.kernels).max(initial=0)) or 1.0,
        "theme": inks(theme),
    }


def _picked() -> None:
    """The visitor wants the cell that the window is at: check it, for anybody can send anything, and select it."""
    said, current = getattr(st.session_state.get(MAPS), "pick", None), session()
    try:
        cell = current.shown.settled_cell()
        path, channel = str(said["id"]).rsplit(":", 1)  # type: ignore[index]
        picked = Cell(path, int(said["row"]), int(said["col"]), int(channel))  # type: ignore[index]
        current.shown.network.check_cell(picked)
    except Exception:  # whatever it was, it was not a cell of this network
        return
    if picked.path == cell.path:
        current.select(picked)
