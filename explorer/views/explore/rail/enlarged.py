"""The selected map, large enough to click a cell."""

from __future__ import annotations

import math

import numpy as np
import streamlit as st

from explorer.figures import cell as figures
from explorer.figures.maps import in_rows
from explorer.figures.overview.phone import phone_drawn
from explorer.figures.overview.scales import MAP
from explorer.figures.words import silent_map_note
from explorer.layers.base import Array
from explorer.network import Cell
from explorer.views.components.picture.picture import picture as drawn
from explorer.views.explore.screen import Screen


def enlarged_map(screen: Screen, cell: Cell, side: int) -> None:
    """The map of `cell`, at most `side` px; on a phone as the row of maps shows it. A vector is laid out row by row."""
    network, acts = screen.run.network, screen.run.acts
    shown = phone_drawn(network, cell.path, screen.run.scene.face) if screen.narrow else cell.path
    picture = _picture(network.step(shown).maps(acts), cell)
    chart = figures.enlarged(
        picture, screen.scales.limit(cell.path, cell.channel), screen.theme, side, grey=not cell.path
    )
    drawn(chart, "enlarged", "The selected map.")
    if note := silent_map_note(picture):
        st.caption(note)
    if screen.scales.scope == MAP:  # otherwise the overview's legend says it
        st.caption(screen.scales.sentence(cell.path, cell.channel))


def columns_of(units: int) -> int:
    """The number of columns of a vector of `units` numbers when it is shown as a map, row by row."""
    return max(1, math.ceil(math.sqrt(units)))


def _picture(values: Array, cell: Cell) -> Array:
    """The selected map; a vector of n units is laid out row by row in a square."""
    rows, cols, channels = values.shape
    if (rows, cols) != (1, 1):
        return np.asarray(values[:, :, cell.channel])
    return in_rows(values[0, 0], columns_of(channels))
