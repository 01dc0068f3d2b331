"""Sliding, for a transposed convolution: its cells lay their kernels down one after the other, in the browser."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from explorer.errors import SettingError
from explorer.figures.overview.scales import Scales
from explorer.figures.theme import Theme
from explorer.layers.base import Array, Params
from explorer.ledger.readings.stamps import Stamps, stamps
from explorer.network import Cell, Network
from explorer.views.components.picture.picture import inks, packed, versioned
from explorer.views.explore.explain.input_map import choose_input, names


def stamping(
    network: Network,
    params: Mapping[str, Params],
    acts: Mapping[str, Array],
    cell: Cell,
    theme: Theme,
    scales: Scales,
    component: Any,
) -> None:
    """The map of `cell` as the cells below it lay their kernels down; `component` is that of the sliding window."""
    st.markdown(
        "Here no window slides over what is read: every cell of the input **lays its kernel down** on the output, scaled "
        "by its number."
    )
    try:
        found = stamps(network, params, acts, cell, choose_input(network, cell))
    except SettingError as error:
        st.caption(str(error))
        return
    data = _data(network, found, theme, scales)
    component(key="explain_stamps", data=versioned(data))
    rows, cols = found.values.shape
    row, col = (
        min((at + cut) // step, length - 1)
        for at, cut, step, length in zip((cell.row, cell.col), found.cut, found.step, (rows, cols), strict=True)
    )
    key = f"{cell.path}:{cell.row}:{cell.col}:{cell.channel}"
    component(key="explain_stamps_at", data={"role": "at", "row": row, "col": col, "cols": cols, "key": key}, height=1)
    st.caption(
        "Click on the input map to go to a cell. Keys, when this has the focus: space plays and pauses, arrows step."
    )


def _data(network: Network, found: Stamps, theme: Theme, scales: Scales) -> dict[str, Any]:
    cell = found.cell
    called = names(network, found.below)[found.channel]
    return {
        "role": "maps",
        "id": f"{cell.path}:{cell.channel}",
        "op": "stamp",
        "taps": found.kernel.shape,
        "step": found.step,
        "dilation": found.dilation,
        "cut": found.cut,
        "sides": ((0, 0), (0, 0)),
        "size": found.values.shape,
        "shape": found.values.shape,
        "outShape": found.output.shape,
        "names": [called],
        "others": found.channels - 1,
        "maps": packed(found.values),
        "kernels": packed(found.kernel),
        "sums": packed(found.sums),
        "bias": found.bias,
        "output": packed(found.output),
        "below": f"{network.step(found.below).name}, {called}",
        "title": f"{network.step(cell.path).name}, map {cell.channel}",
        "grey": not found.below,
        "limit": scales.limit(found.below, found.channel),
        "outLimit": scales.limit(cell.path, cell.channel),
        "weight": float(abs(found.kernel).max(initial=0)) or 1.0,
        "theme": inks(theme),
    }
