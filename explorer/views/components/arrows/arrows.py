"""A component: buttons beside the selected map that go to the next cell or map, for fingers."""

from __future__ import annotations

from collections.abc import Sequence

from explorer.views.components.register import register

_component = register("arrows")


def mount_arrows(pairs: Sequence[tuple[str, str]]) -> None:
    """Show a pair of buttons for each of `pairs`: what it changes ("row", "column", "map" or "unit"), and the text above it.

    The buttons stay in the browser: they do what the keys of the same direction do. Below them one opens the map up.
    """
    _component(key="arrows", data={"pairs": list(pairs)})
