"""A component that receives images pasted or dropped anywhere on the page; invisible until a file is dragged over it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from explorer.views.components.register import message, register

_component = register("paste_and_drop")
_KEY = "door"


def mount_paste_and_drop(max_bytes: int, on_file: Callable[[Mapping[str, Any]], None]) -> None:
    """Receive files: `on_file` gets the name and the bytes in base64 or, above `max_bytes`, only the size in bytes."""

    def file_received() -> None:
        file = message(_KEY, "file")
        if isinstance(file, Mapping):
            on_file(file)

    _component(key=_KEY, data={"most": max_bytes}, on_file_change=file_received)
