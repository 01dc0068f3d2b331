"""The view "Sliding" of a transposed convolution: an animation of the input's cells, each adding its scaled kernel."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from explorer.errors import SettingError
from explorer.figures.overview.scales import Scales
from explorer.figures.theme import Theme
from explorer.layers.base import Params
from explorer.ledger.readings.transposed import ScaledKernels, scaled_kernels
from explorer.network import Cell, Network
from explorer.views.components.payload import inks, packed
from explorer.views.components.slide.slide import mount_transposed, move_to
from explorer.views.explore.explain.input_map import choose_input, input_map_names
from explorer.views.explore.screen import Screen
from explorer.words.glossary import tips


def transposed_animation(screen: Screen, params: Mapping[str, Params], cell: Cell) -> None:
    """The animation for the map of `cell`; `params` are the parameters of its layer, by path."""
    network = screen.run.network
    st.markdown(
        "Here no window slides over the input. Every cell of the input **stamps the kernel** onto the output, multiplied by "
        "its own number.",
        help=tips("transposed convolution", "kernel"),
    )
    try:
        record = scaled_kernels(network, params, screen.run.acts, cell, choose_input(network, cell))
    except SettingError as error:
        st.caption(str(error))
        return
    mount_transposed(_data(network, record, screen.theme, screen.scales))
    rows, cols = record.values.shape
    row, col = (
        min((position + cut) // step, length - 1)
        for position, cut, step, length in zip((cell.row, cell.col), record.cut, record.step, (rows, cols), strict=True)
    )
    key = f"{cell.path}:{cell.row}:{cell.col}:{cell.channel}"
    move_to("explain_stamps_at", row, col, cols, key)
    st.caption(
        "Click the input map to go to a cell. When this picture has the focus, space plays and pauses, and the arrow keys step."
    )


def _data(network: Network, record: ScaledKernels, theme: Theme, scales: Scales) -> dict[str, Any]:
    cell = record.cell
    name = input_map_names(network, record.below)[record.channel]
    return {
        "id": f"{cell.path}:{cell.channel}",
        "op": "stamp",
        "taps": record.kernel.shape,
        "step": record.step,
        "dilation": record.dilation,
        "cut": record.cut,
        "sides": ((0, 0), (0, 0)),
        "size": record.values.shape,
        "shape": record.values.shape,
        "outShape": record.output.shape,
        "names": [name],
        "others": record.channels - 1,
        "maps": packed(record.values),
        "kernels": packed(record.kernel),
        "sums": packed(record.sums),
        "bias": record.bias,
        "output": packed(record.output),
        "below": f"{network.step(record.below).name}, {name}",
        "title": f"{network.step(cell.path).name}, map {cell.channel}",
        "grey": not record.below,
        "limit": scales.limit(record.below, record.channel),
        "outLimit": scales.limit(cell.path, cell.channel),
        "weight": float(abs(record.kernel).max(initial=0)) or 1.0,
        "theme": inks(theme),
    }
