"""On a phone: the selected map, large enough to tap a cell, and the buttons beside it that refine the choice."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from explorer.figures.overview.phone import shows_bars
from explorer.network import Cell
from explorer.views.components.arrows.arrows import mount_arrows
from explorer.views.explore.rail.enlarged import enlarged_map
from explorer.views.explore.screen import Screen
from explorer.views.shell.room import window

MARGINS, ARROWS = 32, 96
"""Both margins of the page, and the buttons with their distance from the map, in px."""
LEAST, MOST = 160, 480
"""Limits in px for the side of the map."""
USUAL = 262
"""Side of the map in px where the window is low: above it there is room for the photo, the layers and the row of maps."""


def map_row(screen: Screen, cell: Cell) -> Callable[[], None]:
    """The place of the map, and the buttons; the returned function draws the map. Nothing where bars take its place."""
    if shows_bars(screen.run.network, cell.path):
        return lambda: None
    with st.container(key="map_row", horizontal=True, gap=None):
        place = st.container(key="map_place", width="content")
        mount_arrows(_pairs(screen, cell))

    def draw() -> None:
        with place:
            enlarged_map(screen, cell, map_side(window().width))

    return draw


def map_side(width: int) -> int:
    """The side of the map in px: what a window so wide leaves beside the buttons, but at most the usual one on a phone."""
    return max(LEAST, min(width - MARGINS - ARROWS, USUAL if width < MOST else MOST))


def _pairs(screen: Screen, cell: Cell) -> list[tuple[str, str]]:
    if len(screen.run.network.step(cell.path).output_shape) == 1:
        return [("unit", f"unit {cell.channel}")]
    return [("row", f"row {cell.row}"), ("column", f"column {cell.col}"), ("map", f"map {cell.channel}")]
