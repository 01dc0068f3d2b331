"""The selected map, large enough to click a cell."""

from __future__ import annotations

import math
from html import escape

import numpy as np
import streamlit as st

from explorer.figures import cell as figures
from explorer.figures.maps import in_rows
from explorer.figures.overview.phone import phone_drawn
from explorer.figures.overview.scales import MAP
from explorer.figures.rail.column import column_of, shown_path
from explorer.figures.words import map_name, silent_map_note
from explorer.layers.base import Array
from explorer.network import Cell, Network
from explorer.views.components.picture.picture import picture as drawn
from explorer.views.explore.screen import Screen
from explorer.views.shell.embed import embedded


def enlarged_map(screen: Screen, cell: Cell, side: int) -> None:
    """The map of `cell`, at most `side` px; on a phone as the row of maps shows it. A vector is laid out row by row.

    In a frame it is the map that the overview shows: after its ReLU, unless the switch says before.
    """
    network, acts = screen.run.network, screen.run.acts
    shown = _shown(screen, cell)
    picture = selected_map(network.step(shown).maps(acts), cell)
    chart = figures.enlarged(
        picture, screen.scales.limit(cell.path, cell.channel), screen.theme, side, grey=not cell.path
    )
    drawn(chart, "enlarged", "The selected map.")
    if note := silent_map_note(picture):
        st.caption(note)
    if embedded():
        st.html(f'<p class="cnn-caption">{escape(_caption(network, cell, shown))}</p>')
    if screen.scales.scope == MAP:  # otherwise the overview's legend says it
        st.caption(screen.scales.sentence(cell.path, cell.channel))


def _shown(screen: Screen, cell: Cell) -> str:
    network, face = screen.run.network, screen.run.scene.face
    if embedded():
        return shown_path(network, cell.path, face)
    return phone_drawn(network, cell.path, face) if screen.narrow else cell.path


def _caption(network: Network, cell: Cell, shown: str) -> str:
    """What the map is: "map 5, after ReLU"; the layers of a column are named only if there are several."""
    name = map_name(network, cell.path, cell.channel) if len(network.step(cell.path).output_shape) == 3 else "all units"
    column = column_of(network, cell.path)
    if shown != column[0]:
        return f"{name}, after {network.step(shown).layer.title}"
    return f"{name}, before {network.step(column[1]).layer.title}" if len(column) > 1 else name


def columns_of(units: int) -> int:
    """The number of columns of a vector of `units` numbers when it is shown as a map, row by row."""
    return max(1, math.ceil(math.sqrt(units)))


def selected_map(values: Array, cell: Cell) -> Array:
    """The selected map; a vector of n units is laid out row by row in a square."""
    rows, cols, channels = values.shape
    if (rows, cols) != (1, 1):
        return np.asarray(values[:, :, cell.channel])
    return in_rows(values[0, 0], columns_of(channels))
