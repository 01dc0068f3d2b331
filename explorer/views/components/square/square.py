"""A picture and a frame on it, which can be moved and sized by pointer and keys."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from explorer.views.components.register import message, register

_component = register("square")
_KEY = "square"


def mount_square(
    source: str,
    size: tuple[int, int],
    aspect: tuple[int, int],
    box: Mapping[str, int],
    on_part: Callable[[Mapping[str, Any]], None],
) -> None:
    """Show the picture at the address `source`, (rows, columns) px large, with the frame `box` on it.

    `box` has top, left, height and width in px of the picture; `aspect` is height : width of any frame. `on_part` hears
    of a new one, whatever it may be.
    """

    def framed() -> None:
        said = message(_KEY, "part")
        if isinstance(said, Mapping):
            on_part(said)

    data = {"source": source, "rows": size[0], "cols": size[1], "aspect": list(aspect), "box": dict(box)}
    _component(key=_KEY, data=data, on_part_change=framed)
