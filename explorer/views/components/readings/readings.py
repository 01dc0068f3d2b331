"""A component: a convolution shown as one sliding filter and as many neurons with shared weights."""

from __future__ import annotations

from typing import Any

from explorer.views.components.payload import versioned
from explorer.views.components.register import register

_component = register("readings")


def mount_readings(data: dict[str, Any], row: int, col: int) -> None:
    """Show the layer of `data` (readings.js has its fields) around the output neuron (row, col)."""
    _component(key="explain_readings", data=versioned({"role": "maps", **data}))
    _component(key="explain_readings_at", data={"role": "at", "row": row, "col": col}, height=1)
