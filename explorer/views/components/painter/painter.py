"""The front-end component to paint on a kernel: pointer and keys in the browser, changed cells to Python."""

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
MOST_CELLS = 4096


def mount_painter(
    what: str, one: Array, at: int, theme: Theme, painted: Callable[[list[tuple[int, int, float]]], None]
) -> None:
    """Show kernel `at` of the filter `one` as a grid; `painted` hears of (row, column, weight) as they are painted.

    `what` tells one kernel apart from another: strokes that were meant for another one are dropped.
    """

    def heard() -> None:
        said = message(KEY, "paint")
        cells = _cells(said, what)
        if cells:
            st.session_state["painter_serial"] = _serial(said)
            painted(cells)

    data = {
        "what": what,
        "serial": st.session_state.get("painter_serial", 0),
        "values": np.asarray(one[:, :, at], np.float64).tolist(),
        "top": float(np.abs(one).max(initial=0)) or 1.0,
        "colours": list(theme.weights),
        "ink": theme.ink,
    }
    _component(key=KEY, data=data, on_paint_change=heard)


def _serial(said: Any) -> int:
    return int(said.get("serial", 0)) if isinstance(said.get("serial"), int) else 0


def _cells(said: Any, what: str) -> list[tuple[int, int, float]]:
    """What the browser painted on this kernel; nothing of what it should not have sent."""
    if not isinstance(said, Mapping) or said.get("what") != what or not isinstance(said.get("cells"), list):
        return []
    cells = []
    for cell in said["cells"][:MOST_CELLS]:
        try:
            row, col, value = cell
            cells.append((int(row), int(col), float(value)))
        except (TypeError, ValueError, OverflowError):
            return []
    return cells
