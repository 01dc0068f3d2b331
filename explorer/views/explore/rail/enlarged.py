"""The selected map, large enough to click a cell, with its numbers as a table."""

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
from explorer.views.explore.numbers_table import numbers_button
from explorer.views.explore.screen import Screen
from explorer.views.shell import embed

PHONE_MAP_SIDE = 264
"""Side of the enlarged map on a phone, in px: large enough to tap a cell."""


def enlarged_map(screen: Screen, cell: Cell) -> None:
    """The map of `cell`, on a phone as the grid of maps shows it; a vector is laid out row by row."""
    network, acts = screen.run.network, screen.run.acts
    shown = phone_drawn(network, cell.path, screen.run.scene.face) if screen.narrow else cell.path
    values = network.step(cell.path).maps(acts)
    picture = _picture(network.step(shown).maps(acts), cell)
    side = PHONE_MAP_SIDE if screen.narrow else embed.FRAME_MAP_SIDE if embed.embedded() else figures.ENLARGED
    chart = figures.enlarged(
        picture, screen.scales.limit(cell.path, cell.channel), screen.theme, side, grey=not cell.path
    )
    if note := silent_map_note(picture):
        st.caption(note)
    drawn(chart, "enlarged", "The selected map.")
    if not embed.embedded():
        numbers_button("enlarged_numbers", screen.run, cell, values)
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
