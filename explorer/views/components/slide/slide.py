"""A component: an animation of a window that slides over the input, or of a transposed convolution."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from explorer.views.components.payload import versioned
from explorer.views.components.register import message, register

_component = register("slide")
_MAPS = "explain_slide"


def mount_slide(data: dict[str, Any], on_pick: Callable[[Any], None]) -> None:
    """Show the maps of `data` (slide.js has its fields); `on_pick` gets the chosen cell: id, row, col, unchecked."""
    _component(
        key=_MAPS, data=versioned({"role": "maps", **data}), on_pick_change=lambda: on_pick(message(_MAPS, "pick"))
    )


def mount_transposed(data: dict[str, Any]) -> None:
    """Show a transposed convolution, whose positions are cells of the input, so that none can be selected."""
    _component(key="explain_stamps", data=versioned({"role": "maps", **data}))


def move_to(key: str, row: int, col: int, cols: int, cell: str) -> None:
    """Move the window to (row, col) of a map with `cols` columns, unless it is playing or was moved to `cell` before."""
    _component(key=key, data={"role": "at", "row": row, "col": col, "cols": cols, "key": cell}, height=1)
