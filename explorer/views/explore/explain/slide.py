"""The view "Sliding": an animation of the window over the input maps, which uncovers the output map."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from explorer.figures.overview.scales import Scales
from explorer.figures.theme import Theme
from explorer.layers import Conv2DTranspose
from explorer.layers.base import Params
from explorer.ledger.readings.slide import Slide, slide, slides
from explorer.network import Cell, Network
from explorer.views.components.slide.slide import mount_slide, move_to, slide_data
from explorer.views.explore.explain.input_map import choose_input, input_map_names
from explorer.views.explore.explain.transposed import transposed_animation
from explorer.views.explore.screen import Screen
from explorer.views.shell.state import session


def sliding(screen: Screen, params: Mapping[str, Params], cell: Cell) -> None:
    """The animation for the map of `cell`; `params` are the parameters of its layer, by path."""
    network, acts = screen.run.network, screen.run.acts
    if isinstance(network.step(cell.path).layer, Conv2DTranspose):
        transposed_animation(screen, params, cell)
        return
    if not slides(network, cell.path):
        st.markdown(
            f"**{network.step(cell.path).name}** has no sliding window. Select a map of a convolution or a pooling."
        )
        return
    record = slide(network, params, acts, cell, choose_input(network, cell))
    mount_slide(_data(network, record, screen.theme, screen.scales), _picked)
    key = f"{cell.path}:{cell.row}:{cell.col}:{cell.channel}"
    move_to("explain_slide_at", cell.row, cell.col, record.output.shape[1], key)
    st.caption(
        "Hatched: padding, which counts as 0. Click the output map to go to a cell. When this picture has the focus, space "
        "plays and pauses, and the arrow keys step."
        if any(map(any, record.sides))
        else "Click the output map to go to a cell. When this picture has the focus, space plays and pauses, and the arrow "
        "keys step."
    )


def _data(network: Network, record: Slide, theme: Theme, scales: Scales) -> dict[str, Any]:
    cell, names = record.cell, input_map_names(network, record.below)
    titles = network.step(record.below).name, f"{network.step(cell.path).name}, map {cell.channel}"
    limits = scales.limit(record.below, record.channels[0]), scales.limit(cell.path, cell.channel)
    return slide_data(record, [names[channel] for channel in record.channels], titles, limits, theme)


def _picked(message: Any) -> None:
    """Select the cell that was clicked on the output map, if it is one of it: the message can come from anybody."""
    current = session()
    try:
        cell = current.shown.settled_cell()
        path, channel = str(message["id"]).rsplit(":", 1)
        picked = Cell(path, int(message["row"]), int(message["col"]), int(channel))
        current.shown.network.check_cell(picked)
    except Exception:  # whatever it was, it was not a cell of this network
        return
    if picked.path == cell.path:
        current.select(picked)
