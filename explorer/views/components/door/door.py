"""Listens for pictures that are pasted, or dropped anywhere on the page. Nothing is seen of it until one is held over it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from explorer.views.components.register import message, register

_component = register("door")
_KEY = "door"


def mount_door(most: int, on_file: Callable[[Mapping[str, Any]], None]) -> None:
    """Listen. `on_file` hears of a file: its name, and its bytes in base64 or, above `most` bytes, their number."""

    def came() -> None:
        said = message(_KEY, "file")
        if isinstance(said, Mapping):
            on_file(said)

    _component(key=_KEY, data={"most": most}, on_file_change=came)
