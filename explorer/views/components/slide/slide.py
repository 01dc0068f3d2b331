"""A window that slides over the input, or a kernel that is laid down on the output, played in the browser."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from explorer.views.components.payload import versioned
from explorer.views.components.register import message, register

_component = register("slide")
_MAPS = "explain_slide"


def mount_slide(data: dict[str, Any], on_pick: Callable[[Any], None]) -> None:
    """Show the maps of `data` (slide.js has its fields); `on_pick` hears of a cell: id, row, col, whatever they may be."""
    _component(
        key=_MAPS, data=versioned({"role": "maps", **data}), on_pick_change=lambda: on_pick(message(_MAPS, "pick"))
    )


def mount_stamps(data: dict[str, Any]) -> None:
    """Show the maps of a transposed convolution, whose positions are no cells of the output."""
    _component(key="explain_stamps", data=versioned({"role": "maps", **data}))


def move_to(key: str, row: int, col: int, cols: int, cell: str) -> None:
    """Let the window of the page go to (row, col) of `cols` columns, unless it is on its way or has been at `cell`."""
    _component(key=key, data={"role": "at", "row": row, "col": col, "cols": cols, "key": cell}, height=1)
