"""Viewing: what the author of a demo lets its viewers do, and what of the screen they see."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal, get_args

from explorer.errors import SettingError, quoted

May = Literal["look", "cells", "image", "edit"]
MAY: tuple[May, ...] = get_args(May)
"""What viewers may do, each including those before it: look, choose cells, show an image of their own, edit the network."""
Look = Literal["auto", "light", "dark"]
LOOKS: tuple[Look, ...] = get_args(Look)
"""The colours of a frame; "auto" are those of the viewer's system."""
PANELS = ("layer", "arithmetic", "receptive-field", "what-if")
"""The tabs below the maps that a demo may show, as links name them."""
MIN_SIDE, MAX_SIDE = 240, 4000
"""Width and height of a frame, px."""


@dataclass(frozen=True)
class Viewing:
    """The options of a demo. `panels` are the tabs that are shown. `size` is that of a frame: width and height, px.

    Raises SettingError for what is no option.

    >>> Viewing("cells").allows("image")
    False
    """

    may: May = "edit"
    panels: tuple[str, ...] = PANELS
    size: tuple[int, int] = (800, 600)
    look: Look = "auto"

    def __post_init__(self) -> None:
        if self.may not in MAY:
            raise SettingError(f"Viewers may {quoted(self.may)}, which is not known.", f"Use one of {', '.join(MAY)}.")
        if self.look not in LOOKS:
            raise SettingError(f"The look {quoted(self.look)} is not known.", f"Use one of {', '.join(LOOKS)}.")
        if unknown := [name for name in self.panels if name not in PANELS]:
            raise SettingError(f"There is no tab {quoted(unknown[0])}.", f"Use some of {', '.join(PANELS)}.")
        sides = tuple(self.size)
        if len(sides) != 2 or not all(type(side) is int and MIN_SIDE <= side <= MAX_SIDE for side in sides):
            raise SettingError(
                f"The size of the frame is {quoted(self.size)}.",
                f"Use whole numbers of px, {MIN_SIDE} to {MAX_SIDE:,}, for width and height.",
            )

    def allows(self, action: May) -> bool:
        """Whether viewers may do `action`."""
        return MAY.index(action) <= MAY.index(self.may)


EVERYTHING = Viewing()
"""What a visitor may do who follows no demo."""


def to_plain(viewing: Viewing) -> dict[str, Any]:
    """The options as plain data for JSON."""
    return {
        "may": viewing.may,
        "panels": list(viewing.panels),
        "size": list(viewing.size),
        "look": viewing.look,
    }


def from_plain(plain: dict[str, Any]) -> Viewing:
    """The reverse of `to_plain`; what is missing has its default. Raises SettingError, TypeError or ValueError."""
    return Viewing(
        may=plain.get("may", EVERYTHING.may),
        panels=tuple(plain.get("panels", PANELS)),
        size=tuple(plain.get("size", EVERYTHING.size)),
        look=plain.get("look", EVERYTHING.look),
    )
