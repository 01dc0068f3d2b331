"""A component: a square canvas to draw on in white, which sends the drawing while it is being made."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from explorer.views.components.register import message, register

_component = register("pad")
_KEY = "pad"


def mount_pad(
    side: int, levels: str, serial: int, live: bool, on_drawn: Callable[[Mapping[str, Any]], None], key: str = _KEY
) -> None:
    """Show the drawing `levels` (one hexadecimal digit per px of a square of `side` px, "" for an empty one).

    `serial` is that of the last message that Python has applied. A `live` pad sends while the pen moves, another one when
    the stroke is done. `on_drawn` gets the drawing: levels, serial and stroke, unchecked. Each pad of a page has its `key`.
    """

    def drawing_received() -> None:
        drawing = message(key, "drawn")
        if isinstance(drawing, Mapping):
            on_drawn(drawing)

    data = {"side": side, "levels": levels, "serial": serial, "live": live}
    _component(key=key, data=data, on_drawn_change=drawing_received)
