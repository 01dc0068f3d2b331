"""A component to edit a kernel by painting on it with pointer or keys; it sends the changed cells to Python."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import streamlit as st

from explorer.figures.theme import Theme
from explorer.layers.base import Array
from explorer.views.components.register import message, register

_component = register("painter")
KEY = "painter"
MAX_CELLS_PER_MESSAGE = 4096
"""Further cells of a message are ignored."""


def mount_painter(
    what: str, weights: Array, channel: int, theme: Theme, on_paint: Callable[[list[tuple[int, int, float]]], None]
) -> None:
    """Show one kernel of a filter as a grid to paint on; `on_paint` gets the painted cells as (row, column, weight).

    `weights` are those of the filter, (rows, columns, channels), of which that of `channel` is shown. `what` identifies the
    kernel: strokes that were made on another one are dropped.
    """

    def paint_received() -> None:
        stroke = message(KEY, "paint")
        cells = _cells(stroke, what)
        if cells:
            st.session_state["painter_serial"] = _serial(stroke)
            on_paint(cells)

    data = {
        "what": what,
        "serial": st.session_state.get("painter_serial", 0),
        "values": np.asarray(weights[:, :, channel], np.float64).tolist(),
        "top": float(np.abs(weights).max(initial=0)) or 1.0,
        "colours": list(theme.weights),
        "ink": theme.ink,
    }
    _component(key=KEY, data=data, on_paint_change=paint_received)


def _serial(stroke: Any) -> int:
    return int(stroke.get("serial", 0)) if isinstance(stroke.get("serial"), int) else 0


def _cells(stroke: Any, what: str) -> list[tuple[int, int, float]]:
    """The cells that were painted on kernel `what`; empty if the message is of another kernel or malformed."""
    if not isinstance(stroke, Mapping) or stroke.get("what") != what or not isinstance(stroke.get("cells"), list):
        return []
    cells = []
    for cell in stroke["cells"][:MAX_CELLS_PER_MESSAGE]:
        try:
            row, col, value = cell
            cells.append((int(row), int(col), float(value)))
        except (TypeError, ValueError, OverflowError):
            return []
    return cells
