"""The focus in the browser: it asks for the record of a map when it opens, and draws and animates it by itself."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from explorer.views.components.register import message, register

_component = register("focus")
_KEY = "focus"


def mount_focus(data: dict[str, Any], on_ask: Callable[[], None]) -> None:
    """Mount the focus, closed or as it is; `data` is the theme, and the answer to the last question if there was one.

    `on_ask` is called when the browser asks for the map of a cell.
    """
    _component(key=_KEY, data=data, on_ask_change=on_ask)


def asked() -> Any:
    """What the browser asks in this run: path, row, col, channel and serial, unchecked; None if it asks nothing."""
    return message(_KEY, "ask")
