"""A component: a picture with a crop frame that can be moved and resized by pointer and keys."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from explorer.views.components.register import message, register

_component = register("crop_frame")
_KEY = "square"


def mount_crop_frame(
    source: str,
    size: tuple[int, int],
    aspect: tuple[int, int],
    box: Mapping[str, int],
    on_part: Callable[[Mapping[str, Any]], None],
) -> None:
    """Show the picture at the address `source`, (rows, columns) px large, with the frame `box` on it.

    `box` has top, left, height and width in px of the picture; `aspect` is height : width of any frame. `on_part` gets
    a new frame, unchecked.
    """

    def frame_received() -> None:
        frame = message(_KEY, "part")
        if isinstance(frame, Mapping):
            on_part(frame)

    data = {"source": source, "rows": size[0], "cols": size[1], "aspect": list(aspect), "box": dict(box)}
    _component(key=_KEY, data=data, on_part_change=frame_received)
